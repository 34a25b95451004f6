import type { Tier } from "../../platform/network/address-plan";
import type { ExistingNetwork as ExistingNetworkModel } from "../../platform/network/network";
import type { Network } from "./network";

/** A network that somebody else owns. Nothing is made or changed in it. */
export class ExistingNetwork implements Network {
  readonly vpcId: string;
  readonly egress = [];
  readonly observers = [];
  readonly #model: ExistingNetworkModel;
  readonly #zones: readonly string[];

  constructor(model: ExistingNetworkModel, zones: readonly string[]) {
    this.vpcId = model.vpcId;
    this.#model = model;
    this.#zones = zones;
  }

  subnetIds(tier: Tier, zones: readonly string[]): string[] {
    return zones.map((zone) => this.#model.subnetIds[tier][this.#zones.indexOf(zone)] ?? "");
  }
}
