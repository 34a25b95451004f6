import type { Dashboard, Panel } from "../watched";

/** A dashboard in the words of Grafana's JSON, which its sidecar loads from a ConfigMap. */
export function grafanaDashboard({ name, title, rows }: Dashboard): object {
  let id = 0;
  let y = 0;
  const panels: object[] = [];
  for (const row of rows) {
    id += 1;
    panels.push({
      id,
      type: "row",
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: width, h: 1 },
      panels: [],
    });
    y += 1;
    row.panels.forEach((panel, index) => {
      id += 1;
      const column = index % columns;
      const gridPos = { x: column * panelWidth, y, w: panelWidth, h: panelHeight };
      panels.push({ id, gridPos, ...grafanaPanel(panel) });
      if (column === columns - 1 || index === row.panels.length - 1) y += panelHeight;
    });
  }
  return {
    uid: `slipway-${name}`,
    title,
    tags: ["slipway"],
    // the oldest that has everything used here
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }],
    },
    panels,
  };
}

// --- internal ---

/** Columns of Grafana's grid. */
const width = 24;
const columns = 2;
const panelWidth = width / columns;
const panelHeight = 8;

const types = { graph: "timeseries", number: "stat", table: "table" } as const;

const datasource = { type: "prometheus", uid: `\${datasource}` } as const;

function grafanaPanel({ title, description, kind, unit, queries }: Panel): object {
  return {
    type: types[kind],
    title,
    ...(description !== undefined && { description }),
    datasource,
    fieldConfig: {
      defaults: { unit, ...(unit === "percentunit" && { min: 0 }) },
      overrides: [],
    },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
      ...(kind !== "graph" && { instant: true, range: false }),
      ...(kind === "table" && { format: "table" }),
    })),
  };
}
