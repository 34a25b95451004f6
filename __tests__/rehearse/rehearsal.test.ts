// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's references
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RehearsalError } from "../../rehearse/error";
import { type RehearsalProps, rehearse } from "../../rehearse/rehearsal";
import { openScratch, type Scratch } from "../../rehearse/scratch";
import { terraformApp } from "../../stacks/app";
import { samplePlatform } from "../platform/sample";
import { root } from "./bindings";
import { withTerraform } from "./with-terraform";

withTerraform("rehearsal", (terraform) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-rehearsed-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Synthesizes a small environment, in which the given sections replace its own. */
  function synthesize(name: string, sections: Parameters<typeof samplePlatform>[0] = {}): string {
    const platform = samplePlatform(sections);
    const outdir = join(folder, name);
    terraformApp([platform], outdir).synth();
    return join(outdir, "stacks", platform.name);
  }

  function write(name: string, stack: unknown): string {
    const directory = mkdtempSync(join(folder, `${name}-`));
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify(stack));
    return directory;
  }

  /** Rehearses, and collects what is printed. */
  async function run(
    props: Partial<RehearsalProps> & { readonly stack: string },
    scratch: Scratch = openScratch(),
  ) {
    const output = mkdtempSync(join(folder, "output-"));
    let printed = "";
    let errors = "";
    try {
      const verdict = await rehearse({
        project: root,
        output,
        apply: false,
        terraform,
        scratch,
        env: process.env,
        colour: false,
        signal: new AbortController().signal,
        print: (text) => {
          printed += text;
        },
        printError: (text) => {
          errors += text;
        },
        ...props,
      });
      return { verdict, printed, errors, output };
    } finally {
      scratch.remove();
    }
  }

  const planIn = (output: string) => JSON.parse(readFileSync(join(output, "plan.json"), "utf8"));

  test("plans, applies, finds nothing to change and destroys what a definition makes", async () => {
    const { verdict, printed, errors, output } = await run({ stack: synthesize("whole"), apply: true });
    const created = planIn(output).resource_changes.length;
    expect({ verdict, errors }).toEqual({
      verdict: { kind: "rehearsed", plan: { create: created, update: 0, replace: 0, delete: 0 } },
      errors: "",
    });
    const lines = printed.split("\n");
    expect(lines).toContain("Success! The configuration is valid.");
    expect(lines).toContain(`Plan: ${created} to add, 0 to change, 0 to destroy.`);
    expect(lines).toContain(
      `rehearsal: Apply complete! Resources: ${created} added, 0 changed, 0 destroyed.`,
    );
    expect(lines).toContain("rehearsal: A second plan finds nothing to change.");
    expect(lines).toContain(
      `rehearsal: Apply complete! Resources: 0 added, 0 changed, ${created} destroyed.`,
    );
    expect(printed).not.toContain("Saved the plan");
    expect(readdirSync(output).sort()).toEqual(["plan.json", "plan.tfplan"]);
  });

  test("shows what a changed definition changes, from an earlier one on", async () => {
    const nodeGroups = (min: number) => ({ system: { instances: ["m7g.large"], size: { min, max: 4 } } });
    const [before, after] = [2, 3].map((min) => synthesize(`size-${min}`, { nodeGroups: nodeGroups(min) }));
    const { verdict, output } = await run({ stack: after ?? "", baseline: before });
    expect(verdict).toEqual({ kind: "rehearsed", plan: { create: 0, update: 1, replace: 0, delete: 0 } });
    const { resource_changes: changes } = planIn(output) as {
      resource_changes: { type: string; change: { actions: string[]; before: object; after: object } }[];
    };
    const changed = changes.filter(({ change }) => change.actions[0] !== "no-op");
    expect(changed).toMatchObject([
      {
        type: "aws_eks_node_group",
        change: {
          before: { scaling_config: [{ min_size: 2 }] },
          after: { scaling_config: [{ min_size: 3 }] },
        },
      },
    ]);
  });

  test("shows what is replaced and deleted, and what depends on it", async () => {
    const network = (cidr: string, more: object = {}) =>
      write("network", {
        terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
        resource: {
          aws_vpc: { main: { cidr_block: cidr } },
          aws_subnet: { main: { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.1.0/24" } },
          ...more,
        },
      });
    const { verdict, printed } = await run({
      baseline: network("10.0.0.0/16", { aws_sqs_queue: { old: {} } }),
      stack: network("10.0.0.0/8"),
      apply: true,
    });
    expect(verdict).toEqual({ kind: "rehearsed", plan: { create: 0, update: 0, replace: 2, delete: 1 } });
    expect(printed).toContain("# aws_vpc.main must be replaced");
    expect(printed).toMatch(/vpc_id .* -> \(known after apply\) # forces replacement/);
  });

  test("refuses in Terraform's words, and leaves no plan", async () => {
    const stack = write("broken", {
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      resource: { aws_vpc: { main: { cidr: "10.0.0.0/16" } } },
    });
    const { verdict, errors, output } = await run({ stack });
    expect(verdict).toEqual({ kind: "refused", step: "validate" });
    expect(errors).toContain('No argument or block type is named "cidr".');
    expect(readdirSync(output)).toEqual([]);
  });

  test("lifts protection from destruction in its copy, and says so", async () => {
    const stack = write("protected", {
      terraform: {
        backend: { s3: { bucket: "real", key: "real", region: "eu-central-1" } },
        required_providers: { aws: { source: "hashicorp/aws" } },
      },
      resource: { aws_vpc: { main: { cidr_block: "10.0.0.0/16", lifecycle: { prevent_destroy: true } } } },
    });
    const { verdict, printed } = await run({ stack, apply: true });
    expect(verdict.kind).toBe("rehearsed");
    expect(printed).toContain(
      "rehearsal: prevent_destroy is lifted in the scratch copy, for aws_vpc.main. A real destroy takes two steps: the stack must stop setting it first.\n",
    );
  });

  test("runs no provisioner, when it applies and when it destroys", async () => {
    const trace = join(folder, "trace");
    const command = `echo ran >> ${trace}`;
    const stack = write("provisioners", {
      resource: {
        terraform_data: {
          command: {
            provisioner: [{ "local-exec": { command } }, { "local-exec": { command, when: "destroy" } }],
          },
        },
      },
    });
    const { verdict, printed } = await run({ stack, baseline: stack, apply: true });
    expect(verdict.kind).toBe("rehearsed");
    expect(printed).toContain(
      "rehearsal: Provisioners are left out, since their commands would act on what is real: terraform_data.command.\n",
    );
    expect(existsSync(trace)).toBe(false);
  });

  test("keeps instances of a provider apart", async () => {
    const vpc = (provider: string) => ({ provider, cidr_block: "10.0.0.0/16" });
    const stack = write("aliases", {
      terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
      provider: { aws: [{ region: "eu-central-1" }, { alias: "west", region: "eu-west-1" }] },
      resource: { aws_vpc: { a: vpc("aws"), b: vpc("aws.west") } },
      output: { regions: { value: "${aws_vpc.a.region} ${aws_vpc.b.region}" } },
    });
    const { output } = await run({ stack });
    expect(planIn(output).planned_values.outputs.regions.value).toBe("eu-central-1 eu-west-1");
  });

  test("gives the same plan each time, and several at once do not disturb each other", async () => {
    const stack = synthesize("same");
    const plans = await Promise.all([run({ stack, baseline: stack }), run({ stack, baseline: stack })]);
    // the identifiers of terraform_data are Terraform's own, and random
    const random = /[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g;
    const [first, second] = plans.map(({ output }) =>
      JSON.stringify({ ...planIn(output), timestamp: "" }).replaceAll(random, "random"),
    );
    expect(first).toBe(second);
    expect(plans.map(({ verdict }) => verdict)).toEqual(
      Array(2).fill({ kind: "rehearsed", plan: { create: 0, update: 0, replace: 0, delete: 0 } }),
    );
  });

  test("stops when it is told to, and leaves nothing behind", async () => {
    const scratch = openScratch();
    const directory = scratch.folder("stack");
    const stop = new AbortController();
    const print = (text: string) => {
      if (text.startsWith("rehearsal: ")) stop.abort("SIGINT");
    };
    const stopped = run({ stack: synthesize("stopped"), apply: true, signal: stop.signal, print }, scratch);
    await expect(stopped).rejects.toBe("SIGINT");
    expect(existsSync(directory)).toBe(false);
  });

  test.each([
    [
      "other bindings than there are",
      { source: "acme/aws" },
      "the stack takes a provider from registry.terraform.io/acme/aws; the bindings are of registry.terraform.io/hashicorp/aws",
    ],
    [
      "another release than the bindings'",
      { source: "hashicorp/aws", version: "6.26.0" },
      "the stack pins registry.terraform.io/hashicorp/aws 6.26.0; the bindings were generated from 6.25.0",
    ],
    [
      "a provider without bindings",
      { source: "hashicorp/random" },
      /^the stack uses the provider random, of which no bindings are installed/,
    ],
  ])("says when a stack needs %s", async (_what, provider, message) => {
    const stack = write("provider", { terraform: { required_providers: { x: provider } } });
    const failed = run({ stack });
    await expect(failed).rejects.toThrow(RehearsalError);
    await expect(failed).rejects.toThrow(message);
  });
});
