// What `npm start` runs: the program in cli/main.ts, compiled once for each state of the sources and kept with V8's
// code cache, because loading cdktf, its bindings and cdk8s from a thousand files takes longer than all the work.
// `node --require tsx/cjs cli/main.ts` runs the same program without this.
"use strict";
const { isAscii } = require("node:buffer");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { createRequire, wrap } = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

const root = path.dirname(__dirname);
const folder = path.join(root, "node_modules", ".cache", "slipway");
const sourceFolders = ["cli", "imports", "k8s", "output", "platform", "stacks", "traefik", "verify"];

// Most of a run's functions are optimized just before it ends, which took a fifth of all its processor time, so V8
// waits ten times as long as it would; a run with hundreds of services is optimized all the same. Each V8 has its own
// word for this, prints an error about any other, and from the one in Node 24 on gains nothing by it.
const patience = { 20: "--interrupt-budget=600000", 22: "--invocation-count-for-turbofan=30000" };

const key = fingerprint();
const program = path.join(folder, `${key}.cjs`);
const codeCache = path.join(folder, `${key}.bin`);

const complete = "\n// end of the compiled program\n";
const kept = read(program);
// a copy that was cut short is made again
const source = kept?.endsWith(complete) ? kept : compile();
const [major] = process.versions.node.split(".");
// before the code cache is read, which is of use under the same flags alone
if (major in patience) v8.setFlagsFromString(patience[major]);
const cachedData = readBytes(codeCache);
const script = new vm.Script(source, { filename: program, cachedData });
const module_ = { exports: {} };
// modules that are found at run time are looked for where the entry stands, not where its compiled form is kept
const entry = path.join(root, "cli", "main.ts");
script.runInThisContext()(module_.exports, createRequire(entry), module_, entry, path.dirname(entry));
process.exitCode = module_.exports.main({ root, args: process.argv.slice(2) });
if (cachedData === undefined || script.cachedDataRejected) write(codeCache, script.createCachedData());

/** A hash of what tells the sources of the compiled program apart: their names, sizes and times of change. */
function fingerprint() {
  const files = sourceFolders.flatMap((name) => sourcesIn(path.join(root, name)));
  const states = [...files, path.join(root, "package-lock.json"), __filename].map((file) => {
    // in milliseconds with a fraction that tells quarters of a microsecond apart; as whole numbers it takes twice as long
    const { size, mtimeMs } = fs.statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
  const text = [process.version, process.arch, ...states.sort()].join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function sourcesIn(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((item) => {
    const file = directory + path.sep + item.name;
    if (item.isDirectory()) return sourcesIn(file);
    return item.name.endsWith(".ts") ? [file] : [];
  });
}

function compile() {
  const { outputFiles } = compiler().buildSync({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    bundle: true,
    // half the text to read at every start; names stay, for stack traces and for constructs that go by them
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    alias: { archiver: path.join(root, "cli", "unused-archiver.ts") },
    format: "cjs",
    platform: "node",
    target: "node20.9",
    write: false,
    logLevel: "error",
  });
  const text = wrap(outputFiles[0].text) + complete;
  fs.rmSync(folder, { recursive: true, force: true });
  write(program, text);
  return text;
}

function compiler() {
  try {
    return require("esbuild");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    process.stderr.write("the dependencies are not installed; run npm ci first\n");
    process.exit(2);
  }
}

/** A text, as a string of bytes where it can be one: half the memory, and made without looking at each. */
function read(file) {
  const bytes = readBytes(file);
  return bytes?.toString(isAscii(bytes) ? "latin1" : "utf8");
}

function readBytes(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Keeps a file for the next run; where it cannot be kept, the next run makes it again. */
function write(file, content) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const temporary = `${file}.${process.pid}`;
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, file);
  } catch {
    // a read-only installation
  }
}
