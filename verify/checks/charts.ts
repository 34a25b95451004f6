import { settingSeconds } from "../../traefik/durations";
import type { Release } from "../input/input";
import { valueAt } from "../input/releases";
import type { Path } from "../structural/path";
import { type FindChartSchema, valueProblems } from "./chart-schema";
import { oldKeys } from "./charts/old-keys";
import { type Cluster, mapping, mappings } from "./cluster";
import { type Draft, draft } from "./finding";
import { dependsOn } from "./halves/terraform";

/** Checks of the values that charts are installed with. */
export const chartChecks = (findChart: FindChartSchema) =>
  function* (cluster: Cluster): Generator<Draft> {
    for (const release of cluster.input.releases) {
      const old = [...oldKeys(release)];
      yield* old;
      yield* keys(
        release,
        findChart,
        old.map(({ path }) => path),
      );
      if (release.chart === "traefik") {
        yield* exposure(release);
        yield* grace(release);
        yield* disruption(release);
        yield* selectors(release);
        yield* monitoring(cluster, release);
        yield* defaultClass(cluster, release);
        yield* resolvers(release);
        yield* loadBalancer(release);
      }
    }
  };

// --- internal ---

/** Versions whose values the schemas describe; of others nobody here knows the keys. */
const described: Readonly<Record<string, RegExp>> = { traefik: /^41\./, "cert-manager": /^1\.21\./ };

function* keys(release: Release, findChart: FindChartSchema, told: readonly Path[]): Generator<Draft> {
  const { chart, version, values } = release;
  const versions = described[chart];
  if (versions === undefined || (version !== undefined && !versions.test(version))) return;
  const schema = findChart(chart);
  if (schema === undefined) return;
  const toldAbout = new Set(told.map((path) => path.join("\n")));
  for (const { path, message } of valueProblems(values, schema)) {
    if (toldAbout.has(path.join("\n"))) continue;
    yield draft("E60", release, path, {
      happens: `${path.join(".")} ${message}${message.startsWith("is no key") ? ": Helm refuses the values, or ignores the key without a word" : ": Helm refuses the values"}.`,
      fix: message.includes("did you mean") ? "Correct the key." : "Look the key up in the chart's values.",
    });
  }
}

/** Entry points are offered by Services that are there, which the schema cannot know. */
function* exposure(release: Release): Generator<Draft> {
  const { values } = release;
  const services = ["default", ...Object.keys(mapping(mapping(values.service).additionalServices))];
  for (const [name, port] of Object.entries(mapping(values.ports))) {
    for (const service of Object.keys(mapping(mapping(port).expose))) {
      if (services.includes(service)) continue;
      const path = ["ports", name, "expose", service];
      yield draft("E60", release, path, {
        happens: `${path.join(".")} names no Service of the chart: nothing leads to the entry point.`,
        fix: `Name one of ${services.join(", ")}, or add it to service.additionalServices.`,
      });
    }
  }
}

/** The chart's own deployment.terminationGracePeriodSeconds. */
const chartGrace = 60;

function* grace(release: Release): Generator<Draft> {
  const { values } = release;
  const given = valueAt(values, ["deployment", "terminationGracePeriodSeconds"]);
  const total = typeof given === "number" ? given : chartGrace;
  for (const name of Object.keys(mapping(values.ports))) {
    const path = ["ports", name, "transport", "lifeCycle"];
    const cycle = mapping(valueAt(values, path));
    const accepts = seconds(cycle.requestAcceptGraceTimeout) ?? 0;
    // Traefik's own default
    const finishes = seconds(cycle.graceTimeOut) ?? 10;
    if (accepts + finishes < total) continue;
    yield draft("E65", release, path, {
      happens: `A stopping pod accepts for ${accepts} s and finishes for ${finishes} s, and is killed after ${total} s: requests are cut off.`,
      fix: `Set deployment.terminationGracePeriodSeconds to more than ${accepts + finishes}.`,
    });
  }
}

