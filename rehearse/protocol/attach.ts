import { RehearsalError } from "../error";
import { type Bindings, findBindings } from "../schema/bindings";
import { readOverlay } from "../schema/overlay";
import { schemasFrom, type TypeNames } from "../schema/schemas";
import type { RequiredProvider } from "../stack/stack";
import { readForms } from "../values/made-up";
import { type RunningServer, serve } from "./server";

/** Providers that run in this process, and what a Terraform in another must know to use them. */
export interface AttachedProviders {
  /** Value of the environment variable TF_REATTACH_PROVIDERS. */
  readonly reattach: string;
  /** Variables with which commands that reach for the real providers find nothing; null removes one. */
  readonly environment: Readonly<Record<string, string | null>>;
  stop(): void;
}

/**
 * Starts a provider for each that is required.
 *
 * @param project folder from which bindings are resolved
 * @param types says which types are needed, asked by every command anew
 */
export async function attachProviders(
  required: readonly RequiredProvider[],
  project: string,
  types: () => TypeNames | "all",
): Promise<AttachedProviders> {
  const byAddress = new Map(required.map((provider) => [provider.address, provider]));
  const found = [...byAddress.values()].map((provider) => checkedBindings(provider, project));
  const servers: RunningServer[] = [];
  const stop = () => {
    for (const server of servers) server.stop();
  };
  try {
    const entries: [string, object][] = [];
    const environment: Record<string, string | null> = {};
    for (const bindings of found) {
      const overlay = readOverlay(bindings.provider);
      const forms = readForms(bindings.provider);
      const schemas = schemasFrom(bindings, overlay);
      const server = await serve({
        schema: () => {
          const needed = types();
          return needed === "all" ? schemas.all() : schemas.of(needed);
        },
        overlay,
        forms,
      });
      servers.push(server);
      Object.assign(environment, forms.environment);
      entries.push([bindings.address, reattachEntry(server.port)]);
    }
    return { reattach: JSON.stringify(Object.fromEntries(entries)), environment, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

// --- internal ---

function checkedBindings({ address, version }: RequiredProvider, project: string): Bindings {
  const bindings = findBindings(address.split("/").at(-1) ?? "", project);
  if (bindings.address !== address) {
    throw new RehearsalError(
      `the stack takes a provider from ${address}; the bindings are of ${bindings.address}`,
    );
  }
  const [, exact] = /^=?\s*(\d+\.\d+\.\d+)$/.exec(version ?? "") ?? [];
  if (exact !== undefined && exact !== bindings.version) {
    throw new RehearsalError(
      `the stack pins ${address} ${exact}; the bindings were generated from ${bindings.version}`,
    );
  }
  return bindings;
}

/** How Terraform is told of a provider that runs already; `Test` makes it leave the process alone. */
const reattachEntry = (port: number): object => ({
  Protocol: "grpc",
  ProtocolVersion: 6,
  Pid: process.pid,
  Test: true,
  // not a socket file: there, instances of a provider could not be told apart
  Addr: { Network: "tcp", String: `127.0.0.1:${port}` },
});
