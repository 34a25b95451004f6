import { expect, test } from "@jest/globals";
import { ApiObject, App, Chart, JsonPatch } from "cdk8s";
import { inReadingOrder } from "../../k8s/key-order";
import { PlainObject } from "../../k8s/plain-object";

const manifest = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", namespace: "apps" },
  data: { b: "1", a: "" },
};

const chart = () =>
  new Chart(new App({ recordConstructMetadata: false }), "test", { labels: { managed: "yes" } });

test("writes what cdk8s writes", () => {
  expect(new PlainObject(chart(), "a", manifest).toJson()).toEqual(
    new ApiObject(chart(), "a", manifest).toJson(),
  );
});

test("takes what is said of it later: labels and patches", () => {
  const object = new PlainObject(chart(), "a", manifest);
  object.metadata.addLabel("team", "shop");
  expect(object.toJson()).toMatchObject({ metadata: { labels: { managed: "yes", team: "shop" } } });
  object.addJsonPatch(JsonPatch.replace("/data/a", "2"));
  expect(object.toJson()).toMatchObject({ data: { a: "2", b: "1" } });
});

test("orders keys by what they are, though two shapes read alike", () => {
  expect(Object.keys(inReadingOrder({ spec: 1, kind: 2 }))).toEqual(["kind", "spec"]);
  expect(inReadingOrder({ "spec\nkind": 1 })).toEqual({ "spec\nkind": 1 });
  expect(Object.keys(inReadingOrder(JSON.parse('{"spec": 1, "__proto__": 2}')))).toEqual([
    "__proto__",
    "spec",
  ]);
});
