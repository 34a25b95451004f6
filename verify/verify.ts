import { certificateChecks } from "./checks/certificates";
import { type Cluster, clusterOf } from "./checks/cluster";
import { type Draft, type Finding, inReadingOrder, locateAll, onOneLine } from "./checks/finding";
import { withoutIgnored } from "./checks/ignore";
import { middlewareChecks } from "./checks/middlewares";
import { objectChecks } from "./checks/objects";
import { referenceChecks } from "./checks/references";
import { ruleChecks } from "./checks/rules";
import { tlsChecks } from "./checks/tls";
import type { Input } from "./input/input";
import type { FindSchema } from "./structural/schemas";

/** Finds everything that is wrong with what one cluster is given, in the order of reading. */
export function verify(input: Input, findSchema: FindSchema): readonly Finding[] {
  const cluster = clusterOf(input);
  const subjects: readonly ((cluster: Cluster) => Iterable<Draft>)[] = [
    objectChecks(findSchema),
    ruleChecks,
    referenceChecks,
    middlewareChecks,
    tlsChecks,
    certificateChecks,
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
