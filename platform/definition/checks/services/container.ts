import { isH2c, servicePorts } from "../../../services/ports";
import { probeKinds } from "../../../services/workloads";
import type { CheckFailure } from "../../checks";
import { checkRepeats } from "../lists";
import { checkRange } from "../range";
import { checkPort, fault, keyFault, portNamed, type ServiceContext } from "./context";

/** Checks what runs: ports, probes, what it reads. */
export function checkContainer(context: ServiceContext): CheckFailure[] {
  const { service, path, isWritten } = context;
  return [
    ...checkRange([...path, "replicas"], service.replicas, isWritten),
    ...checkPorts(context),
    ...checkProbes(context),
    ...checkVariables(context),
    ...checkSecrets(context),
    ...checkConfiguration(context),
    ...checkWritablePaths(context),
    ...checkMetrics(context),
  ];
}

// --- internal ---

function checkPorts(context: ServiceContext): CheckFailure[] {
  const [own, ...more] = servicePorts(context.service);
  return more.flatMap((port, index): CheckFailure[] => {
    if (port.name === own.name)
      return [
        keyFault(context, ["ports", port.name], `is the name of the service's own port; choose another`),
      ];
    const rival = [own, ...more.slice(0, index)].find(
      (other) => other.containerPort === port.containerPort && other.transport === port.transport,
    );
    if (rival === undefined) return [];
    return [
      fault(context, ["ports", port.name, "port"], `is the port of ${rival.name} too; each needs its own`),
    ];
  });
}

function checkProbes(context: ServiceContext): CheckFailure[] {
  const { service, isWritten, path } = context;
  const { probes } = service;
  const wrongPort = checkPort(context, ["probes", "port"], probes.port);
  if (wrongPort.length > 0) return wrongPort;
  const port = portNamed(context, probes.port);
  const kind = probes.kind ?? probeKinds[port.protocol];
  const failures: CheckFailure[] = [];
  if (port.transport === "UDP" && (kind === "http" || kind === "grpc" || kind === "tcp")) {
    failures.push(
      fault(
        context,
        ["probes", "kind"],
        `asks over TCP, but port ${port.name} is UDP; name another port as probes.port, or use exec`,
      ),
    );
  }
  if (kind === "http" && isH2c(port.protocol)) {
    failures.push(
      fault(
        context,
        ["probes", "kind"],
        `asks in HTTP/1.1, which port ${port.name} does not speak; use grpc or tcp, or name another port as probes.port`,
      ),
    );
  }
  if (kind === "exec" && probes.command.length === 0)
    failures.push(fault(context, ["probes", "kind"], "needs probes.command, what is to be run"));
  if (kind !== "exec" && probes.command.length > 0) {
    failures.push(
      keyFault(context, ["probes", "command"], `has no effect with ${kind} probes; say kind: exec`),
    );
  }
  if (kind !== "grpc" && probes.grpcService !== undefined) {
    failures.push(
      keyFault(context, ["probes", "grpcService"], `has no effect with ${kind} probes; say kind: grpc`),
    );
  }
  if (kind !== "http" && isWritten([...path, "healthPath"])) {
    failures.push(
      keyFault(
        context,
        ["healthPath"],
        `has no effect with ${kind} probes; leave it out, or say probes: { kind: http } and the port that has it`,
      ),
    );
  }
  return failures;
}

/** Environment variables come from three places, of which the last would win without a word. */
function checkVariables(context: ServiceContext): CheckFailure[] {
  const { env, configuration, secrets } = context.service;
  return [
    ...Object.keys(configuration.values)
      .filter((name) => Object.hasOwn(env, name))
      .map((name) => keyFault(context, ["configuration", "values", name], "is set under env already")),
    ...Object.keys(secrets)
      .filter((name) => Object.hasOwn(env, name) || Object.hasOwn(configuration.values, name))
      .map((name) =>
        keyFault(
          context,
          ["secrets", name],
          `is set under ${Object.hasOwn(env, name) ? "env" : "configuration.values"} already`,
        ),
      ),
  ];
}

function checkSecrets(context: ServiceContext): CheckFailure[] {
  return Object.entries(context.service.secrets).flatMap(
    ([name, { secret, store, property }]): CheckFailure[] => {
      if (secret === undefined && store === undefined) {
        const message = "must name the Secret that holds it as secret, or the store that does as store";
        return [fault(context, ["secrets", name], message)];
      }
      if (secret !== undefined && store !== undefined) {
        const message = "is a second source beside secret; name one of them";
        return [keyFault(context, ["secrets", name, "store"], message)];
      }
      if (secret !== undefined && property !== undefined) {
        const message = "is for what a store holds; of a Secret the key is enough";
        return [keyFault(context, ["secrets", name, "property"], message)];
      }
      return [];
    },
  );
}

/** What a ConfigMap may hold (Kubernetes, MaxSecretSize, which holds for both). */
const mostConfigurationBytes = 1024 ** 2;

function checkConfiguration(context: ServiceContext): CheckFailure[] {
  const { values, files } = context.service.configuration;
  const bytes = [...Object.entries(values), ...Object.entries(files)].reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...Object.keys(files)
      .filter((file) => Object.hasOwn(values, file))
      .map((file) =>
        keyFault(
          context,
          ["configuration", "files", file],
          "is the name of a value too; a ConfigMap has it once",
        ),
      ),
    ...(bytes > mostConfigurationBytes
      ? [fault(context, ["configuration"], `has ${bytes} bytes; a ConfigMap takes ${mostConfigurationBytes}`)]
      : []),
    ...(Object.keys(files).length === 0 && context.isWritten([...context.path, "configuration", "directory"])
      ? [keyFault(context, ["configuration", "directory"], "has no effect without files")]
      : []),
  ];
}

function checkWritablePaths(context: ServiceContext): CheckFailure[] {
  const { writablePaths, configuration } = context.service;
  const taken = Object.keys(configuration.files).length > 0 ? [configuration.directory] : [];
  return [
    ...checkRepeats([...context.path, "writablePaths"], writablePaths),
    ...writablePaths.flatMap((path, index) => {
      const other = [...taken, ...writablePaths.slice(0, index)].find(
        (earlier) => earlier !== path && (path.startsWith(`${earlier}/`) || earlier.startsWith(`${path}/`)),
      );
      const same = taken.includes(path) ? path : other;
      return same === undefined
        ? []
        : [fault(context, ["writablePaths", index], `overlaps ${same}; mount one directory or the other`)];
    }),
  ];
}

function checkMetrics(context: ServiceContext): CheckFailure[] {
  const { metrics } = context.service;
  if (metrics === undefined) return [];
  const wrong = checkPort(context, ["metrics", "port"], metrics.port);
  if (wrong.length > 0) return wrong;
  const { name, protocol } = portNamed(context, metrics.port);
  if (protocol === "http") return [];
  const at = metrics.port === undefined ? ["metrics"] : ["metrics", "port"];
  return [
    fault(
      context,
      at,
      `port ${name} speaks ${protocol}, and Prometheus reads over http; add a port under ports and name it here`,
    ),
  ];
}
