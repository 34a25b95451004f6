import { join } from "node:path";
import {
  type GrpcObject,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import {
  openSession,
  type Procedure,
  type Provider,
  procedures,
  type Request,
  type Session,
} from "./provider";

export interface RunningServer {
  readonly port: number;
  stop(): void;
}

/** Serves a provider to Terraform on a port of the loopback interface that the system chooses. */
export async function serve(provider: Provider): Promise<RunningServer> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const sessions = new Map<string, Session>();
  const handlers = Object.entries(procedures(provider)).map(([name, procedure]) => [
    name,
    handler(procedure, sessions),
  ]);
  server.addService(providerService(), Object.fromEntries(handlers));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

// --- internal ---

function providerService() {
  const definition = loadSync(join(__dirname, "tfplugin6.proto"), {
    longs: Number,
    defaults: true,
    arrays: true,
  });
  const { Provider } = loadPackageDefinition(definition).tfplugin6 as GrpcObject;
  return (Provider as ServiceClientConstructor).service;
}

interface Call {
  readonly request: Request;
  getPeer(): string;
}

type Answer = (error: { code: status; details: string } | null, response?: object) => void;

/** A connection is one instance of the provider: its peer is a port of Terraform's, new for each. */
const handler =
  (procedure: Procedure, sessions: Map<string, Session>) =>
  (call: Call, answer: Answer): void => {
    const peer = call.getPeer();
    const session = sessions.get(peer) ?? openSession();
    sessions.set(peer, session);
    try {
      answer(null, procedure(call.request, session));
    } catch (error) {
      answer({ code: status.INTERNAL, details: (error as Error).stack ?? String(error) });
    }
  };
