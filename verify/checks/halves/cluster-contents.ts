import type { LocatedObject } from "../../input/located-object";
import { isBuiltInGroup } from "../../structural/built-in";
import { type Cluster, mapping, mappings, specOf, string } from "../cluster";
import { type Draft, draft } from "../finding";
import { dependsOn } from "./terraform";

/** Checks that what manifests count on is brought by Terraform: namespaces, and definitions of custom resources. */
export function* contentChecks(cluster: Cluster): Generator<Draft> {
  yield* namespaces(cluster);
  yield* definitions(cluster);
}

// --- internal ---

/**
 * What tells kustomize, Argo CD or Flux which files to apply is no part of what they apply; the controllers' own
 * installation makes their namespaces and definitions.
 */
const isForOthers = ({ group }: LocatedObject): boolean =>
  group === "kustomize.config.k8s.io" || controllerGroups.includes(group);

const controllerGroups = ["argoproj.io", "kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"];

/** Namespaces that every cluster has. */
const builtIn = ["default", "kube-system", "kube-public", "kube-node-lease"];

function* namespaces(cluster: Cluster): Generator<Draft> {
  const { input } = cluster;
  // others may make it
  if (!input.complete) return;
  const made = new Set<string | undefined>([
    ...builtIn,
    ...cluster.all("v1/Namespace").map(({ name }) => name),
    ...input.releases.filter(({ createNamespace }) => createNamespace).map(({ namespace }) => namespace),
    ...[...(input.terraform?.resources.get("kubernetes_namespace")?.values() ?? [])].map(({ attributes }) =>
      string(mapping([attributes.metadata].flat()[0]).name),
    ),
  ]);
  const reported = new Set<string>();
  for (const object of input.objects) {
    if (object.namespace === "" || isForOthers(object)) continue;
    if (made.has(object.namespace) || reported.has(object.namespace)) continue;
    reported.add(object.namespace);
    yield draft("E77", object, ["metadata", "namespace"], {
      happens: `Nothing makes the namespace ${object.namespace}: the API server refuses what is in it.`,
      fix: "Write a Namespace, or correct the name.",
    });
  }
}

/** Charts that install the definitions of a group, and what their values must say. */
const installers: Readonly<
  Record<string, readonly { readonly chart: string; readonly missing?: (values: unknown) => boolean }[]>
> = {
  "traefik.io": [{ chart: "traefik" }],
  "cert-manager.io": [
    {
      chart: "cert-manager",
      missing: (values) => {
        const { crds, installCRDs } = mapping(values);
        return mapping(crds).enabled !== true && installCRDs !== true;
      },
    },
  ],
  "elbv2.k8s.aws": [{ chart: "aws-load-balancer-controller" }],
  "monitoring.coreos.com": [{ chart: "kube-prometheus-stack" }, { chart: "prometheus-operator-crds" }],
  "external-secrets.io": [{ chart: "external-secrets" }],
  "karpenter.sh": [{ chart: "karpenter" }, { chart: "karpenter-crd" }],
  "gateway.networking.k8s.io": [{ chart: "gateway-api" }],
  "extensions.istio.io": [{ chart: "base" }],
  "networking.istio.io": [{ chart: "base" }],
  "security.istio.io": [{ chart: "base" }],
  "telemetry.istio.io": [{ chart: "base" }],
  "consul.hashicorp.com": [{ chart: "consul" }],
};

/** The first version of Traefik's chart whose definitions are of the group traefik.io. */
const firstOfGroup = 23;

function* definitions(cluster: Cluster): Generator<Draft> {
  const { input } = cluster;
  if (!input.complete || input.releases.length === 0) return;
  const written = new Set(
    cluster
      .all("apiextensions.k8s.io/CustomResourceDefinition")
      .map((definition) => string(specOf(definition).group)),
  );
  const first = new Map<string, LocatedObject>();
  for (const object of input.objects) {
    if (isBuiltInGroup(object.group) || isForOthers(object)) continue;
    if (!first.has(object.group)) first.set(object.group, object);
  }
  for (const [group, object] of first) {
    if (written.has(group)) continue;
    const known = Object.hasOwn(installers, group) ? installers[group] : undefined;
    const charts = (known ?? []).map(({ chart }) => chart);
    const release = input.releases.find(({ chart }) => charts.includes(chart));
    const missing = known?.find(({ chart }) => chart === release?.chart)?.missing;
    if (release === undefined) {
      yield draft("E82", object, ["apiVersion"], {
        severity: known === undefined ? "warning" : "error",
        happens: `Nothing installs the definitions of ${group}: the API server refuses its objects.`,
        fix:
          charts.length === 0
            ? "Install them before, by a release or a manifest."
            : `Install the chart ${charts.join(" or ")}.`,
      });
    } else if (release.valuesKnown && missing?.(release.values) === true) {
      yield draft("E82", object, ["apiVersion"], {
        happens: `The release of ${release.chart} leaves the definitions out: the API server refuses objects of ${group}.`,
        fix: "Set crds.enabled and crds.keep.",
      });
    } else if (
      group === "traefik.io" &&
      Number(release.version?.split(".")[0] ?? firstOfGroup) < firstOfGroup
    ) {
      yield draft("E82", object, ["apiVersion"], {
        happens: `Version ${release.version} of Traefik's chart installs the definitions of traefik.containo.us, not of ${group}.`,
        fix: "Install version 41, whose definitions these objects are checked by.",
      });
    }
  }
  yield* order(cluster);
}

/** Objects that ride in a release are made with it, so their definitions must be there before. */
function* order({ input }: Cluster): Generator<Draft> {
  for (const release of input.releases) {
    if (release.address === undefined) continue;
    const groups = new Set(
      mappings(release.values.extraObjects).map(({ item }) => `${item.apiVersion}`.split("/")[0] ?? ""),
    );
    for (const group of groups) {
      const charts = (Object.hasOwn(installers, group) ? (installers[group] ?? []) : []).map(
        ({ chart }) => chart,
      );
      const brings = input.releases.find(({ chart }) => charts.includes(chart));
      if (brings?.address === undefined || brings === release) continue;
      if (dependsOn(input.terraform?.resources, release.address, brings.address)) continue;
      yield draft("E82", release, ["extraObjects"], {
        happens: `Objects of ${group} ride in this release, and it may be installed before ${brings.chart}, which brings their definitions: it fails on a new cluster.`,
        fix: `Let it depend on ${brings.address}.`,
      });
    }
  }
}
