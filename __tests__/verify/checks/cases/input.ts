import { type Cases, middleware } from "./case";

const limited = (comment: string, above = ""): string =>
  `${above}${middleware(`  rateLimit:${comment}\n    average: 10\n`)}`;

export const inputCases: Cases = {
  E83: [
    {
      finds: { yaml: "apiVersion: v1\nkind: [\n", finding: "3:1 error : Flow sequence in block collection" },
      passes: { yaml: "# nothing\n---\n" },
    },
  ],
  W84: [
    {
      finds: {
        yaml: limited("", "# verify: ignore E22 the middleware comes later\n"),
        finding: "1:1 warning : Nothing here breaks E22",
      },
      passes: { yaml: limited("", "# verify: ignore W35 one image to a page\n") },
    },
    {
      finds: {
        yaml: middleware("  compress: {}\n").replace(
          "namespace: apps",
          'namespace: apps, annotations: { slipway/verify-ignore: "E34 nobody knows" }',
        ),
        finding: "3:56 warning Middleware apps/one: Nothing here breaks E34",
      },
      passes: {
        yaml: middleware("  inFlightReq: { amount: 0 }\n")
          .replace(
            "namespace: apps",
            'namespace: apps, annotations: { slipway/verify-ignore: "E34 closed for good; W35 unused" }',
          )
          .replace("; W35 unused", ""),
      },
    },
  ],
  W85: [
    {
      finds: {
        yaml: limited(" # verify: ignore W35"),
        finding: "5:14 warning : Nobody can tell why W35 is ignored here",
      },
      passes: { yaml: limited(" # verify: ignore W35 one image to a page") },
    },
    {
      finds: {
        yaml: limited(" # verify: ignore W350 one image to a page"),
        finding: "5:14 warning : There is no check W350",
      },
      passes: { yaml: limited(" # verify what this is for") },
    },
  ],
};
