import { expect, test } from "@jest/globals";
import { collectionOf } from "../../../review/plan/sets";

const sets = (type: string, ...paths: readonly string[]) =>
  paths.filter((path) => collectionOf(type)(path.split(".")) === "set");

test("knows the sets of AWS, in blocks too", () => {
  expect(sets("aws_security_group", "ingress", "ingress.cidr_blocks", "egress", "tags")).toEqual([
    "ingress",
    "egress",
  ]);
  expect(
    sets("aws_eks_cluster", "vpc_config", "vpc_config.subnet_ids", "vpc_config.public_access_cidrs"),
  ).toEqual(["vpc_config.subnet_ids", "vpc_config.public_access_cidrs"]);
});

test("takes nothing for a set that it does not know", () => {
  expect(sets("constructor", "name", "length")).toEqual([]);
  expect(sets("other_thing", "ids")).toEqual([]);
});
