// What `cdk8s synth` loads, as cdk8s.yaml says; the plugin itself is TypeScript.
"use strict";
require("tsx/cjs");
module.exports = require("./cdk8s-validation.ts");
