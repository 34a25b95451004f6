import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../../../verify/explain/explain";
import type { Explanation } from "../../../verify/explain/explanation";
import { type RequestOptions, readRequest } from "../../../verify/explain/request";
import { traefikModel } from "../../../verify/traefik/build";
import { given } from "../traefik/given";

/** Values of Traefik's chart for shop.yaml. */
export const values = {
  ports: {
    web: {
      allowACMEByPass: true,
      http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
    },
    websecure: { http: { encodedCharacters: { allowEncodedBackSlash: false } } },
    internal: { port: 8081, expose: { default: true }, exposedPort: 8081 },
    postgres: { port: 5432, expose: { default: true }, exposedPort: 5432 },
    queue: { port: 5671, expose: { default: true }, exposedPort: 5671 },
    dns: { port: 53, expose: { default: true }, exposedPort: 53, protocol: "UDP" },
  },
};

const input = given(readFileSync(join(__dirname, "shop.yaml"), "utf8"), values);
const model = traefikModel(input);

export interface AskOptions extends RequestOptions {
  readonly entryPoint?: string;
}

export function ask(url: string, { entryPoint, ...options }: AskOptions = {}): Explanation {
  const read = readRequest(url, options);
  if (!read.ok) throw new Error(read.message);
  return explain({ input, model, request: read.request, ...(entryPoint !== undefined && { entryPoint }) });
}

/** The decision in a few words: services with their percent and what they are asked for, or what becomes of it. */
export function decision({ outcome, services, sent }: Explanation): string {
  switch (outcome.kind) {
    case "service": {
      const parts = services.map(
        ({ service, port, percent }) =>
          `${service.replace("shop/", "")}${port === undefined ? "" : `:${port}`}${percent === 100 ? "" : ` ${percent} %`}`,
      );
      return [parts.join(" + "), ...(sent === undefined ? [] : [sent.uri])].join(" ");
    }
    case "answer":
      return [outcome.status, ...(outcome.location === undefined ? [] : [outcome.location])].join(" ");
    case "closed":
    case "ambiguous":
      return outcome.kind;
    default:
      return outcome satisfies never;
  }
}
