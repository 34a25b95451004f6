import type { Input } from "../input/input";
import { mapping } from "./cluster";
import { type Draft, draft, type Finding, locateAll, nameOf } from "./finding";
import { checks, isCheckId } from "./registry";

/** `E22 reason; W35 another reason` */
export const ignoreAnnotation = "slipway/verify-ignore";

interface Ignore {
  readonly ids: readonly string[];
  readonly reason: string;
  /** Lines of its file that it is about, or the object. */
  readonly about: { readonly from: number; readonly to: number } | { readonly object: string };
  readonly place: Pick<Finding, "file" | "line" | "column" | "object" | "path">;
  used: boolean;
}

/**
 * Leaves out what comments and annotations ask to ignore, and adds findings about those that ignore nothing, name no
 * check, or do not say why.
 */
export function withoutIgnored(input: Input, findings: readonly Finding[]): Finding[] {
  const ignores = [...fromComments(input), ...fromAnnotations(input)];
  if (ignores.length === 0) return [...findings];
  const byPlace = new Map<string, Ignore[]>();
  const add = (place: string, ignore: Ignore): void => {
    const list = byPlace.get(place);
    if (list === undefined) byPlace.set(place, [ignore]);
    else list.push(ignore);
  };
  for (const ignore of ignores) {
    const { about, place } = ignore;
    if ("object" in about) add(`${place.file}\n${about.object}`, ignore);
    else for (let line = about.from; line <= about.to; line += 1) add(`${place.file}\n${line}`, ignore);
  }
  const kept = findings.filter(({ check, file, line, object }) => {
    const covering = [
      ...(byPlace.get(`${file}\n${line}`) ?? []),
      ...(byPlace.get(`${file}\n${object}`) ?? []),
    ].filter(({ ids }) => ids.includes(check));
    for (const ignore of covering) ignore.used = true;
    return covering.length === 0;
  });
  return [...kept, ...ignores.flatMap(aboutIgnore)];
}

// --- internal ---

const fromComments = ({ ignores = [] }: Input): Ignore[] =>
  ignores.map(({ file, line, column, ids, reason, from, to }) => ({
    ids,
    reason,
    about: { from, to },
    place: { file, line, column, object: "", path: "" },
    used: false,
  }));

function fromAnnotations({ objects }: Input): Ignore[] {
  return objects.flatMap((object) => {
    const written = mapping(mapping(object.object.metadata).annotations)[ignoreAnnotation];
    if (typeof written !== "string") return [];
    const path = ["metadata", "annotations", ignoreAnnotation];
    const [place] = locateAll([placeholder(object, path)]);
    const name = nameOf(object);
    return written
      .split(";")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part): Ignore => {
        const [ids = "", ...words] = part.split(/\s+/);
        return {
          ids: ids.split(","),
          reason: words.join(" "),
          about: { object: name },
          place: place ?? { file: object.file, line: 1, column: 1, object: name, path: "" },
          used: false,
        };
      });
  });
}

const placeholder = (about: Draft["about"], path: Draft["path"]): Draft =>
  draft("W84", about, path, { happens: "", fix: "" });

function aboutIgnore({ ids, reason, place, used }: Ignore): Finding[] {
  const { file, line, column, object, path } = place;
  const about = (check: "W84" | "W85", happens: string, fix: string): Finding => ({
    check,
    severity: checks[check].severity,
    file,
    line,
    column,
    object,
    path,
    happens,
    fix,
  });
  const unknown = ids.filter((id) => !isCheckId(id));
  if (ids.length === 0 || unknown.length > 0) {
    return [
      about(
        "W85",
        ids.length === 0
          ? "This comment names no check, so nothing is ignored."
          : `There is no check ${unknown.join(", ")}, so nothing is ignored by that name.`,
        "Write `# verify: ignore E22 reason` with an id of docs/verify-checks.md.",
      ),
    ];
  }
  const named = ids.join(", ");
  return [
    ...(used
      ? []
      : [
          about("W84", `Nothing here breaks ${named}, so there is nothing to ignore.`, "Remove the comment."),
        ]),
    ...(reason === ""
      ? [
          about(
            "W85",
            `Nobody can tell why ${named} is ignored here.`,
            `Say why behind the id: \`# verify: ignore ${named} reason\`.`,
          ),
        ]
      : []),
  ];
}
