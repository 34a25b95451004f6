/** What Prometheus reads, from pods by a label selector. */
export interface Monitor {
  readonly kind: "PodMonitor" | "ServiceMonitor";
  readonly name: string;
  readonly namespace: string;
  /** In the words of the definition that the operator publishes. */
  readonly spec: object;
}

/** Rules that are evaluated together, in their order. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

export type Rule = Alert | Recording;

export interface Alert {
  /** Name of the alert. */
  readonly alert: string;
  readonly expr: string;
  /** Time that the expression has to hold. */
  readonly for: string;
  readonly labels: { readonly severity: "critical" | "warning" | "info" };
  readonly annotations: {
    /** What is the matter, in one line. */
    readonly summary: string;
    /** What it means, and where to look. */
    readonly description: string;
  };
}

export interface Recording {
  /** Name of the series: level, metric and operations, with colons between them. */
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A dashboard before Grafana's own words for it. */
export interface Dashboard {
  /** Its file's name and its id, by which links find it. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

export interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly kind: "graph" | "number" | "table";
  /** Grafana's name of the unit, such as `reqps`, `percentunit` or `s`. */
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
}

/** What is watched about one part of the platform. */
export interface Watched {
  readonly monitors: readonly Monitor[];
  readonly rules: readonly RuleGroup[];
  readonly dashboards: readonly Dashboard[];
}
