// Preloaded into a program that builds construct trees: notes where each construct is made, and at the end writes that
// as a map of constructs to the file that SLIPWAY_CONSTRUCT_MAP names. The program itself, of an older revision
// perhaps, knows nothing of it. cdktf asks constructs for a trace of each element in a way that gives none, and cdk8s
// asks for none at all.
"use strict";
const fs = require("node:fs");
const { createRequire, findSourceMap } = require("node:module");
const path = require("node:path");

// files of modules have names without links
const project = fs.realpathSync(process.cwd());
const target = process.env.SLIPWAY_CONSTRUCT_MAP;
/** Lines of the project itself that are kept of each trace, from the innermost. */
const mostFrames = 6;
const deepest = 60;

const constructs = target === undefined ? undefined : library();
if (constructs !== undefined) {
  const recorded = record(constructs.Dependable);
  process.on("exit", () => {
    if (recorded.length > 0) fs.writeFileSync(target, `${JSON.stringify(mapOf(recorded))}\n`);
  });
}

/** The library of the project, or nothing in a process that has none, such as npm. */
function library() {
  try {
    return createRequire(path.join(project, "package.json"))("constructs");
  } catch {
    return undefined;
  }
}

/** Every construct, when it is made, declares what depending on it means; that is the place to look from. */
function record(Dependable) {
  const recorded = [];
  const { implement } = Dependable;
  Dependable.implement = function (instance, trait) {
    if (instance?.node !== undefined) recorded.push({ instance, calls: calls() });
    return implement.call(this, instance, trait);
  };
  return recorded;
}

/** Places of the calls that lead here, in the files that run. */
function calls() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = deepest;
  Error.prepareStackTrace = (_, sites) =>
    sites.map((site) => ({
      file: site.getFileName(),
      line: site.getLineNumber(),
      column: site.getColumnNumber(),
      constructorOf: site.isConstructor() ? site.getFunctionName() : null,
      isUnnamed: site.getFunctionName() === null,
    }));
  const { stack } = new Error();
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return Array.isArray(stack) ? stack : [];
}

function mapOf(recorded) {
  const entries = recorded
    .filter(({ instance }) => instance.node.path !== "")
    .map(({ instance, calls }) => [instance.node.path, entryOf(instance, calls)]);
  return { version: 1, constructs: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function entryOf(instance, calls) {
  const classes = classesOf(instance);
  const made = calls.findIndex(({ file, constructorOf }) => isOwn(file) && !classes.includes(constructorOf));
  const frames = calls
    .slice(made < 0 ? calls.length : made)
    .filter(({ file }, index, all) => isOwn(file) && !isWrapper(all, index));
  const object = objectOf(instance);
  return {
    classes,
    frames: frames.slice(0, mostFrames).map(frameOf),
    ...(object !== undefined && { object }),
  };
}

/** From its own to the last before the library's; the constructors of these are not where it was made. */
function classesOf(instance) {
  const classes = [];
  for (
    let it = instance.constructor;
    typeof it === "function" && it.name !== "";
    it = Object.getPrototypeOf(it)
  )
    classes.push(it.name);
  return classes.filter((name) => name !== "Construct");
}

/** An API object of cdk8s by what makes it one, so that its library need not be loaded here. */
function objectOf({ apiGroup, kind, name, metadata, toJson }) {
  if (typeof toJson !== "function" || typeof apiGroup !== "string" || typeof kind !== "string")
    return undefined;
  // cdk8s calls the group without a name core
  return { group: apiGroup === "core" ? "" : apiGroup, kind, namespace: metadata?.namespace ?? "", name };
}

/** tsx puts a function around what a module does, which the module's end calls. */
function isWrapper(calls, index) {
  const [inner, outer, loader] = calls.slice(index - 1, index + 2);
  return (
    index > 0 &&
    inner.isUnnamed &&
    outer.isUnnamed &&
    inner.file === outer.file &&
    loader?.file === "node:internal/modules/cjs/loader"
  );
}

function isOwn(file) {
  if (typeof file !== "string") return false;
  const name = fileName(file);
  if (name === __filename) return false;
  return path.isAbsolute(name) && isInside(name) && !name.includes(`${path.sep}node_modules${path.sep}`);
}

const isInside = (file) => !path.relative(project, file).startsWith("..");

const fileName = (file) => (file.startsWith("file:") ? require("node:url").fileURLToPath(file) : file);

function frameOf({ file, line, column }) {
  const origin = findSourceMap(file)?.findEntry(line - 1, column - 1);
  const mapped = origin?.originalLine !== undefined;
  return {
    file: path.relative(project, fileName(mapped ? origin.originalSource : file)).replaceAll("\\", "/"),
    line: mapped ? origin.originalLine + 1 : line,
    column: mapped ? origin.originalColumn + 1 : column,
  };
}
