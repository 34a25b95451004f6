import type { Definition } from "./definition/schema";
import { sortedByKey } from "./order";

/** A request and what is expected to become of it. */
export interface Expectation {
  /** `GET https://whoami.example.com/`, or `tls://db.example.com:5432`. */
  readonly request: string;
  /** Sorted by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clientIp?: string;
  readonly service?: string;
  readonly version?: string;
  readonly status?: number;
  readonly location?: string;
}

/** In the order of the definition, so that each can be found there again. */
export const resolveExpectations = ({ expect }: Definition): readonly Expectation[] =>
  expect.map(({ request, headers, clientIp, service, version, status, location }) => ({
    request,
    headers: sortedByKey(headers),
    ...(clientIp !== undefined && { clientIp }),
    ...(service !== undefined && { service }),
    ...(version !== undefined && { version }),
    ...(status !== undefined && { status }),
    ...(location !== undefined && { location }),
  }));
