import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import {
  addOnNames,
  addOnVersions,
  charts,
  clusterAutoscalerImages,
  kubernetesVersions,
  supportedKubernetes,
} from "../platform/versions";

const root = resolve(__dirname, "..");

/** Three numbers with dots, but not the four of an address. */
const version = /(?<![\d.])v?\d+\.\d+\.\d+(?![\d.]*\.\d|\d)/g;

test("spells versions in platform/versions.ts only", () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => /^(main\.ts|bench|cli|k8s|output|platform|rehearse|stacks|verify)/.test(file))
    .filter((file) => file !== "platform/versions.ts");
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) => {
    const code = readFileSync(resolve(root, file), "utf8")
      .split("\n")
      // a comment or an error message may give an example
      .filter((line) => !/^\s*(\/\/|\/?\*)|error: |such as |message/.test(line))
      .join("\n");
    return (code.match(version) ?? []).map((text) => `${file}: ${text}`);
  });
  expect(found).toEqual([]);
});

test.each(Object.entries(charts))("pins chart %s exactly", (_name, chart) => {
  expect(chart.version).toMatch(/^v?\d+\.\d+\.\d+$/);
});

const minor = (text: string): number => Number(/^v?1\.(\d+)/.exec(text)?.[1]);

test.each(
  kubernetesVersions.flatMap((version) =>
    Object.entries(supportedKubernetes).map((chart) => [version, ...chart] as const),
  ),
)("offers Kubernetes %s, for which chart %s is made", (version, _chart, { from, to }) => {
  expect(minor(version)).toBeGreaterThanOrEqual(minor(from));
  expect(minor(version)).toBeLessThanOrEqual(minor(to ?? version));
});

test.each(kubernetesVersions)(
  "pins the parts that follow the minor of Kubernetes %s to that minor",
  (version) => {
    expect(minor(clusterAutoscalerImages[version])).toBe(minor(version));
    expect(minor(addOnVersions[version]["kube-proxy"] ?? "")).toBe(minor(version));
  },
);

test.each(kubernetesVersions)("pins what every cluster of Kubernetes %s has", (version) => {
  const always = [
    "aws-ebs-csi-driver",
    "coredns",
    "eks-pod-identity-agent",
    "kube-proxy",
    "vpc-cni",
  ] as const;
  expect(always.filter((name) => addOnVersions[version][name] === undefined)).toEqual([]);
});

test("pins no add-on that is not one of EKS's", () => {
  const pinned = kubernetesVersions.flatMap((version) => Object.keys(addOnVersions[version]));
  expect(pinned.filter((name) => !(addOnNames as readonly string[]).includes(name))).toEqual([]);
});
