import { entryPoints } from "../../../names";
import { isHttp } from "../../../services/ports";
import type { CheckFailure } from "../../checks";
import { isServed } from "../certificates";
import { checkRepeats } from "../lists";
import {
  checkPort,
  checkVersion,
  describeOthers,
  fault,
  keyFault,
  portNamed,
  type ServiceContext,
} from "./context";
import { mayNameHost, ruleFaults } from "./rules";

/** Checks each way in by itself. */
export const checkExposures = (context: ServiceContext): CheckFailure[] =>
  context.service.expose.flatMap((expose, index) => {
    const at = ["expose", index];
    const wrongPort = checkPort(context, [...at, "port"], expose.port);
    if (wrongPort.length > 0) return wrongPort;
    const { protocol } = portNamed(context, expose.port);
    const exposure: ExposureContext = { ...context, expose, at, protocol };
    return [
      ...checkVersion(context, [...at, "version"], expose.version),
      ...checkEntryPoint(exposure),
      ...(isHttp(protocol)
        ? checkHttp(exposure)
        : protocol === "tcp"
          ? checkTcp(exposure)
          : checkUdp(exposure)),
    ];
  });

// --- internal ---

interface ExposureContext extends ServiceContext {
  readonly expose: ServiceContext["service"]["expose"][number];
  readonly at: readonly (string | number)[];
  readonly protocol: string;
}

function checkEntryPoint(exposure: ExposureContext): CheckFailure[] {
  const { expose, at, protocol, sections } = exposure;
  const { entryPoint } = expose;
  if (entryPoint === undefined) {
    if (protocol !== "udp") return [];
    return [fault(exposure, at, "needs an entryPoint for UDP, one that ingress.entryPoints has")];
  }
  const place = [...at, "entryPoint"];
  if (entryPoint === entryPoints.web.name) {
    const message = "sends everything on to https, so that no route of its own is ever asked; use websecure";
    return [fault(exposure, place, message)];
  }
  if (sections.ingress === undefined) return [];
  const known = new Map<string, string>([
    [entryPoints.websecure.name, "tcp"],
    ...Object.entries(sections.ingress.entryPoints).map(([name, own]) => [name, own.protocol] as const),
  ]);
  const transport = known.get(entryPoint);
  if (transport === undefined) {
    const others = describeOthers("entry points", entryPoint, [...known.keys()]);
    const message = `no entry point is named ${entryPoint} under ingress.entryPoints${others}`;
    return [fault(exposure, place, message)];
  }
  const needed = protocol === "udp" ? "udp" : "tcp";
  if (transport === needed) return [];
  return [
    fault(exposure, place, `${entryPoint} is for ${transport}, and ${protocol} needs one for ${needed}`),
  ];
}

function checkHttp(exposure: ExposureContext): CheckFailure[] {
  const { expose, at } = exposure;
  const { host, aliases, rule, path, exact, match, stripPath, tls } = expose;
  const failures: CheckFailure[] = [];
  if (tls?.passthrough === true) {
    const message = "is for tcp: requests can only be routed where TLS ends";
    failures.push(keyFault(exposure, [...at, "tls", "passthrough"], message));
  }
  failures.push(...checkTlsOptions(exposure));
  if (rule !== undefined) return [...failures, ...checkRule(exposure, rule, "http")];
  if (host === undefined) {
    failures.push(fault(exposure, at, "needs a host, or a rule of Traefik's"));
    return failures;
  }
  if (stripPath && path === "/")
    failures.push(keyFault(exposure, [...at, "stripPath"], "has no effect: the path is /"));
  if (exact && stripPath) {
    failures.push(
      keyFault(exposure, [...at, "stripPath"], "leaves nothing of an exact path; leave one of them out"),
    );
  }
  return [
    ...failures,
    ...checkRepeats([...exposure.path, ...at, "aliases"], aliases),
    ...(aliases.includes(host)
      ? [fault(exposure, [...at, "aliases", aliases.indexOf(host)], "is the host itself")]
      : []),
    ...checkCovered(exposure),
    ...checkMatch(exposure, match),
    ...checkHeaders(exposure),
  ];
}

/** A service that does not speak HTTP has no use for what is about requests. */
function checkTcp(exposure: ExposureContext): CheckFailure[] {
  const { expose, at } = exposure;
  const { host, aliases, rule, tls, entryPoint } = expose;
  const failures = [
    ...requestOptions(exposure, "TCP"),
    ...(["methods", "headers", "cookies", "query"] as const).flatMap((part) =>
      Object.keys(expose.match[part]).length === 0
        ? []
        : [
            keyFault(
              exposure,
              [...at, "match", part],
              "is about requests, which Traefik does not see in TCP",
            ),
          ],
    ),
    ...checkTlsOptions(exposure),
  ];
  if (rule !== undefined) return [...failures, ...checkRule(exposure, rule, "tcp")];
  if (host === undefined) {
    if (aliases.length > 0) failures.push(fault(exposure, at, "has aliases and no host"));
    else if (entryPoint === undefined || entryPoint === entryPoints.websecure.name) {
      const message =
        "takes every connection of websecure, which HTTPS needs; give a host, which TLS clients name, or an entryPoint of its own";
      failures.push(fault(exposure, at, message));
    }
    return failures;
  }
  if (tls?.passthrough === true && tls.options !== undefined) {
    const message = "has no effect with passthrough, where the service ends TLS";
    failures.push(keyFault(exposure, [...at, "tls", "options"], message));
  }
  return tls?.passthrough === true ? failures : [...failures, ...checkCovered(exposure)];
}

