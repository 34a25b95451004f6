import type { Construct } from "constructs";
import { Middleware } from "../../imports/traefik.io";
import type { Service } from "../../platform/platform";
import { selects } from "../labels";
import type { HeaderSet } from "./header-sets";

export interface HeadersMiddlewareProps {
  readonly service: Service;
  /** Headers to set, at least one. */
  readonly headers: HeaderSet;
}

/** Sets headers on requests and responses; an empty value removes one. */
export class HeadersMiddleware extends Middleware {
  constructor(scope: Construct, id: string, { service, headers }: HeadersMiddlewareProps) {
    super(scope, id, {
      metadata: { name: headers.name, namespace: service.namespace, labels: selects(service.name) },
      spec: {
        headers: {
          ...(isFilled(headers.requestHeaders) && { customRequestHeaders: headers.requestHeaders }),
          ...(isFilled(headers.responseHeaders) && { customResponseHeaders: headers.responseHeaders }),
        },
      },
    });
  }
}

const isFilled = (record: Readonly<Record<string, string>>): boolean => Object.keys(record).length > 0;
