import type { LocatedObject } from "../input/located-object";
import { placedFindings } from "../structural/objects";
import type { FindSchema } from "../structural/schemas";
import { type Cluster, oldTraefikGroup } from "./cluster";
import { type Draft, draft } from "./finding";

/** Checks of each object by itself: what the API server would refuse, drop, or no longer serve. */
export const objectChecks = (findSchema: FindSchema) =>
  function* (cluster: Cluster): Generator<Draft> {
    yield* removedVersions(cluster);
    yield* structure(cluster, findSchema);
  };

// --- internal ---

function* removedVersions({ input }: Cluster): Generator<Draft> {
  for (const object of input.objects) {
    const removal = removalOf(object);
    if (removal === undefined) continue;
    yield draft("E73", object, ["apiVersion"], {
      happens: `${object.apiVersion} ${object.kind} is ${removal.since}, so the object is refused.`,
      fix: removal.write,
    });
  }
}

interface Removal {
  readonly since: string;
  readonly write: string;
}

/** Where an old version went, by group, version and kind (Kubernetes, deprecation guide; Traefik and cert-manager). */
function removalOf({ apiVersion, group, kind }: LocatedObject): Removal | undefined {
  if (group === oldTraefikGroup) {
    return { since: "not known to Traefik 3", write: "Write traefik.io/v1alpha1." };
  }
  if (group === "traefik.io" && kind === "DynamicConfiguration") {
    return {
      since: "no kind of any Traefik",
      write: "Write a Middleware, TLSOption, TLSStore or ServersTransport for each part of it.",
    };
  }
  if (group === "certmanager.k8s.io") {
    return { since: "gone since cert-manager 0.11", write: "Write cert-manager.io/v1." };
  }
  if (group === "cert-manager.io" && /\/v1(alpha|beta)\d$/.test(apiVersion)) {
    return { since: "gone since cert-manager 1.7", write: "Write cert-manager.io/v1." };
  }
  const [, removed] = removedFromKubernetes.find(([pattern]) => pattern.test(`${apiVersion} ${kind}`)) ?? [];
  return removed === undefined
    ? undefined
    : { since: `gone since Kubernetes ${removed.release}`, write: `Write ${removed.write}.` };
}

const removedFromKubernetes: readonly (readonly [
  RegExp,
  { readonly release: string; readonly write: string },
])[] = [
  [/^extensions\/v1beta1 Ingress$/, { release: "1.22", write: "networking.k8s.io/v1" }],
  [/^extensions\/v1beta1 NetworkPolicy$/, { release: "1.16", write: "networking.k8s.io/v1" }],
  [/^extensions\/v1beta1 PodSecurityPolicy$/, { release: "1.25", write: "labels of Pod Security Admission" }],
  [/^extensions\/v1beta1 /, { release: "1.16", write: "apps/v1" }],
  [/^apps\/v1beta[12] /, { release: "1.16", write: "apps/v1" }],
  [/^networking\.k8s\.io\/v1beta1 Ingress(Class)?$/, { release: "1.22", write: "networking.k8s.io/v1" }],
  [
    /^rbac\.authorization\.k8s\.io\/v1(alpha1|beta1) /,
    { release: "1.22", write: "rbac.authorization.k8s.io/v1" },
  ],
  [/^apiextensions\.k8s\.io\/v1beta1 /, { release: "1.22", write: "apiextensions.k8s.io/v1" }],
  [/^apiregistration\.k8s\.io\/v1beta1 /, { release: "1.22", write: "apiregistration.k8s.io/v1" }],
  [
    /^admissionregistration\.k8s\.io\/v1beta1 \w+WebhookConfiguration$/,
    { release: "1.22", write: "admissionregistration.k8s.io/v1" },
  ],
  [/^coordination\.k8s\.io\/v1beta1 /, { release: "1.22", write: "coordination.k8s.io/v1" }],
  [
    /^certificates\.k8s\.io\/v1beta1 CertificateSigningRequest$/,
    { release: "1.22", write: "certificates.k8s.io/v1" },
  ],
  [/^scheduling\.k8s\.io\/v1beta1 /, { release: "1.22", write: "scheduling.k8s.io/v1" }],
  [
    /^storage\.k8s\.io\/v1beta1 (CSIDriver|CSINode|StorageClass|VolumeAttachment)$/,
    { release: "1.22", write: "storage.k8s.io/v1" },
  ],
  [/^policy\/v1beta1 PodSecurityPolicy$/, { release: "1.25", write: "labels of Pod Security Admission" }],
  [/^policy\/v1beta1 /, { release: "1.25", write: "policy/v1" }],
  [/^batch\/v1beta1 /, { release: "1.25", write: "batch/v1" }],
  [/^batch\/v2alpha1 /, { release: "1.21", write: "batch/v1" }],
  [/^discovery\.k8s\.io\/v1beta1 /, { release: "1.25", write: "discovery.k8s.io/v1" }],
  [/^events\.k8s\.io\/v1beta1 /, { release: "1.25", write: "events.k8s.io/v1" }],
  [/^node\.k8s\.io\/v1beta1 /, { release: "1.25", write: "node.k8s.io/v1" }],
  [/^autoscaling\/v2beta1 /, { release: "1.25", write: "autoscaling/v2" }],
  [/^autoscaling\/v2beta2 /, { release: "1.26", write: "autoscaling/v2" }],
  [
    /^flowcontrol\.apiserver\.k8s\.io\/v1beta[12] /,
    { release: "1.29", write: "flowcontrol.apiserver.k8s.io/v1" },
  ],
  [
    /^flowcontrol\.apiserver\.k8s\.io\/v1beta3 /,
    { release: "1.32", write: "flowcontrol.apiserver.k8s.io/v1" },
  ],
];

