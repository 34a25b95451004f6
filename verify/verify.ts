import { certificateChecks } from "./checks/certificates";
import type { FindChartSchema } from "./checks/chart-schema";
import { chartChecks } from "./checks/charts";
import { type Cluster, clusterOf } from "./checks/cluster";
import { conflictChecks } from "./checks/conflicts";
import { entryPointChecks } from "./checks/entry-points";
import { type Draft, type Finding, inReadingOrder, locateAll, onOneLine } from "./checks/finding";
import { halvesChecks } from "./checks/halves";
import { withoutIgnored } from "./checks/ignore";
import { meshChecks } from "./checks/mesh";
import { middlewareChecks } from "./checks/middlewares";
import { objectChecks } from "./checks/objects";
import { referenceChecks } from "./checks/references";
import { ruleChecks } from "./checks/rules";
import { tlsChecks } from "./checks/tls";
import type { Input } from "./input/input";
import type { FindSchema } from "./structural/schemas";

/** What objects and values are checked by. */
export interface Schemas {
  readonly findSchema: FindSchema;
  readonly findChart: FindChartSchema;
}

/** Finds everything that is wrong with what one cluster is given, in the order of reading. */
export function verify(input: Input, { findSchema, findChart }: Schemas): readonly Finding[] {
  const cluster = clusterOf(input);
  const subjects: readonly ((cluster: Cluster) => Iterable<Draft>)[] = [
    objectChecks(findSchema),
    ruleChecks,
    conflictChecks,
    entryPointChecks,
    referenceChecks,
    middlewareChecks,
    tlsChecks,
    certificateChecks,
    chartChecks(findChart),
    halvesChecks,
    meshChecks,
  ];
  const drafts: Draft[] = [];
  for (const checks of subjects) for (const one of checks(cluster)) drafts.push(one);
  return inReadingOrder([...unreadable(input), ...withoutIgnored(input, locateAll(drafts))]);
}

const unreadable = ({ problems }: Input): Finding[] =>
  problems.map(({ file, line, column, message }) => ({
    check: "E83",
    severity: "error",
    file,
    line,
    column,
    object: "",
    path: "",
    happens: onOneLine(`${message}; what is in it is not checked.`),
    fix: "Make it readable, or leave it out.",
  }));
