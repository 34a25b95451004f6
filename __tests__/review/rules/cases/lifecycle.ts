import { type Cases, change, create, keep, planned, remove, replace, unknown, update } from "../context";

export const lifecycle: Readonly<Record<string, Cases>> = {
  "EKS-LIFE-001": {
    fires: [
      {
        name: "a bucket is deleted",
        context: planned([remove("aws_s3_bucket.logs")]),
        finds: ["stop aws_s3_bucket.logs: It is deleted: its objects go."],
      },
      {
        name: "a VPC is replaced, and its subnet follows",
        context: planned(
          [
            replace(
              "aws_vpc.main",
              { cidr_block: "10.0.0.0/16", id: "vpc-1" },
              { cidr_block: "10.1.0.0/16", id: unknown },
              ["cidr_block"],
            ),
            replace("aws_subnet.a", { vpc_id: "vpc-1" }, { vpc_id: unknown }, ["vpc_id"]),
          ],
          { references: new Map([["aws_subnet.a", ["aws_vpc.main.id"]]]) },
        ),
        finds: [
          "stop aws_vpc.main: It is destroyed first and then created again because of cidr_block: everything in it has to go first. 1 resource follows: aws_subnet.a.",
        ],
      },
    ],
    quiet: [
      {
        name: "a bucket is changed in place, another is forgotten",
        context: planned([
          update("aws_s3_bucket.logs", { tags: null }, { tags: { a: "b" } }),
          change("aws_s3_bucket.old", "forget", {}, undefined),
        ]),
      },
    ],
  },
  "EKS-LIFE-002": {
    fires: [
      {
        name: "a subnet is replaced",
        context: planned([replace("aws_subnet.a", {}, {}, ["cidr_block"])]),
        finds: [
          "high aws_subnet.a: It is destroyed first and then created again because of cidr_block: everything with an address in it has to go first.",
        ],
      },
      {
        name: "a role is tainted",
        context: planned([
          change(
            "aws_iam_role.node",
            "replace-delete-first",
            {},
            {},
            { actionReason: "replace_because_tainted" },
          ),
        ]),
        finds: [
          "high aws_iam_role.node: It is destroyed first and then created again because it is tainted: its unique id changes, which access entries and policies that name it do not follow.",
        ],
      },
    ],
    quiet: [
      {
        name: "a subnet is created",
        context: planned([create("aws_subnet.a")]),
      },
    ],
  },
  "EKS-LIFE-003": {
    fires: [
      {
        name: "a listener is destroyed first",
        context: planned([replace("aws_lb_listener.https", {}, {}, ["load_balancer_arn"])]),
        finds: [
          "high aws_lb_listener.https: It is destroyed first and then created again because of load_balancer_arn.",
        ],
      },
    ],
    quiet: [
      {
        name: "a listener is created first",
        context: planned([
          replace("aws_lb_listener.https", {}, {}, ["load_balancer_arn"], "replace-create-first"),
        ]),
      },
    ],
  },
  "EKS-LIFE-004": {
    fires: [
      {
        name: "ten of a hundred go",
        context: planned([
          ...Array.from({ length: 10 }, (_, index) => remove(`aws_ssm_parameter.p${index}`)),
          ...Array.from({ length: 90 }, (_, index) => keep(`aws_ssm_parameter.q${index}`)),
        ]),
        finds: ["high plan: 10 of 100 managed resources (10 %) are deleted or replaced."],
      },
      {
        name: "four of ten go",
        context: planned([
          ...Array.from({ length: 4 }, (_, index) => replace(`aws_ssm_parameter.p${index}`)),
          ...Array.from({ length: 6 }, (_, index) => keep(`aws_ssm_parameter.q${index}`)),
        ]),
        finds: ["high plan: 4 of 10 managed resources (40 %) are deleted or replaced."],
      },
    ],
    quiet: [
      {
        name: "three of ten go, beside many that are created",
        context: planned([
          ...Array.from({ length: 3 }, (_, index) => remove(`aws_ssm_parameter.p${index}`)),
          ...Array.from({ length: 7 }, (_, index) => keep(`aws_ssm_parameter.q${index}`)),
          ...Array.from({ length: 20 }, (_, index) => create(`aws_ssm_parameter.n${index}`)),
        ]),
      },
    ],
  },
  "EKS-LIFE-005": {
    fires: [
      {
        name: "a parameter moves to another construct",
        context: planned([
          remove("aws_ssm_parameter.network_a", {
            id: "p-1",
            type: "String",
            value: "x",
            tags: { Name: "a" },
          }),
          create("aws_ssm_parameter.net_a", { id: unknown, type: "String", value: "x", tags: { Name: "b" } }),
        ]),
        finds: [
          "high aws_ssm_parameter.network_a: It is destroyed, and aws_ssm_parameter.net_a is created with the same configuration.",
        ],
      },
    ],
    quiet: [
      {
        name: "another parameter is created",
        context: planned([
          remove("aws_ssm_parameter.network_a", { type: "String", value: "x" }),
          create("aws_ssm_parameter.net_a", { type: "String", value: "y" }),
        ]),
      },
    ],
  },
  "EKS-LIFE-006": {
    fires: [
      {
        name: "a role is forgotten",
        context: planned([change("aws_iam_role.old", "forget", {}, undefined)]),
        finds: ["high aws_iam_role.old: It is left running, and no longer managed."],
      },
    ],
    quiet: [{ name: "a role is deleted", context: planned([remove("aws_iam_role.old")]) }],
  },
  "EKS-LIFE-007": {
    fires: [
      {
        name: "a parameter is deleted",
        context: planned([remove("aws_ssm_parameter.a")]),
        finds: ["note aws_ssm_parameter.a: It is deleted."],
      },
      {
        name: "a record is created anew before the old one goes",
        context: planned([replace("aws_route53_record.a", {}, {}, ["name"], "replace-create-first")]),
        finds: [
          "note aws_route53_record.a: It is replaced by a new one that is created first because of name.",
        ],
      },
    ],
    quiet: [
      {
        name: "a louder rule tells it",
        context: planned([remove("aws_s3_bucket.a"), remove("aws_eks_cluster.a"), replace("aws_route.a")]),
      },
    ],
  },
  "EKS-LIFE-008": {
    fires: [
      {
        name: "a deposed object is destroyed",
        context: planned([
          keep("aws_ssm_parameter.a"),
          remove("aws_ssm_parameter.a", {}, { deposed: "01ab" }),
        ]),
        finds: [
          "note aws_ssm_parameter.a (deposed 01ab): What an earlier replacement left behind is destroyed.",
        ],
      },
    ],
    quiet: [{ name: "the current object is", context: planned([remove("aws_ssm_parameter.a")]) }],
  },
  "EKS-LIFE-009": {
    fires: [
      {
        name: "a log group is imported",
        context: planned([
          change("aws_cloudwatch_log_group.a", "import", {}, {}, { importId: "/aws/eks/a/cluster" }),
        ]),
        finds: ["note aws_cloudwatch_log_group.a: /aws/eks/a/cluster is imported."],
      },
    ],
    quiet: [{ name: "a log group is created", context: planned([create("aws_cloudwatch_log_group.a")]) }],
  },
};
