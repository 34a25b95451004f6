import { createHash } from "node:crypto";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Configuration, Service } from "../../platform/services/model";
import { serviceMetadata } from "./metadata";

export interface ServiceConfigurationProps {
  readonly service: Service;
  readonly configuration: Configuration;
}

/** What a service reads at its start. */
export class ServiceConfiguration extends k8s.KubeConfigMap {
  constructor(scope: Construct, id: string, { service, configuration }: ServiceConfigurationProps) {
    super(scope, id, {
      metadata: { ...serviceMetadata(service), name: configuration.name },
      data: { ...configuration.values, ...configuration.files },
    });
  }
}

/** Annotation of pods that changes with what they read, so that they are replaced when it does. */
export const configurationAnnotation = ({ values, files }: Configuration) => ({
  "checksum/configuration": createHash("sha256")
    .update(JSON.stringify([values, files]))
    .digest("hex")
    .slice(0, 16),
});
