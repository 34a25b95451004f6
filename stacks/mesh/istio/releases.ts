import { istioTraceProvider, namespaces, traceCollector } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { imageFrom } from "../../../platform/releases";
import { charts } from "../../../platform/versions";
import type { PlannedRelease } from "../../releases/planned-release";

/** Whether services have proxies of their own or share those of their node and namespace. */
export type IstioMode = "istio" | "istio-ambient";

interface Profile {
  readonly profile?: "ambient";
}

interface Images {
  /** Registry and folder of all images; left to the chart where they come from where they are published. */
  readonly hub?: string;
}

const runtimeDefault = { type: "RuntimeDefault" } as const;

/** Values of istiod's chart that Slipway sets. */
export interface IstiodValues extends Profile {
  /** Pods get their redirection from the node, so that they need no privileges. */
  readonly cni: { readonly enabled: true };
  readonly autoscaleMin: number;
  readonly resources: { readonly requests: { readonly cpu: string; readonly memory: string } };
  readonly seccompProfile: typeof runtimeDefault;
  readonly gateways: { readonly seccompProfile: typeof runtimeDefault };
  readonly global: Images & {
    readonly priorityClassName: string;
    readonly networkPolicy: { readonly enabled: true };
    readonly proxy: { readonly seccompProfile: typeof runtimeDefault };
  };
  readonly meshConfig: {
    /** Istio would try again twice, whatever is asked: HTTPRoutes and hosts outside have no words of their own for it. */
    readonly defaultHttpRetryPolicy: { readonly attempts: 0 };
    /** Left out where nothing collects traces. */
    readonly enableTracing?: true;
    readonly extensionProviders?: readonly object[];
  };
}

/** Definitions, which the chart has as templates that are never deleted. */
export const istioBase = (): PlannedRelease => ({
  id: "istio-base",
  chart: charts.istioBase,
  name: "istio-base",
  namespace: namespaces.istio,
  values: {},
});

export const istiod = (platform: Platform, mode: IstioMode): PlannedRelease => ({
  id: "istiod",
  chart: charts.istiod,
  namespace: namespaces.istio,
  values: istiodValues(platform, mode),
});

export const istioCni = (platform: Platform, mode: IstioMode): PlannedRelease => ({
  id: "istio-cni",
  chart: charts.istioCni,
  name: "istio-cni",
  namespace: namespaces.istio,
  values: istioCniValues(platform, mode),
});

export const istiodValues = (
  { controllerReplicas, observability, releases }: Platform,
  mode: IstioMode,
): IstiodValues => ({
  ...profile(mode),
  cni: { enabled: true },
  // the chart's disruption budget follows
  autoscaleMin: controllerReplicas,
  resources: { requests: { cpu: "250m", memory: "1Gi" } },
  seccompProfile: runtimeDefault,
  // waypoints, in namespaces that take restricted pods only
  gateways: { seccompProfile: runtimeDefault },
  global: {
    ...images({ releases }),
    priorityClassName: "system-cluster-critical",
    networkPolicy: { enabled: true },
    proxy: { seccompProfile: runtimeDefault },
  },
  meshConfig: {
    defaultHttpRetryPolicy: { attempts: 0 },
    ...(observability.traces !== undefined && {
      enableTracing: true,
      extensionProviders: [
        {
          name: istioTraceProvider,
          opentelemetry: {
            service: `${traceCollector.service}.${namespaces.traces}.svc.cluster.local`,
            port: traceCollector.grpcPort,
          },
        },
      ],
    }),
  },
});

/** Values of the chart that Slipway sets. Paths on the node are the chart's, which are EKS's. */
export interface IstioCniValues extends Profile {
  readonly seLinuxOptions: { readonly type: "spc_t" };
  readonly ambient?: { readonly dnsCapture: true };
  readonly global?: Images;
}

const istioCniValues = ({ releases }: Platform, mode: IstioMode): IstioCniValues => ({
  ...profile(mode),
  // it enters the networks of other pods and of the node, which Bottlerocket lets privileged containers do alone; this is
  // their type (bottlerocket-core-kit, selinux-policy), and AL2023 does not ask
  seLinuxOptions: { type: "spc_t" },
  ...(mode === "istio-ambient" && { ambient: { dnsCapture: true } }),
  ...(releases.imageRegistry !== undefined && { global: images({ releases }) }),
});

export const profile = (mode: IstioMode): Profile => (mode === "istio-ambient" ? { profile: "ambient" } : {});

export const images = ({ releases }: Pick<Platform, "releases">): Images =>
  releases.imageRegistry === undefined ? {} : { hub: imageFrom(releases, "registry.istio.io/release") };