/** Seconds of a number or of a duration such as `1m30s`; undefined where it is neither. */
const seconds = (value: unknown): number | undefined =>
  typeof value === "number" ? value : typeof value === "string" ? settingSeconds(value) : undefined;

function* disruption(release: Release): Generator<Draft> {
  const { values } = release;
  const budget = mapping(values.podDisruptionBudget);
  if (budget.enabled !== true) return;
  const { minAvailable, maxUnavailable } = budget;
  const isSet = (value: unknown) => value !== undefined && value !== null && value !== "";
  if (isSet(minAvailable) && isSet(maxUnavailable)) {
    yield draft("E66", release, ["podDisruptionBudget", "minAvailable"], {
      happens:
        "A disruption budget has one of minAvailable and maxUnavailable: the API server refuses it, and the release fails.",
      fix: "Keep maxUnavailable.",
    });
  }
  const autoscaling = mapping(values.autoscaling);
  const replicas =
    autoscaling.enabled === true
      ? (autoscaling.minReplicas ?? 1)
      : (mapping(values.deployment).replicas ?? 1);
  const blocks =
    (typeof minAvailable === "number" && typeof replicas === "number" && minAvailable >= replicas) ||
    minAvailable === "100%" ||
    maxUnavailable === 0 ||
    maxUnavailable === "0%";
  if (!blocks) return;
  yield draft(
    "E66",
    release,
    ["podDisruptionBudget", isSet(minAvailable) ? "minAvailable" : "maxUnavailable"],
    {
      happens: `With ${replicas} replica${replicas === 1 ? "" : "s"} the budget lets no pod go: nodes cannot be drained, and cluster upgrades stop.`,
      fix: "Set maxUnavailable to 1, or run more replicas than minAvailable.",
    },
  );
}

function* selectors(release: Release): Generator<Draft> {
  const { values, name, namespace } = release;
  const spread = mappings(values.topologySpreadConstraints).map(({ item, index }) => ({
    labels: mapping(mapping(item.labelSelector).matchLabels),
    path: ["topologySpreadConstraints", index, "labelSelector", "matchLabels"] as Path,
  }));
  const affinity = ["podAffinity", "podAntiAffinity"].flatMap((kind) =>
    (
      [
        "requiredDuringSchedulingIgnoredDuringExecution",
        "preferredDuringSchedulingIgnoredDuringExecution",
      ] as const
    ).flatMap((when) =>
      mappings(mapping(mapping(values.affinity)[kind])[when]).map(({ item, index }) => {
        const term = when.startsWith("preferred") ? mapping(item.podAffinityTerm) : item;
        return {
          labels: mapping(mapping(term.labelSelector).matchLabels),
          path: ["affinity", kind, when, index] as Path,
        };
      }),
    ),
  );
  const own: Readonly<Record<string, string | undefined>> = {
    "app.kubernetes.io/name": "traefik",
    "app.kubernetes.io/instance":
      name === undefined || namespace === undefined ? undefined : `${name}-${namespace}`,
  };
  for (const { labels, path } of [...spread, ...affinity]) {
    for (const [label, expected] of Object.entries(own)) {
      const given = labels[label];
      if (typeof given !== "string" || expected === undefined || given.includes("{{") || given === expected)
        continue;
      if (values.nameOverride !== undefined || values.instanceLabelOverride !== undefined) continue;
      yield draft("E67", release, [...path, label], {
        happens: `Traefik's pods have ${label}: ${expected}, not ${given}: the rule is about no pod, and all replicas may end up in one place.`,
        fix: `Write ${expected}, or the chart's own template.`,
      });
    }
  }
}

/** Charts that bring the definitions of monitoring objects. */
const monitoringCharts = ["kube-prometheus-stack", "prometheus-operator-crds", "prometheus-operator"];

