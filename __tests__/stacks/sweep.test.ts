import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "@jest/globals";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const provisionerOf = (definition: DefinitionInput) =>
  resourceOf(terraformJson(resolve(definition)), "terraform_data", "sweep_").provisioner;
const provisioner = provisionerOf(small);

/** The sweep of a definition, as Terraform hands it to the shell. */
const scriptOf = (definition: DefinitionInput): string =>
  provisionerOf(definition)[0]["local-exec"].command.replaceAll("$${", "${").replaceAll("%%{", "%{");
const script = scriptOf(small);

interface Swept {
  readonly status: number | null;
  readonly stderr: string;
  /** What was asked of kubectl and the AWS CLI, in order. */
  readonly calls: readonly string[];
}

/** Runs the sweep with commands of that name that note what they are asked, and answer by the given shell code. */
function sweep(answers: { readonly kubectl?: string; readonly aws?: string }, lines = script): Swept {
  const folder = mkdtempSync(join(tmpdir(), "slipway-sweep-"));
  try {
    for (const command of ["kubectl", "aws"] as const) {
      const file = join(folder, command);
      writeFileSync(
        file,
        `#!/bin/sh
[ "$1" = --kubeconfig ] && shift 2
echo "${command} $*" >> "${join(folder, "calls")}"
case "${command} $*" in
${answers[command] ?? ""}
esac
`,
      );
      chmodSync(file, 0o755);
    }
    const { status, stderr } = spawnSync("/bin/sh", ["-c", lines], {
      encoding: "utf8",
      env: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) },
    });
    return { status, stderr, calls: readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const deletions = ({ calls }: Swept) => calls.filter((call) => / (delete|scale) /.test(call));

test("runs when the stack is destroyed, before anything else", () => {
  expect(provisioner[0]["local-exec"].when).toBe("destroy");
});

test("deletes nothing, and stops the destruction, while the API server does not answer", () => {
  const swept = sweep({ kubectl: "*/readyz*) exit 1;;" });
  expect(swept.status).toBe(1);
  expect(swept.stderr).toContain("sweep: the API server does not answer; nothing was deleted");
  expect(deletions(swept)).toEqual([]);
});

const kinds = (...names: readonly string[]) =>
  `*'api-resources'*) printf '%s\\n' ${["ingresses.networking.k8s.io", ...names].join(" ")};;`;

test("finds nothing to delete in a cluster without anything of its own", () => {
  const swept = sweep({ kubectl: kinds() });
  expect({ status: swept.status, deletions: deletions(swept) }).toEqual({
    status: 0,
    deletions: ["kubectl delete ingresses.networking.k8s.io --all --all-namespaces --timeout 15m"],
  });
});

test("stops GitOps first, then deletes what has a load balancer, Karpenter's nodes, and volumes last", () => {
  const swept = sweep({
    kubectl: [
      kinds(
        "gateways.gateway.networking.k8s.io",
        "nodepools.karpenter.sh",
        "nodeclaims.karpenter.sh",
        "ec2nodeclasses.karpenter.k8s.aws",
      ),
      "*deployments*part-of=flux*) echo 'flux-system kustomize-controller';;",
      "*'get services'*) echo 'shop frontend';;",
      "*'get persistentvolumeclaims'*) printf 'shop data-0\\nshop data-1\\nkube-system own\\n';;",
    ].join("\n"),
  });
  expect(swept.status).toBe(0);
  expect(deletions(swept)).toEqual([
    "kubectl scale deployments kustomize-controller --namespace flux-system --replicas 0",
    "kubectl delete ingresses.networking.k8s.io --all --all-namespaces --timeout 15m",
    "kubectl delete gateways.gateway.networking.k8s.io --all --all-namespaces --timeout 15m",
    "kubectl delete service frontend --namespace shop --timeout 15m",
    "kubectl delete poddisruptionbudgets.policy --all --all-namespaces",
    "kubectl delete nodepools.karpenter.sh --all --timeout 20m",
    "kubectl delete nodeclaims.karpenter.sh --all --timeout 20m",
    "kubectl delete ec2nodeclasses.karpenter.k8s.aws --all --timeout 20m",
    "kubectl delete deployments,statefulsets,daemonsets,cronjobs,jobs,replicasets,pods --all --namespace shop --timeout 10m",
    "kubectl delete persistentvolumeclaims --all --namespace shop --timeout 10m",
  ]);
});

test("has Consul let go of its resources while its controller is there, users of a protocol before it", () => {
  const swept = sweep(
    {
      kubectl: kinds(
        ...["servicedefaults", "serviceintentions", "servicerouters"].map(
          (it) => `${it}.consul.hashicorp.com`,
        ),
      ),
    },
    scriptOf({ ...small, mesh: "consul" }),
  );
  expect(swept.status).toBe(0);
  expect(deletions(swept)).toEqual([
    "kubectl delete serviceintentions.consul.hashicorp.com --all --all-namespaces --timeout 10m",
    "kubectl delete servicerouters.consul.hashicorp.com --all --all-namespaces --timeout 10m",
    "kubectl delete servicedefaults.consul.hashicorp.com --all --all-namespaces --timeout 10m",
    "kubectl delete ingresses.networking.k8s.io --all --all-namespaces --timeout 15m",
  ]);
});

test("stops the destruction when something cannot be deleted", () => {
  const swept = sweep({
    kubectl: "*'get services'*) echo 'shop frontend';;\n*'delete service'*) exit 1;;",
  });
  expect(swept.status).not.toBe(0);
});

test("does not take a question that AWS refuses for nothing left", () => {
  expect(sweep({ kubectl: kinds(), aws: "*get-resources*) exit 254;;" }).status).not.toBe(0);
});

test("reaches the cluster as the role that Terraform assumes", () => {
  const [role = ""] = small.cluster.admins;
  const assumed = terraformJson(resolve({ ...small, aws: { ...small.aws, assumeRole: role } }));
  const command = resourceOf(assumed, "terraform_data", "sweep_").provisioner[0]["local-exec"].command;
  expect(command).toContain(`aws sts assume-role --role-arn ${role}`);
});
