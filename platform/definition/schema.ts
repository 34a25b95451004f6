import * as z from "zod";
import { AddOns } from "./schema/add-ons";
import { Aws } from "./schema/aws";
import { Certificates } from "./schema/certificates";
import { Cluster } from "./schema/cluster";
import { Delivery } from "./schema/delivery";
import { Domain } from "./schema/domain";
import { Expectations } from "./schema/expect";
import { label } from "./schema/forms";
import { Gitops } from "./schema/gitops";
import { Ingress } from "./schema/ingress";
import { Mesh } from "./schema/mesh";
import { Middlewares } from "./schema/middleware";
import { Network } from "./schema/network";
import { NodeGroups } from "./schema/nodes";
import { Observability } from "./schema/observability";
import { Dns, Releases } from "./schema/releases";
import { Scaling } from "./schema/scaling";
import { Services } from "./schema/service";
import { Tls } from "./schema/tls";
import { ServersTransports, ServersTransportsTcp } from "./schema/transports";

/**
 * What an engineer writes in `environments/<name>.yaml`. Each option's type, default and meaning stand here once;
 * the editor's schema and the reference in `docs/` are printed from it.
 */
export const Definition = z.strictObject({
  // the longest name derived from it is a target group's, 32 characters with "-websecure"
  name: label(20)
    .refine((name) => !/^(internal|sg)-/.test(name), {
      error:
        "must not begin with internal- or sg-, which AWS keeps for load balancers and security groups of its own",
    })
    .describe(
      "Name of the environment, the same as its file's. Names the cluster; another name is another environment.",
    ),
  aws: Aws,
  delivery: Delivery,
  domain: Domain,
  network: Network,
  cluster: Cluster,
  addOns: AddOns,
  nodeGroups: NodeGroups,
  scaling: Scaling,
  ingress: Ingress,
  mesh: Mesh,
  observability: Observability,
  dns: Dns,
  releases: Releases,
  certificates: Certificates,
  tls: Tls,
  middlewares: Middlewares,
  serversTransports: ServersTransports,
  serversTransportsTcp: ServersTransportsTcp,
  services: Services,
  gitops: Gitops,
  expect: Expectations,
});

/** A definition with its defaults filled in. */
export type Definition = z.output<typeof Definition>;
