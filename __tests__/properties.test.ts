import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { logTypes } from "../platform/definition/schema/cluster";
import { amis } from "../platform/definition/schema/nodes";
import { type DefinitionInput, resolve, small } from "./outputs";
import { expectValidOutput } from "./valid-output";

/** Any of the parts, or none. */
const optional = <T>(part: fc.Arbitrary<T>) => fc.option(part, { nil: undefined });

const label = (longest: number) =>
  fc
    .stringMatching(new RegExp(`^[a-z]([a-z0-9-]{0,${longest - 2}}[a-z0-9])?$`))
    .filter((text) => text.length <= longest);
const freeName = (longest: number) =>
  label(longest).filter((name) => !/^(kube-|default$|traefik$|cert-manager$)/.test(name));

const range = (most: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 0, max: most }))
    .map(([min, more]) => ({ min, max: min + more }));

const headerName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const line = fc
  .string({ unit: "binary", maxLength: 40 })
  .filter((text) => !/[\r\n\0]/.test(text) && isWellFormed(text));
const isWellFormed = (text: string) => Buffer.from(text, "utf8").toString("utf8") === text;

const exposure = (host: string) =>
  fc.record(
    {
      host: fc.constant(host),
      path: fc.stringMatching(/^(\/|(\/[a-z0-9_~-][a-z0-9._~-]{0,8}){1,3})$/),
      exact: fc.boolean(),
      headers: fc.record(
        {
          request: fc.dictionary(headerName, line, { maxKeys: 2 }),
          response: fc.dictionary(headerName, line, { maxKeys: 2 }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["host"] },
  );

const versions = fc.dictionary(
  fc.constantFrom("v1", "v2", "v3"),
  fc.record(
    {
      weight: fc.integer({ min: 1, max: 100 }),
      env: fc.dictionary(fc.constantFrom("LEVEL", "MODE"), line, { maxKeys: 2 }),
      replicas: fc.record({ min: fc.constant(1), max: fc.integer({ min: 1, max: 60 }) }),
    },
    { requiredKeys: ["weight"] },
  ),
);

/** Policies for requests. */
const traffic = fc.record(
  {
    timeouts: fc.record(
      { connect: fc.constant("2s"), response: fc.constantFrom("500ms", "30s") },
      { requiredKeys: [] },
    ),
    retries: fc.record(
      { count: fc.integer({ min: 1, max: 10 }), on: fc.subarray(["502-504", "429"]) },
      { requiredKeys: ["count"] },
    ),
    breaker: fc.record({ errorRatio: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
    outlierDetection: fc.record({ failures: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }),
    rateLimit: fc.record({
      average: fc.integer({ min: 1, max: 1000 }),
      by: fc.constantFrom("client", "host"),
    }),
    sticky: fc.record({ sameSite: fc.constantFrom("lax", "strict", "none") }, { requiredKeys: [] }),
    balancing: fc.constantFrom("round-robin", "two-random-choices", "client-hash", "least-time"),
    compression: fc.record({ minBody: fc.constantFrom("1Ki", "2Mi") }, { requiredKeys: [] }),
    cors: fc.record({
      origins: fc.subarray(["https://app.example.com", "https://b.example.com"], { minLength: 1 }),
      credentials: fc.boolean(),
    }),
    securityHeaders: fc.record({ frames: fc.constantFrom("deny", "same-origin") }, { requiredKeys: [] }),
    allowFrom: fc.subarray(["203.0.113.0/24", "198.51.100.0/24"]),
    keepHost: fc.boolean(),
  },
  { requiredKeys: [] },
);

const service = fc.record(
  {
    namespace: freeName(63),
    image: fc.constantFrom(
      "example/app:1",
      "registry.example.com:5000/a/b_c:v1.2-rc",
      `app@sha256:${"0a".repeat(32)}`,
    ),
    port: fc.integer({ min: 1024, max: 65535 }),
    args: fc.array(fc.string({ unit: "binary", maxLength: 30 }).filter(isWellFormed), { maxLength: 3 }),
    env: fc.dictionary(
      fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,10}$/),
      fc.string({ unit: "binary", maxLength: 40 }).filter(isWellFormed),
      {
        maxKeys: 3,
      },
    ),
    replicas: range(50),
    targetCpuPercent: fc.integer({ min: 10, max: 100 }),
    resources: fc.record({
      cpu: fc.constantFrom("1", "0.5", "250m"),
      memory: fc.constantFrom("64Mi", "1Gi", "100M"),
    }),
    versions,
    configuration: fc.record(
      {
        values: fc.dictionary(fc.stringMatching(/^C_[A-Z]{1,8}$/), line, { maxKeys: 2 }),
        files: fc.dictionary(
          fc.stringMatching(/^[a-z][a-z.]{0,8}$/),
          fc.string({ unit: "binary" }).filter(isWellFormed),
          {
            maxKeys: 2,
          },
        ),
      },
      { requiredKeys: [] },
    ),
    secrets: fc.dictionary(
      fc.stringMatching(/^S_[A-Z]{1,8}$/),
      fc.constantFrom<object>({ secret: "s", key: "k" }, { store: "aws", key: "prod/k", property: "p" }),
      { maxKeys: 2 },
    ) as fc.Arbitrary<Record<string, { key: string }>>,
    writablePaths: fc.subarray(["/tmp", "/var/cache"]),
    user: fc.integer({ min: 1, max: 100_000 }),
    metrics: fc.record({ path: fc.constantFrom("/metrics", "/m") }, { requiredKeys: [] }),
    healthPath: fc.stringMatching(/^\/[a-z0-9/]{0,20}$/),
    egress: fc.array(
      fc.record({
        cidr: fc.constantFrom("192.0.2.0/24", "0.0.0.0/0"),
        port: fc.integer({ min: 1, max: 65535 }),
      }),
      {
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: ["image"] },
);

const services = fc
  .dictionary(freeName(50), service, { maxKeys: 4 })
  .chain((record) => {
    const names = Object.keys(record);
    return fc.tuple(
      fc.constant(record),
      fc.tuple(...names.map((name) => fc.subarray(names.filter((other) => other !== name)))),
      // one host each, so that no two exposures are the same
      fc.tuple(
        ...names.map((_, index) => optional(fc.tuple(exposure(`host-${index}.example.com`), traffic))),
      ),
    );
  })
  .map(([record, callers, exposures]) =>
    Object.fromEntries(
      Object.entries(record).map(([name, props], index) => {
        const exposed = exposures[index];
        return [
          name,
          {
            ...props,
            callers: callers[index] ?? [],
            // a policy that nothing passes would be refused
            ...(exposed !== undefined && { expose: [exposed[0]], traffic: exposed[1] }),
          },
        ];
      }),
    ),
  );

const nodeGroup = fc.constantFrom(...amis).chain((ami) =>
  fc.record(
    {
      ami: fc.constant(ami),

      instances: fc.uniqueArray(
        ami.endsWith("arm64")
          ? fc.constantFrom("m7g.large", "t4g.medium", "c7gn.xlarge")
          : fc.constantFrom("m7i.large", "g4dn.xlarge"),
        { minLength: 1 },
      ),
      size: range(20),
      diskGiB: fc.integer({ min: 20, max: 500 }),
      labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), fc.stringMatching(/^[a-z0-9]{0,10}$/), {
        maxKeys: 2,
      }),
    },
    { requiredKeys: ["ami", "instances"] },
  ),
);

const definition: fc.Arbitrary<DefinitionInput> = fc.record({
  name: label(20),
  aws: fc.record(
    {
      region: fc.constant("eu-central-1"),
      account: fc.stringMatching(/^[0-9]{12}$/),
      state: fc.constant({ bucket: "acme-tfstate" }),
      tags: fc.dictionary(
        fc.stringMatching(/^[A-Z][a-z]{3,10}$/),
        fc.stringMatching(/^[A-Za-z0-9_ .:/=+@-]{0,20}$/),
        { maxKeys: 3 },
      ),
    },
    { requiredKeys: ["region", "account"] },
  ) as fc.Arbitrary<DefinitionInput["aws"]>,
  domain: fc.constant(small.domain),
  network: fc.record({
    cidr: fc.integer({ min: 16, max: 20 }).map((prefix) => `10.64.0.0/${prefix}`),
    zones: fc
      .subarray([1, 2, 3, 4, 5, 6], { minLength: 2 })
      .chain((numbers) => fc.shuffledSubarray(numbers, { minLength: numbers.length }))
      .map((numbers) => numbers.map((number) => `euc1-az${number}`)),
    nat: fc.constantFrom("per-az", "single"),
  }) as fc.Arbitrary<DefinitionInput["network"]>,
  cluster: fc.record({
    // the minor for which every system has a pinned release
    version: fc.constant("1.35" as const),
    admins: fc.uniqueArray(fc.stringMatching(/^arn:aws:iam::[0-9]{12}:role\/[a-z]{1,8}$/), {
      minLength: 1,
      maxLength: 3,
    }),
    endpoint: fc.record({ public: fc.subarray(["203.0.113.0/24", "198.51.100.0/24"]) }),
    logs: fc.record({ types: fc.subarray([...logTypes]) }),
    deletionProtection: fc.boolean(),
  }),
  nodeGroups: fc.dictionary(label(20), nodeGroup, { minKeys: 1, maxKeys: 3 }),
  ingress: fc.record({
    scheme: fc.constantFrom("internet-facing", "internal"),
    replicas: range(10),
  }) as fc.Arbitrary<DefinitionInput["ingress"]>,
  certificates: fc.constant(small.certificates),
  services,
});

test("synthesizes valid output from every valid definition", () => {
  fc.assert(
    fc.property(definition, (input) => expectValidOutput(resolve(input))),
    { numRuns: 60, seed: 20261124 },
  );
});

test("synthesizes the same from a definition however often", () => {
  fc.assert(
    fc.property(definition, (input) => expect(resolve(structuredClone(input))).toEqual(resolve(input))),
    { numRuns: 60, seed: 20261124 },
  );
});
