import { expect, test } from "@jest/globals";
import { unknownFunctions } from "../../../verify/structural/rules";
import type { Schema } from "../../../verify/structural/schema";
import { validate } from "../../../verify/structural/validate";

test("sees defaults in rules, as the API server fills them in first", () => {
  const schema: Schema = {
    type: "object",
    fields: { mode: { type: "string", default: "off" }, level: { type: "integer" } },
    rules: [{ rule: "self.mode == 'on' || !has(self.level)", message: "a level needs mode on" }],
  };
  expect(validate({ mode: "on", level: 1 }, schema)).toEqual([]);
  expect(validate({ level: 1 }, schema)).toEqual([{ path: [], message: "a level needs mode on" }]);
});

test("says that a rule failed where it gives no answer", () => {
  const schema: Schema = {
    type: "object",
    fields: { a: { type: "string" } },
    rules: [{ rule: "self.a == 'x'", message: "a must be x" }],
  };
  expect(validate({}, schema)).toEqual([
    { path: [], message: "the rule self.a == 'x' fails: field not found: a" },
  ]);
});

test("leaves rules alone until the types are right", () => {
  const schema: Schema = { type: "string", rules: [{ rule: "self.startsWith('/')" }] };
  expect(validate(1, schema)).toEqual([{ path: [], message: "must be a string; not 1" }]);
});

test("knows the functions of the language and no others", () => {
  expect(unknownFunctions("self.all(x, has(x.a) ? x.a[0].startsWith('/') : !false)")).toEqual([]);
  expect(unknownFunctions("url(self).getScheme() == 'http' && url(self).getHost() != ''")).toEqual([
    "getScheme",
    "url",
    "getHost",
  ]);
});

test("knows functions of strings that the API server adds", () => {
  const schema: Schema = { type: "string", rules: [{ rule: "self.substring(1, 2) == '/'" }] };
  expect(validate("a/", schema)).toEqual([]);
  expect(validate("ab", schema)).toEqual([
    { path: [], message: "breaks the rule self.substring(1, 2) == '/'" },
  ]);
});

test("finds fields by the escaped names that rules must use for words of the language", () => {
  const schema: Schema = {
    type: "object",
    fields: { namespace: { type: "string" } },
    rules: [{ rule: "!has(self.__namespace__) || self.__namespace__ != ''", message: "must not be empty" }],
  };
  expect(validate({}, schema)).toEqual([]);
  expect(validate({ namespace: "" }, schema)).toEqual([{ path: [], message: "must not be empty" }]);
});