function* structure({ input }: Cluster, findSchema: FindSchema): Generator<Draft> {
  const files = new Map<string, LocatedObject[]>();
  for (const object of input.objects) {
    const list = files.get(object.file);
    if (list === undefined) files.set(object.file, [object]);
    else list.push(object);
  }
  const named = [...files];
  const found = placedFindings(
    named.map(([path, objects]) => ({ path, objects: objects.map(({ object }) => object) })),
    findSchema,
  );
  const kindsWithoutSchema = new Set<string>();
  for (const { file, object: index, concern, path, message } of found) {
    const object = named[file]?.[1][index];
    if (object === undefined || (removalOf(object) !== undefined && concern !== "identity")) continue;
    const at = path.length === 0 ? "The object" : `${path.at(-1)}`;
    switch (concern) {
      case "identity":
        yield draft("E74", object, path, {
          happens: `${sentence(at, message)}; Kubernetes refuses the object.`,
          fix: "Write it as Kubernetes takes it.",
        });
        break;
      case "no namespace":
        // kubectl and Argo CD can say it from outside, for those who do not publish whole environments
        if (!input.complete) break;
        yield draft("E74", object, path, {
          happens: "No namespace is named, so the object lands in whatever namespace is current.",
          fix: "Name the namespace under metadata.",
        });
        break;
      case "needless namespace":
        yield draft("W72", object, path, {
          happens: `${object.kind} belongs to the whole cluster; the namespace means nothing, and some tools refuse it.`,
          fix: "Remove the namespace.",
        });
        break;
      case "no schema": {
        const kind = `${object.apiVersion} ${object.kind}`;
        if (kindsWithoutSchema.has(kind) || checkedElsewhere.includes(kind)) break;
        kindsWithoutSchema.add(kind);
        yield draft("W76", object, path, {
          happens: `There is no schema of ${kind}, so its objects are not checked.`,
          fix: "Name its definition in cli/imports/sources.ts and run npm run imports.",
        });
        break;
      }
      case "schema":
        // objects that were read from a cluster have one; whoever applies them drops it
        if (path.length === 1 && path[0] === "status" && !input.complete) break;
        yield draft("E71", object, path, {
          happens: `${sentence(at, message)}; Kubernetes refuses or drops it.`,
          fix: message.includes("did you mean")
            ? "Correct the name."
            : "Write it as the definition of the kind takes it.",
        });
        break;
      case "twice":
        yield draft("E75", object, path, {
          // overlays of kustomize lie beside what they change
          severity: input.complete || message.includes(`${object.file} already`) ? "error" : "warning",
          happens: `${object.kind} ${object.name} ${message}; whichever is applied last replaces the other.`,
          fix: "Rename one of them, or remove it.",
        });
        break;
      default:
        concern satisfies never;
    }
  }
}

/** What the other half is asked about. */
const checkedElsewhere = ["elbv2.k8s.aws/v1beta1 TargetGroupBinding"];

const sentence = (subject: string, message: string): string =>
  message.startsWith('"') || message.startsWith("{") ? `${subject}: ${message}` : `${subject} ${message}`;