function checkUdp(exposure: ExposureContext): CheckFailure[] {
  const { expose, at } = exposure;
  return [
    ...requestOptions(exposure, "UDP"),
    ...(["host", "rule", "priority", "tls"] as const).flatMap((part) =>
      expose[part] === undefined
        ? []
        : [
            keyFault(
              exposure,
              [...at, part],
              "has no effect: UDP has no rules, an entry point leads to one service",
            ),
          ],
    ),
    ...(expose.aliases.length > 0
      ? [keyFault(exposure, [...at, "aliases"], "has no effect: UDP names no hosts")]
      : []),
    ...(Object.values(expose.match).some((part) => Object.keys(part).length > 0)
      ? [keyFault(exposure, [...at, "match"], "has no effect: Traefik matches nothing in UDP")]
      : []),
  ];
}

/** Options of requests that are written for something else. */
function requestOptions(exposure: ExposureContext, transport: string): CheckFailure[] {
  const { expose, at } = exposure;
  const written = {
    path: expose.path !== "/",
    exact: expose.exact,
    stripPath: expose.stripPath,
    headers: Object.values(expose.headers).some((set) => Object.keys(set).length > 0),
  };
  return Object.entries(written).flatMap(([key, isGiven]) =>
    isGiven
      ? [keyFault(exposure, [...at, key], `is about requests, which Traefik does not see in ${transport}`)]
      : [],
  );
}

function checkRule(exposure: ExposureContext, rule: string, language: "http" | "tcp"): CheckFailure[] {
  const { expose, at } = exposure;
  const instead = {
    host: expose.host !== undefined,
    aliases: expose.aliases.length > 0,
    path: expose.path !== "/",
    exact: expose.exact,
    match: Object.values(expose.match).some((part) => Object.keys(part).length > 0),
    stripPath: expose.stripPath,
  };
  return [
    ...(expose.tls?.options === undefined || mayNameHost(language, rule)
      ? []
      : [
          fault(
            exposure,
            [...at, "tls", "options"],
            "cannot be applied: TLS begins before the request, so that the rule must name a Host",
          ),
        ]),
    ...ruleFaults(language, rule).map((wrong) => fault(exposure, [...at, "rule"], wrong)),
    ...Object.entries(instead).flatMap(([key, isGiven]) =>
      isGiven ? [keyFault(exposure, [...at, key], "has no effect beside rule; say it in the rule")] : [],
    ),
  ];
}

function checkTlsOptions(exposure: ExposureContext): CheckFailure[] {
  const { expose, at } = exposure;
  if (expose.tls?.options !== "default") return [];
  const message =
    "is looked for under another name, and the route closed; leave it out, the option named default applies by itself";
  return [fault(exposure, [...at, "tls", "options"], message)];
}

/** A wildcard in a certificate stands for exactly one label (RFC 6125). */
function checkCovered(exposure: ExposureContext): CheckFailure[] {
  const { expose, at, sections } = exposure;
  const domain = sections.domain?.name;
  if (domain === undefined) return [];
  const places: readonly (readonly [string, readonly (string | number)[]])[] = [
    ...(expose.host === undefined ? [] : [[expose.host, ["host"]] as const]),
    ...expose.aliases.map((alias, index) => [alias, ["aliases", index]] as const),
  ];
  const { certificates } = sections;
  const isServedOtherwise = (host: string) => certificates === undefined || isServed(host, certificates);
  return places.flatMap(([host, place]) =>
    !host.includes(".") ||
    host === domain ||
    host.slice(host.indexOf(".") + 1) === domain ||
    isServedOtherwise(host)
      ? []
      : [
          fault(
            exposure,
            [...at, ...place],
            `${host} is not covered by the certificate, which holds ${domain} and *.${domain} (one label)`,
          ),
        ],
  );
}

function checkMatch(
  exposure: ExposureContext,
  { headers }: ExposureContext["expose"]["match"],
): CheckFailure[] {
  const { at } = exposure;
  return Object.keys(headers).flatMap((header) => {
    const place = [...at, "match", "headers", header];
    if (header.toLowerCase() !== "host") return [];
    return [keyFault(exposure, place, "never matches: Go takes the host out of the headers; say it as host")];
  });
}

/** HTTP does not tell capitals apart, so of two such names chance would decide. */
const checkHeaders = (exposure: ExposureContext): CheckFailure[] =>
  Object.entries(exposure.expose.headers).flatMap(([direction, set]) =>
    Object.keys(set).flatMap((header, position, all) => {
      const other = all.slice(0, position).find((earlier) => earlier.toLowerCase() === header.toLowerCase());
      return other === undefined
        ? []
        : [
            keyFault(
              exposure,
              [...exposure.at, "headers", direction, header],
              `is the same header as ${other}`,
            ),
          ];
    }),
  );
