import { expect, test } from "@jest/globals";
import { App, Chart } from "cdk8s";
import { filesOf } from "../../k8s/files";
import { TypedService, type TypedServiceProps } from "../../k8s/service/typed-service";
import { samplePlatform } from "../platform/sample";
import { find, manifestsIn, objectsOf } from "./manifests";

const image = "example/a:1";
const services = { frontend: { image } };
const platform = samplePlatform({ services });

type Props = Omit<TypedServiceProps, "platform">;

function filesWith(name: string, props: Props) {
  const chart = new Chart(new App({ recordConstructMetadata: false }), "test", {
    labels: { "app.kubernetes.io/managed-by": "slipway" },
  });
  new TypedService(chart, name, { platform, ...props });
  return filesOf(chart);
}

test("makes the same objects as the definition does", () => {
  const orders: Props = {
    image: "example/orders:1",
    expose: [{ host: "orders", path: "/api" }],
    versions: { v1: { weight: 9 }, v2: { weight: 1 } },
    traffic: { retries: { count: 2 } },
  };
  const inCode = manifestsIn(filesWith("orders", orders));
  const inYaml = objectsOf({ ...services, orders }).filter(({ metadata }) => /^orders/.test(metadata.name));
  expect(inCode).toEqual(inYaml);
});

test("opens a call at the caller's end too", () => {
  const objects = manifestsIn(filesWith("orders", { image, callers: ["frontend"] }));
  expect(find(objects, "NetworkPolicy", "frontend-calls-orders").spec).toMatchObject({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "frontend" } },
    policyTypes: ["Egress"],
    egress: [{ ports: [{ protocol: "TCP", port: 8080 }] }],
  });
});

test.each<[string, string, Props]>([
  [
    "everything that is wrong with it at once",
    "  image  must say which image by a tag other than latest, or by digest, so that two deployments run the same one\n  port  must be 1024 or higher",
    { image: "example/a:latest", port: 80 },
  ],
  [
    "a caller that is not there",
    '  services.orders.callers[0]  no service is named frontent; did you mean "frontend"?',
    { image, callers: ["frontent"] },
  ],
  [
    "a namespace that would not be made",
    "  namespace  no service of the definition is in other, which would not be made",
    { image, namespace: "other" },
  ],
])("refuses %s", (_what, message, props) => {
  expect(() => filesWith("orders", props)).toThrow(`the service orders cannot be made:\n${message}`);
});

test("refuses a name that the definition has", () => {
  expect(() => filesWith("frontend", { image })).toThrow(
    "is in the definition already; give it another name",
  );
});
