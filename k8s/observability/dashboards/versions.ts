import { errorRatio, requestRate } from "../alerts/versions";
import type { Dashboard } from "../watched";

const legend = "{{namespace}}/{{service}} {{version}}";

/** Versions of services side by side, whatever counts their requests. */
export const versionsRow: Dashboard["rows"][number] = {
  title: "Versions",
  panels: [
    { title: "Requests", kind: "graph", unit: "reqps", queries: [{ expr: requestRate, legend }] },
    { title: "Errors", kind: "graph", unit: "percentunit", queries: [{ expr: errorRatio, legend }] },
  ],
};
