import { Construct } from "constructs";
import type { Middleware } from "../../platform/middleware";
import { FileScope } from "../manifest-file";
import { TraefikMiddleware } from "./middleware";

export interface MiddlewareFilesProps {
  /** Middlewares that services share. */
  readonly middlewares: readonly Middleware[];
}

/** The middlewares that services share, each in a file of its own. */
export class MiddlewareFiles extends Construct {
  constructor(scope: Construct, id: string, { middlewares }: MiddlewareFilesProps) {
    super(scope, id);
    for (const middleware of middlewares) {
      const { name, namespace } = middleware;
      const file = new FileScope(this, name, `middlewares/${namespace}/${name}.yaml`);
      new TraefikMiddleware(file, "middleware", { middleware });
    }
  }
}
