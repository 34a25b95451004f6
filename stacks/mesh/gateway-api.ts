import { namespaces } from "../../platform/names";
import { charts } from "../../platform/versions";
import type { PlannedRelease } from "../releases/planned-release";

/** Definitions that a mesh's controllers watch from their first second, in a chart of Slipway's own. */
export const gatewayApi: PlannedRelease = {
  id: "gateway-api",
  chart: charts.gatewayApi,
  namespace: namespaces.gatewayApi,
  values: {},
  upgradesDefinitions: true,
};
