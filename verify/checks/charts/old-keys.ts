import type { Release } from "../../input/input";
import { valueAt } from "../../input/releases";
import { mapping } from "../cluster";
import { type Draft, draft } from "../finding";

interface OldKey {
  readonly chart: string;
  readonly path: readonly string[];
  /** First version without it. */
  readonly since: string;
  readonly write: string;
}

/** Keys that older versions had; `*` stands for any port (traefik-helm-chart, release notes). */
const old: readonly OldKey[] = [
  { chart: "traefik", path: ["logs"], since: "41", write: "log for logs.general, accessLog for logs.access" },
  {
    chart: "traefik",
    path: ["globalArguments"],
    since: "36",
    write: "global.checkNewVersion and global.sendAnonymousUsage",
  },
  { chart: "traefik", path: ["certResolvers"], since: "33", write: "certificatesResolvers" },
  {
    chart: "traefik",
    path: ["ports", "*", "redirectTo"],
    since: "34",
    write: "http.redirections.entryPoint",
  },
  { chart: "traefik", path: ["ports", "*", "redirections"], since: "39", write: "http.redirections" },
  { chart: "traefik", path: ["ports", "*", "tls"], since: "39", write: "http.tls" },
  { chart: "traefik", path: ["ports", "*", "middlewares"], since: "39", write: "http.middlewares" },
  {
    chart: "traefik",
    path: ["ports", "*", "encodedCharacters"],
    since: "39",
    write: "http.encodedCharacters",
  },
  { chart: "traefik", path: ["ports", "*", "sanitizePath"], since: "39", write: "http.sanitizePath" },
  { chart: "traefik", path: ["tracing", "jaeger"], since: "28", write: "tracing.otlp" },
  { chart: "traefik", path: ["tracing", "zipkin"], since: "28", write: "tracing.otlp" },
  { chart: "traefik", path: ["service", "type"], since: "10", write: "service.spec.type" },
  { chart: "cert-manager", path: ["installCRDs"], since: "1.15", write: "crds.enabled and crds.keep" },
  {
    chart: "cert-manager",
    path: ["prometheus", "servicemonitor", "targetPort"],
    since: "1.21",
    write: "nothing: the port is http-metrics",
  },
  {
    chart: "cert-manager",
    path: ["prometheus", "servicemonitor", "path"],
    since: "1.21",
    write: "nothing: the path is /metrics",
  },
];

/** Checks of keys that older versions of a chart had. */
export function* oldKeys(release: Release): Generator<Draft> {
  const { chart, values, version } = release;
  for (const key of old) {
    if (key.chart !== chart || isBefore(version, key.since)) continue;
    for (const path of matching(values, key.path)) {
      yield draft("E61", release, path, {
        happens: `${path.join(".")} is a key of versions before ${key.since}: Helm refuses the values or ignores it.`,
        fix: `Write ${key.write}.`,
      });
    }
  }
  if (chart !== "traefik" || isBefore(version, "27")) return;
  for (const [name, port] of Object.entries(mapping(values.ports))) {
    if (typeof mapping(port).expose !== "boolean") continue;
    yield draft("E61", release, ["ports", name, "expose"], {
      happens: `ports.${name}.expose is a mapping since version 27: Helm refuses the values.`,
      fix: `Write expose: { default: ${mapping(port).expose} }.`,
    });
  }
  if (typeof valueAt(values, ["providers", "file", "content"]) === "string" && !isBefore(version, "41")) {
    yield draft("E61", release, ["providers", "file", "content"], {
      happens: "providers.file.content is a mapping since version 41: Helm refuses the values.",
      fix: "Write the content as a mapping, without the |.",
    });
  }
}

/** Whether a chart's version is older than one that is named by its first numbers. */
function isBefore(version: string | undefined, named: string): boolean {
  if (version === undefined) return false;
  const [given, wanted] = [version, named].map((text) => text.split(".").map(Number));
  for (const [index, number] of (wanted ?? []).entries()) {
    const difference = (given?.[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function matching(
  value: unknown,
  pattern: readonly string[],
  at: readonly string[] = [],
): (readonly string[])[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return value === undefined || value === null ? [] : [at];
  const given = mapping(value);
  const names = first === "*" ? Object.keys(given) : Object.hasOwn(given, first) ? [first] : [];
  return names.flatMap((name) => matching(given[name], rest, [...at, name]));
}
