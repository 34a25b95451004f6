import { expect, test } from "@jest/globals";
import { suspectedRenames } from "../../../review/plan/renames";
import { planOf, raw } from "./changes";

const deleted = (address: string, before: object) => raw(address, { actions: ["delete"], before });
const created = (address: string, after: object, unknown: object = { id: true, arn: true }) =>
  raw(address, { actions: ["create"], after, unknown });

const renames = (...changes: readonly unknown[]): string[] =>
  suspectedRenames(planOf({ changes })).map(({ from, to }) => `${from} → ${to}`);

test("suspects a rename where everything but names stays", () => {
  expect(
    renames(
      deleted("aws_subnet.network_a_1F", {
        id: "subnet-1",
        arn: "arn:1",
        cidr_block: "10.0.0.0/24",
        tags: { Name: "network-a" },
        ipv6: null,
      }),
      created("aws_subnet.net_a_9C", { cidr_block: "10.0.0.0/24", tags: { Name: "net-a" } }),
    ),
  ).toEqual(["aws_subnet.network_a_1F → aws_subnet.net_a_9C"]);
});

test("suspects none where a value differs, the type does, or there is nothing to compare", () => {
  expect(
    renames(
      deleted("aws_subnet.a", { cidr_block: "10.0.0.0/24" }),
      created("aws_subnet.b", { cidr_block: "10.0.1.0/24" }),
      created("aws_vpc.b", { cidr_block: "10.0.0.0/24" }),
      deleted("aws_eip.a", { id: "1", name: "a" }),
      created("aws_eip.b", { name: "b" }),
      deleted("aws_queue.a", { region: "eu-central-1", fifo: false }),
      created("aws_queue.b", { region: "eu-central-1", fifo: false }),
    ),
  ).toEqual([]);
});

test("pairs each once, with what is called most alike", () => {
  const values = { cidr_block: "10.0.0.0/24" };
  expect(
    renames(
      deleted("aws_subnet.net_a", values),
      deleted("aws_subnet.net_b", values),
      created("aws_subnet.network_a", values),
      created("aws_subnet.network_b", values),
      created("aws_subnet.network_c", values),
    ),
  ).toEqual(["aws_subnet.net_a → aws_subnet.network_a", "aws_subnet.net_b → aws_subnet.network_b"]);
});
