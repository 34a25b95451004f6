import { expect, test } from "@jest/globals";
import { checkDefinition } from "../../../platform/definition/checks";
import { dottedPath } from "../../../platform/definition/problem";
import { Definition } from "../../../platform/definition/schema";
import { small } from "../../outputs";

// biome-ignore lint/suspicious/noExplicitAny: services are merged from parts of any form
type Service = Readonly<Record<string, any>>;

/** What is wrong with the service `a`, which `b` calls, and with `b`. */
const faultsOf = (a: Service, b: Service = {}): string[] => {
  const image = "example/a:1";
  const services = { a: { image, callers: ["b"], ...a }, b: { image, ...b } };
  return checkDefinition(Definition.parse({ ...small, mesh: "istio", services })).map(
    ({ path, message }) => `${dottedPath(path)}  ${message}`,
  );
};

const host = "api.example.org";

test.each([
  [{ port: 443 }, "services.a.egress[0]  must name a block as cidr, or a host"],
  [
    { cidr: "192.0.2.0/24", host, port: 443 },
    "services.a.egress[0].host  is a second destination beside cidr; name one of them",
  ],
  [
    { cidr: "192.0.2.0/24", port: 443, protocol: "tls" },
    "services.a.egress[0].protocol  is for hosts; a block is reached by tcp or udp",
  ],
  [
    { host, port: 443, protocol: "udp" },
    "services.a.egress[0].protocol  is for blocks; a host is reached by tcp, tls or http",
  ],
])("a destination outside is a block or a host, with a protocol that is known of it: %j", (egress, fault) => {
  expect(faultsOf({ egress: [egress] })).toEqual([fault]);
});

test("a port of a host has one protocol, whoever reaches it", () => {
  const reaching = (protocol: string, port = 443) => ({ egress: [{ host, port, protocol }] });
  expect(faultsOf(reaching("tls"), reaching("tls"))).toEqual([]);
  expect(faultsOf(reaching("tls"), reaching("http", 80))).toEqual([]);
  expect(faultsOf(reaching("tls"), reaching("http"))).toEqual([
    "services.a.egress[0].protocol  is tls at port 443 of api.example.org, which b reaches by http; a mesh knows one protocol of it",
    "services.b.egress[0].protocol  is http at port 443 of api.example.org, which a reaches by tls; a mesh knows one protocol of it",
  ]);
});

test("permissions are of callers, and narrow what they may do", () => {
  expect(faultsOf({ permissions: { other: { methods: ["GET"] } } })).toEqual([
    "services.a.permissions.other  other is not one of callers, which may call at all; the callers are b",
  ]);
  expect(faultsOf({ permissions: { b: {} } })).toEqual([
    "services.a.permissions.b  says neither methods nor paths, and so allows what callers allows already",
  ]);
});

test("faults are some, and tries have time", () => {
  expect(faultsOf({ traffic: { faults: {} } })).toEqual([
    "services.a.traffic.faults  says no fault; give delay or abort",
  ]);
  const timeouts = { request: "5s", response: "2s" };
  expect(faultsOf({ traffic: { timeouts, retries: { count: 1 } } })).toEqual([]);
  expect(faultsOf({ traffic: { timeouts, retries: { count: 2 } } })).toEqual([
    "services.a.traffic.timeouts.request  is less than the 6 s of 3 tries of 2s each; raise it, or lower timeouts.response or retries.count",
  ]);
});

test("a container runs as no user of the mesh's own", () => {
  expect(faultsOf({ user: 1337 })).toEqual([
    "services.a.user  is the user of the proxies of Istio with a proxy in each pod, whose connections are not redirected; choose another, such as 65532",
  ]);
});
