import type { ServedCertificate } from "./certificate";
import type { Candidate, Explanation, NearMiss, Outcome, RouterSummary, ServiceShare } from "./explanation";

/** An explanation for people: what happens first, then why, then what else was considered. */
export function formatExplanation(explanation: Explanation): string {
  const { outcome, route, later, near, middlewares, services, mirrors, sent, certificate, notes } =
    explanation;
  const rows: Row[] = [
    ...section("goes to", outcomeLines(outcome, services)),
    ...section("copies to", mirrors.map(serviceLine)),
    ...section("entry point", entryPointLines(explanation)),
    ...section("certificate", certificate === undefined ? [] : [certificateLine(certificate)]),
    ...route.flatMap((candidate, index) => section(index === 0 ? "router" : "child", routerLines(candidate))),
    ...section(
      "middlewares",
      middlewares.flatMap(({ name, type, of, does }, index) => [
        `${index + 1}. ${name}${type === undefined ? "" : `, ${type}`}${of === "route" ? "" : `, of the ${of}`}`,
        ...does.map((line) => `   ${line}`),
      ]),
    ),
    ...section(
      "asked for",
      sent === undefined ? [] : [`${sent.method} ${sent.uri}  with Host: ${sent.host}`],
    ),
    ...section("later", later.flatMap(laterLines)),
    ...section("near", near.flatMap(nearLines)),
    ...section("note", notes),
  ];
  const width = Math.max(...rows.map(({ title }) => title.length));
  return [
    explanation.request,
    ...rows.map(({ title, line }) => `  ${title.padEnd(width)}  ${line}`.trimEnd()),
    "",
  ].join("\n");
}

// --- internal ---

interface Row {
  readonly title: string;
  readonly line: string;
}

/** The title stands before the first line only. */
const section = (title: string, lines: readonly string[]): Row[] =>
  lines.map((line, index) => ({ title: index === 0 ? title : "", line }));

function outcomeLines(outcome: Outcome, services: readonly ServiceShare[]): string[] {
  switch (outcome.kind) {
    case "service":
      return services.map(serviceLine);
    case "answer":
      return outcome.location === undefined
        ? [`no service: Traefik answers ${outcome.status}`, outcome.reason]
        : [`${outcome.location}, by ${outcome.status}`];
    case "closed":
      return ["no service: the connection is closed", outcome.reason];
    case "ambiguous":
      return ["nobody knows", outcome.reason];
    default:
      return outcome satisfies never;
  }
}

function serviceLine({ service, port, percent, version, fallback }: ServiceShare): string {
  const parts = [
    `${service}${port === undefined ? "" : ` port ${port}`}`,
    ...(version === undefined ? [] : [`version ${version}`]),
    fallback ? "when the other one fails" : `${percent} %`,
  ];
  return parts.join(", ");
}

function entryPointLines({ entryPoint, seen }: Explanation): string[] {
  if (entryPoint === undefined) return [];
  const { name, port } = entryPoint;
  return [
    `${name}${port === undefined ? "" : `, port ${port}`}`,
    ...(seen === undefined ? [] : [`rules see ${seen.method} ${seen.path} of host ${seen.host || "(none)"}`]),
  ];
}

function certificateLine(certificate: ServedCertificate): string {
  switch (certificate.kind) {
    case "secret": {
      const { secret, names, byDefault, fits } = certificate;
      const known = names.length === 0 ? "names unknown" : names.join(", ");
      return `Secret ${secret}${byDefault ? ", the default one" : ""}: ${known}${fits ? "" : "; none of them is what the client asks for"}`;
    }
    case "self-signed":
      return "one that Traefik signs itself, which no client trusts";
    case "refused":
      return "none";
    default:
      return certificate satisfies never;
  }
}

const routerLines = ({ router, because }: Candidate): string[] => [
  `${router.shown}${placeOf(router)}`,
  ...(router.match === "" ? [] : [oneLine(router.match)]),
  because,
];

const laterLines = ({ router, because }: Candidate): string[] => [
  `${router.shown}, ${because}${placeOf(router)}`,
  `   ${oneLine(router.match)}`,
];

const nearLines = ({ router, because }: NearMiss): string[] => [
  `${router.shown}${placeOf(router)}`,
  `   ${oneLine(router.match)}`,
  ...because.map((line) => `   ${line}`),
];

const placeOf = ({ file, line, column }: RouterSummary): string =>
  file === undefined ? "" : `  ${file}:${line}:${column}`;

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};
