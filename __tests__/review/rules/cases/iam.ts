import { type Cases, create, keep, planned, remove, replace, unknown, update } from "../context";

type Given = Readonly<Record<string, unknown>>;

const policy = (...statements: readonly Given[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const allow = (Action: unknown, Resource: unknown, rest: Given = {}): Given => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});

const role = keep("aws_iam_role.app", { name: "app", arn: "arn:aws:iam::111122223333:role/app" });
const newRole = create("aws_iam_role.app", { name: "app", arn: unknown });

const rolePolicy = (statement: Given) =>
  create("aws_iam_role_policy.app", { role: "app", policy: policy(statement) });

const bucketPolicy = (statement: Given) =>
  update("aws_s3_bucket_policy.a", { policy: policy() }, { policy: policy(statement) });

const star: Given = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };
const reference = `\${aws_sqs_queue.events.arn}`;

export const iam: Readonly<Record<string, Cases>> = {
  "EKS-IAM-001": {
    fires: [
      {
        name: "every action",
        context: planned([role, rolePolicy(allow("*", "*"))]),
        finds: ["stop aws_iam_role_policy.app: It allows * on *."],
      },
      {
        name: "all of IAM for a role that is new",
        context: planned([newRole, rolePolicy(allow(["s3:Get*", "IAM:*"], ["*", "a"]))]),
        finds: ["stop aws_iam_role_policy.app: It allows IAM:* and s3:Get* on * and a."],
      },
      {
        name: "everything but S3",
        context: planned([role, rolePolicy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })]),
        finds: ["stop aws_iam_role_policy.app: It allows every action but s3:* on *."],
      },
    ],
    quiet: [
      {
        name: "every action of another service, and all of KMS on one key",
        context: planned([
          role,
          rolePolicy(allow("s3:*", "*")),
          create("aws_iam_role_policy.kms", {
            role: "app",
            policy: policy(allow("kms:*", "arn:aws:kms:::key/a")),
          }),
        ]),
      },
      {
        name: "what it allowed before",
        context: planned([
          role,
          update(
            "aws_iam_role_policy.app",
            { role: "app", policy: policy(allow("*", "*")) },
            { role: "app", policy: policy(allow("*", "*"), allow("iam:*", "*")) },
          ),
        ]),
      },
    ],
  },
  "EKS-IAM-002": {
    fires: [
      {
        name: "a bucket for everybody",
        context: planned([bucketPolicy(star)]),
        finds: ["stop aws_s3_bucket_policy.a: It allows s3:GetObject on arn:aws:s3:::a/* to everybody."],
      },
    ],
    quiet: [
      {
        name: "everybody of the organisation, and a denial to everybody",
        context: planned([
          bucketPolicy({ ...star, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
          update(
            "aws_s3_bucket_policy.b",
            { policy: policy() },
            { policy: policy({ ...star, Effect: "Deny" }) },
          ),
        ]),
      },
    ],
  },
  "EKS-IAM-003": {
    fires: [
      {
        name: "the boundary goes",
        context: planned([
          update("aws_iam_role.app", { permissions_boundary: "arn:b" }, { permissions_boundary: null }),
        ]),
        finds: ["stop aws_iam_role.app: Its permissions boundary arn:b is removed."],
      },
      {
        name: "the boundary is another one",
        context: planned([
          update("aws_iam_role.app", { permissions_boundary: "arn:b" }, { permissions_boundary: unknown }),
        ]),
        finds: [
          "high aws_iam_role.app: Its permissions boundary arn:b becomes one that is only known after apply.",
        ],
      },
    ],
    quiet: [
      {
        name: "a boundary is added, and a role with one goes",
        context: planned([
          update("aws_iam_role.app", { permissions_boundary: null }, { permissions_boundary: "arn:b" }),
          remove("aws_iam_role.old", { permissions_boundary: "arn:b" }),
        ]),
      },
    ],
  },
  "EKS-IAM-004": {
    fires: [
      {
        name: "a role that exists gets a policy",
        context: planned([role, rolePolicy(allow("s3:GetObject", "a"))]),
        finds: ["high aws_iam_role_policy.app: It allows s3:GetObject on a."],
      },
      {
        name: "a role that is new gets a policy",
        context: planned([newRole, rolePolicy(allow("s3:GetObject", "a"))]),
        finds: ["note aws_iam_role_policy.app: It allows s3:GetObject on a."],
      },
      {
        name: "a denial goes with its policy",
        context: planned([
          keep("aws_s3_bucket.a", { id: "a" }),
          remove("aws_s3_bucket_policy.a", { policy: policy({ ...star, Effect: "Deny" }) }),
        ]),
        finds: [
          "high aws_s3_bucket_policy.a: It no longer denies s3:GetObject on arn:aws:s3:::a/* to everybody.",
        ],
      },
      {
        name: "the plan does not know the queue, but the stack names it",
        context: {
          ...planned([role, create("aws_iam_role_policy.app", { role: "app", policy: unknown })]),
          stacks: {
            after: {
              backend: {},
              resources: new Map([
                ["aws_iam_role_policy.app", { policy: policy(allow("sqs:SendMessage", reference)) }],
              ]),
            },
          },
        },
        finds: [`high aws_iam_role_policy.app: It allows sqs:SendMessage on ${reference}.`],
      },
    ],
    quiet: [
      {
        name: "a statement moves from one policy of a role to another",
        context: planned([
          role,
          rolePolicy(allow("s3:GetObject", "a")),
          remove("aws_iam_role_policy.old", { role: "app", policy: policy(allow("s3:GetObject", "a")) }),
        ]),
      },
      {
        name: "only Sid, order and whitespace differ",
        context: planned([
          update(
            "aws_iam_policy.a",
            { policy: policy(allow(["a:B", "a:C"], "x", { Sid: "one" })) },
            { policy: `  ${policy(allow(["a:C", "a:B"], ["x"]))}` },
          ),
        ]),
      },
      {
        name: "a denial goes with its bucket",
        context: planned(
          [
            remove("aws_s3_bucket.a", { id: "a" }),
            remove("aws_s3_bucket_policy.a", { policy: policy({ ...star, Effect: "Deny" }) }),
          ],
          { references: new Map([["aws_s3_bucket_policy.a", ["aws_s3_bucket.a.id"]]]) },
        ),
      },
    ],
  },
  "EKS-IAM-005": {
    fires: [
      {
        name: "iam:Pass* on a role",
        context: planned([role, rolePolicy(allow("iam:Pass*", "arn:aws:iam::111122223333:role/node"))]),
        finds: ["high aws_iam_role_policy.app: It allows iam:Pass* on arn:aws:iam::111122223333:role/node."],
      },
    ],
    quiet: [
      { name: "iam:GetRole", context: planned([role, rolePolicy(allow("iam:GetRole", "*"))]) },
      {
        name: "what it could pass before",
        context: planned([
          role,
          update(
            "aws_iam_role_policy.app",
            { role: "app", policy: policy(allow("iam:PassRole", "arn:aws:iam::1:role/*")) },
            { role: "app", policy: policy(allow("iam:PassRole", "arn:aws:iam::1:role/a")) },
          ),
        ]),
      },
    ],
  },
  "EKS-IAM-006": {
    fires: [
      {
        name: "full access to S3 for a new role, another policy for one that exists",
        context: planned([
          newRole,
          create("aws_iam_role_policy_attachment.a", {
            role: "app",
            policy_arn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
          }),
          create("aws_iam_role_policy_attachment.b", {
            role: "old",
            policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
          }),
        ]),
        finds: [
          "high aws_iam_role_policy_attachment.a: AmazonS3FullAccess is attached to an identity that is new too.",
          "high aws_iam_role_policy_attachment.b: ReadOnlyAccess is attached to an identity that exists.",
        ],
      },
      {
        name: "an administrator",
        context: planned([
          role,
          create("aws_iam_role_policy_attachment.a", {
            role: "app",
            policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
          }),
        ]),
        finds: [
          "stop aws_iam_role_policy_attachment.a: AdministratorAccess is attached to an identity that exists.",
        ],
      },
      {
        name: "a new role gets a narrow one",
        context: planned([
          newRole,
          create("aws_iam_role_policy_attachment.a", {
            role: "app",
            policy_arn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
          }),
        ]),
        finds: [
          "note aws_iam_role_policy_attachment.a: AmazonEKSWorkerNodePolicy is attached to an identity that is new too.",
        ],
      },
    ],
    quiet: [
      {
        name: "the attachment is replaced with its role",
        context: planned([
          replace(
            "aws_iam_role_policy_attachment.a",
            { role: "app", policy_arn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" },
            { role: "app", policy_arn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" },
          ),
        ]),
      },
    ],
  },
  "EKS-IAM-007": {
    fires: [
      {
        name: "an action less, and a policy detached",
        context: planned([
          role,
          update(
            "aws_iam_role_policy.app",
            { role: "app", policy: policy(allow(["a:B", "a:C"], "x")) },
            { role: "app", policy: policy(allow("a:B", "x")) },
          ),
          remove("aws_iam_role_policy_attachment.a", {
            role: "app",
            policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
          }),
        ]),
        finds: [
          "note aws_iam_role_policy.app: It no longer allows a:C on x.",
          "note aws_iam_role_policy_attachment.a: ReadOnlyAccess is detached.",
        ],
      },
    ],
    quiet: [
      {
        name: "an action more",
        context: planned([
          role,
          update(
            "aws_iam_role_policy.app",
            { role: "app", policy: policy(allow("a:B", "x")) },
            { role: "app", policy: policy(allow(["a:B", "a:C"], "x")) },
          ),
        ]),
      },
      {
        name: "the role goes with its policies",
        context: planned([
          remove("aws_iam_role.app", {
            name: "app",
            assume_role_policy: policy(allow("sts:AssumeRole", "*")),
          }),
          remove("aws_iam_role_policy.app", { role: "app", policy: policy(allow("a:B", "x")) }),
          remove("aws_iam_role_policy_attachment.a", {
            role: "app",
            policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
          }),
        ]),
      },
    ],
  },
  "EKS-IAM-008": {
    fires: [
      {
        name: "a policy becomes unknown with the queue that it names",
        context: planned(
          [
            role,
            create("aws_sqs_queue.events", { arn: unknown }),
            update(
              "aws_iam_role_policy.app",
              { role: "app", policy: policy() },
              { role: "app", policy: unknown },
            ),
          ],
          { references: new Map([["aws_iam_role_policy.app", ["aws_sqs_queue.events.arn"]]]) },
        ),
        finds: [
          "high aws_iam_role_policy.app: Its policy cannot be judged: it is only known after apply, with aws_sqs_queue.events.arn.",
        ],
      },
      {
        name: "a reference that nobody resolved",
        context: planned([
          update("aws_iam_policy.a", { policy: policy() }, { policy: policy(allow("sqs:*", reference)) }),
        ]),
        finds: [
          "high aws_iam_policy.a: Its policy cannot be judged: it depends on aws_sqs_queue.events.arn.",
        ],
      },
      {
        name: "which policy is attached is unknown, another one is made by this plan",
        context: planned(
          [
            role,
            create("aws_iam_policy.a", { arn: unknown, policy: policy() }),
            create("aws_iam_role_policy_attachment.a", { role: "app", policy_arn: unknown }),
            create("aws_iam_role_policy_attachment.b", { role: "app", policy_arn: unknown }),
          ],
          {
            references: new Map([
              ["aws_iam_role_policy_attachment.a", ["aws_iam_policy.a.arn", "aws_iam_role.app.name"]],
            ]),
          },
        ),
        finds: [
          "high aws_iam_role_policy_attachment.a: aws_iam_policy.a is attached to an identity that exists.",
          "high aws_iam_role_policy_attachment.b: Which policy is attached is only known after apply.",
        ],
      },
    ],
    quiet: [
      {
        name: "a text that cannot be read, and does not change",
        context: planned([
          update("aws_iam_policy.a", { policy: "{", description: "a" }, { policy: "{", description: "b" }),
        ]),
      },
      {
        name: "both stacks name the queue",
        context: {
          ...planned([
            role,
            update(
              "aws_iam_role_policy.app",
              { role: "app", policy: policy() },
              { role: "app", policy: unknown },
            ),
          ]),
          stacks: {
            before: {
              backend: {},
              resources: new Map([
                ["aws_iam_role_policy.app", { policy: policy(allow("sqs:*", reference)) }],
              ]),
            },
            after: {
              backend: {},
              resources: new Map([
                ["aws_iam_role_policy.app", { policy: policy(allow("sqs:*", reference)) }],
              ]),
            },
          },
        },
      },
    ],
  },
};