function* monitoring({ input }: Cluster, release: Release): Generator<Draft> {
  const prometheus = mapping(mapping(release.values.metrics).prometheus);
  const wanted = ["serviceMonitor", "prometheusRule"].find(
    (kind) => mapping(prometheus[kind]).enabled === true,
  );
  // what else is installed, only the whole could tell
  if (wanted === undefined || release.address === undefined) return;
  const path = ["metrics", "prometheus", wanted];
  const crds = input.releases.find(({ chart }) => monitoringCharts.includes(chart));
  const ordered =
    crds?.address !== undefined && dependsOn(input.terraform?.resources, release.address, crds.address);
  if (prometheus.disableAPICheck === true && ordered) return;
  yield draft("E68", release, path, {
    happens:
      prometheus.disableAPICheck === true
        ? `Nothing makes sure that the definition of ${wanted} is there before this release: it fails on a new cluster.`
        : `The chart asks the API server for the definition of ${wanted} while it is rendered, and fails where it is not there yet.`,
    fix: "Set metrics.prometheus.disableAPICheck, and let the release depend on the one with the definitions.",
  });
}

function* defaultClass({ input, all }: Cluster, release: Release): Generator<Draft> {
  const { enabled, isDefaultClass } = mapping(release.values.ingressClass);
  if (enabled === false || isDefaultClass === false) return;
  const others = all("networking.k8s.io/IngressClass")
    .filter(({ name }) => name !== "traefik")
    .map(({ name }) => name);
  const controllers = input.releases
    .filter(
      ({ chart, values }) =>
        chart === "ingress-nginx" ||
        (chart === "aws-load-balancer-controller" && values.createIngressClassResource !== false),
    )
    .map(({ chart }) => chart);
  const [other] = [...others, ...controllers];
  if (other === undefined) return;
  yield draft("W69", release, ["ingressClass", "isDefaultClass"], {
    happens: `The chart makes Traefik the class of every Ingress that names none, although there is ${other} too.`,
    fix: "Set ingressClass.isDefaultClass to false, and name the class in each Ingress.",
  });
}

function* resolvers(release: Release): Generator<Draft> {
  const { values } = release;
  const named = Object.entries(mapping(values.certificatesResolvers)).find(
    ([, resolver]) => mapping(resolver).acme !== undefined,
  );
  if (named === undefined) return;
  const autoscaling = mapping(values.autoscaling);
  const replicas =
    autoscaling.enabled === true ? autoscaling.maxReplicas : mapping(values.deployment).replicas;
  if (typeof replicas !== "number" || replicas < 2) return;
  yield draft("W70", release, ["certificatesResolvers", named[0]], {
    happens: `Each of ${replicas} replicas asks for certificates by itself and keeps them to itself: challenges reach the wrong one, and the authority's limits are soon used up.`,
    fix: "Let cert-manager make the certificates.",
  });
}

const annotation = (name: string): string => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

function* loadBalancer(release: Release): Generator<Draft> {
  const service = mapping(release.values.service);
  const annotations = mapping(service.annotations);
  const type = mapping(service.spec).type ?? "LoadBalancer";
  if (type !== "LoadBalancer") return;
  const kind = annotations[annotation("type")];
  const path = ["service", "annotations"];
  if (kind === "nlb" || kind === "nlb-ip") {
    yield draft("W63", release, [...path, annotation("type")], {
      happens: `${kind} is the old way: ${kind === "nlb" ? "the cloud provider makes the load balancer, without what the controller can" : "the controller has it for the sake of old Services"}.`,
      fix: "Set service.spec.loadBalancerClass to service.k8s.aws/nlb before the Service is made first; the kind of one that is there must not change.",
    });
  }
  const controlled =
    mapping(service.spec).loadBalancerClass === "service.k8s.aws/nlb" ||
    kind === "external" ||
    kind === "nlb-ip";
  if (!controlled || annotations[annotation("scheme")] !== undefined) return;
  yield draft("W63", release, path, {
    happens:
      "No scheme is said, and the controller makes an internal load balancer, which nobody outside reaches.",
    fix: `Set ${annotation("scheme")} to internet-facing or internal.`,
  });
}
