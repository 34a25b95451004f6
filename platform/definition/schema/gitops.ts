import * as z from "zod";
import { durationFault, durationSeconds } from "../../../traefik/durations";
import { once } from "../../once";
import { label } from "./forms";
import { durationText, refusing, secretName, several, text, whole } from "./middleware/forms";

/** A URL that holds no password: what stands here is committed. */
const repository = (schemes: readonly string[], example: string) =>
  text((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !schemes.includes(url.protocol.slice(0, -1)) || url.hostname === "")
      return `must be a URL such as ${example}, by ${schemes.join(", ")}; not "${value}"`;
    if (url.password !== "" || (url.protocol.startsWith("http") && url.username !== ""))
      return "must not hold a user name or password: what stands here is committed; the controller has them in a Secret";
    return undefined;
  });

/** A path in the repository, without a way out of it. */
const path = () =>
  z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/, {
      error: ({ input }) => `must be a path such as clusters/prod, with no / at either end; not "${input}"`,
    })
    .refine((value) => !value.split("/").some((part) => part === "." || part === ".."), {
      error: "must not have . or .. in it",
    })
    .optional()
    .describe(
      "Folder in the repository that the environment's files are copied to. Default: `clusters/<name>`.",
    );

const interval = () =>
  durationText((value) => {
    if (!/^(\d+(ms|s|m|h))+$/.test(value)) return durationFault(value) ?? "must have the units ms, s, m or h";
    return durationSeconds(value) === 0 ? "must be longer than 0" : undefined;
  });

const argocd = () =>
  z.strictObject({
    repository: repository(["https", "ssh"], "https://github.com/acme/gitops.git").describe(
      "Git repository that holds the environment's files. Argo CD has its credentials in a Secret of its own.",
    ),
    path: path(),
    revision: z
      .string()
      .regex(/^[\w./-]+$/, { error: "must be a branch, tag or commit, such as main" })
      .default("main")
      .describe("Branch, tag or commit."),
    namespace: label(63).default("argocd").describe("Namespace that Argo CD runs in."),
    server: z
      .string()
      .regex(/^https:\/\/[^\s/@]+$/, {
        error: "must be the URL of an API server, such as https://kubernetes.default.svc",
      })
      .default("https://kubernetes.default.svc")
      .describe(
        "API server of the environment's cluster, as Argo CD knows it. Default: the cluster that Argo CD runs in.",
      ),
    sync: z
      .enum(["automatic", "manual"])
      .default("automatic")
      .describe(
        "Whether Argo CD applies what changes by itself, removes what is gone and undoes what others change.",
      ),
  });

const flux = () =>
  refusing(
    z.strictObject({
      repository: repository(["https", "ssh", "oci"], "ssh://git@github.com/acme/gitops").describe(
        "Git repository that holds the environment's files, or with oci:// an artifact with them.",
      ),
      path: path(),
      revision: z
        .strictObject({
          branch: z.string().min(1).optional().describe("Branch of a Git repository."),
          tag: z.string().min(1).optional().describe("Tag of either."),
          semver: z
            .string()
            .min(1)
            .optional()
            .describe("Range of versions of which the newest tag is taken, such as >=1.0.0."),
          commit: z
            .string()
            .regex(/^[0-9a-f]{40}$/, { error: "must be a whole commit id of 40 characters" })
            .optional()
            .describe("Commit of a Git repository."),
          digest: z
            .string()
            .regex(/^sha256:[0-9a-f]{64}$/, { error: "must be a digest, sha256: and 64 characters" })
            .optional()
            .describe("Digest of an artifact."),
        })
        .optional()
        .describe("What of it to take. Default: the branch main of a Git repository."),
      secretName: secretName()
        .optional()
        .describe("Secret in Flux's namespace with the credentials. Default: none."),
      provider: z
        .enum(["generic", "aws"])
        .optional()
        .describe(
          "Whose registry an artifact is in; aws asks ECR with Flux's own identity. Flux's default: generic.",
        ),
      namespace: label(63).default("flux-system").describe("Namespace that Flux runs in."),
      interval: interval()
        .default("10m")
        .describe("How often Flux looks for changes, and undoes what others change."),
      timeout: interval().default("10m").describe("Time until what is applied has to be ready."),
      dependsOn: several(label(63))
        .optional()
        .describe(
          "Kustomizations in Flux's namespace that have to be ready before, such as one that installs controllers.",
        ),
    }),
    ({ repository: url, revision, provider }, refuse) => {
      const isArtifact = url.startsWith("oci:");
      const given = Object.entries(revision ?? {})
        .filter(([, value]) => value !== undefined)
        .map(([key]) => key);
      const foreign = given.filter((key) => (isArtifact ? ["branch", "commit"] : ["digest"]).includes(key));
      for (const key of foreign) {
        refuse(
          ["revision", key],
          isArtifact
            ? "is for Git repositories; give tag, semver or digest"
            : "is for artifacts, with oci://",
        );
      }
      if (revision !== undefined && given.length === 0)
        refuse(
          "revision",
          `must say ${isArtifact ? "tag, semver or digest" : "branch, tag, semver or commit"}`,
        );
      const [, second] = given;
      if (second !== undefined && foreign.length === 0)
        refuse(
          ["revision", second],
          `is a second one beside ${given[0]}, of which Flux would take one without a word`,
        );
      if (isArtifact && revision === undefined)
        refuse(whole, "needs a revision: an artifact has no branch to follow; give a tag, semver or digest");
      if (!isArtifact && provider !== undefined) refuse("provider", "is for artifacts, with oci://");
    },
  );

export const Gitops = z
  .lazy(
    once(() =>
      refusing(
        z.strictObject({
          argocd: argocd().optional().describe("Applied by Argo CD."),
          flux: flux().optional().describe("Applied by Flux."),
        }),
        (tools, refuse) => {
          if (tools.argocd === undefined && tools.flux === undefined)
            refuse(whole, "names no controller; give argocd or flux, or leave it out");
          if (tools.argocd !== undefined && tools.flux !== undefined)
            refuse("flux", "is a second controller beside argocd; both would apply the same objects");
        },
      ),
    ),
  )
  .optional()
  .describe(
    "The controller that applies the environment's files from a repository. Default: none, kubectl does.",
  );
