import { isRecord } from "../differences/value";
import { isSecretName } from "./names";
import { addAll, addFrom, addSecretsIn, isIdentifier, type SecretValues } from "./values";

/**
 * Everything secret in the JSON of a plan, to be covered wherever it stands: what Terraform marks, anywhere; values of
 * sensitive variables and outputs; what is called a password, a token and so on; credentials of providers; and what
 * comes from the state of another stack, whose marks are lost on the way, unless it plainly is an identifier.
 *
 * @param plan as `JSON.parse` gives it
 */
export function collectSecrets(plan: unknown): ReadonlySet<string> {
  const found: SecretValues = new Set();
  if (!isRecord(plan)) return found;
  for (const [key, section] of Object.entries(plan)) {
    if (key === "configuration") collectConfiguration(section, plan.variables, found);
    else if (key === "variables") collectVariables(section, found);
    else collectMarked(section, found);
  }
  return found;
}

/** Everything secret in objects of Kubernetes, or in any other value without marks. */
export function collectSecretsIn(values: readonly unknown[]): ReadonlySet<string> {
  const found: SecretValues = new Set();
  for (const value of values) addSecretsIn(value, undefined, found);
  return found;
}

// --- internal ---

type Entries = Readonly<Record<string, unknown>>;

/**
 * Wherever values stand, their marks stand beside them (Terraform, internal/command/jsonplan and jsonstate); newer
 * releases add more such pairs.
 */
const markOf = (key: string): string => (key === "values" ? "sensitive_values" : `${key}_sensitive`);

function collectMarked(node: unknown, found: SecretValues): void {
  if (Array.isArray(node)) for (const inner of node) collectMarked(inner, found);
  if (!isRecord(node)) return;
  if (node.sensitive === true) addAll(node.value, found);
  for (const [key, inner] of Object.entries(node)) {
    const mark = markOf(key);
    if (Object.hasOwn(node, mark)) addSecretsIn(inner, node[mark], found);
    else if (key === "outputs" && isRecord(inner)) collectOutputs(inner, found);
    else collectMarked(inner, found);
  }
  if (node.type === "terraform_remote_state") collectRemoteState(node, found);
}

/** An output has its name as its key. */
function collectOutputs(outputs: Entries, found: SecretValues): void {
  for (const [name, output] of Object.entries(outputs)) {
    if (!isRecord(output)) continue;
    if (output.sensitive === true) addAll(output.value, found);
    else addSecretsIn({ [name]: output.value }, undefined, found);
  }
}

function collectRemoteState(resource: Entries, found: SecretValues): void {
  const change = isRecord(resource.change) ? resource.change : {};
  for (const values of [resource.values, change.before, change.after]) {
    if (isRecord(values)) collectUnmarked(values.outputs, found);
  }
}

function collectUnmarked(value: unknown, found: SecretValues): void {
  if (typeof value === "string") {
    if (value.length >= 6 && (!isIdentifier(value) || hasManyParts(value))) addAll(value, found);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collectUnmarked(inner, found);
  }
}

/** Words alone may be a phrase that somebody chose. */
const hasManyParts = (text: string): boolean => /^[A-Za-z]+(?:[-_ ][A-Za-z]+)+$/.test(text);

function collectVariables(variables: unknown, found: SecretValues): void {
  if (!isRecord(variables)) return;
  for (const [name, variable] of Object.entries(variables)) {
    if (isRecord(variable)) addSecretsIn({ [name]: variable.value }, undefined, found);
  }
}

function collectConfiguration(configuration: unknown, values: unknown, found: SecretValues): void {
  if (!isRecord(configuration)) return;
  collectModule(configuration.root_module, isRecord(values) ? values : {}, found);
  if (!isRecord(configuration.provider_config)) return;
  for (const provider of Object.values(configuration.provider_config)) {
    if (isRecord(provider)) collectExpressions(provider.expressions, found, true);
  }
}

/** @param given values of the module's variables by name, each with `value` or `constant_value` */
function collectModule(module: unknown, given: Entries, found: SecretValues): void {
  if (!isRecord(module)) return;
  for (const [name, variable] of Object.entries(isRecord(module.variables) ? module.variables : {})) {
    if (!isRecord(variable) || variable.sensitive !== true) continue;
    addConstants(variable.default, found);
    const value = given[name];
    if (isRecord(value)) for (const one of [value.value, value.constant_value]) addConstants(one, found);
  }
  for (const output of Object.values(isRecord(module.outputs) ? module.outputs : {})) {
    if (isRecord(output) && output.sensitive === true && isRecord(output.expression)) {
      addConstants(output.expression.constant_value, found);
    }
  }
  for (const resource of Array.isArray(module.resources) ? module.resources : []) {
    if (isRecord(resource)) collectExpressions(resource.expressions, found, false);
  }
  for (const call of Object.values(isRecord(module.module_calls) ? module.module_calls : {})) {
    if (!isRecord(call)) continue;
    collectExpressions(call.expressions, found, false);
    collectModule(call.module, isRecord(call.expressions) ? call.expressions : {}, found);
  }
}

/**
 * Constants are texts as they were written, with `${…}` in them where the configuration is JSON; those are no values.
 * Of a provider's block everything that looks like a credential is taken for one.
 */
function collectExpressions(node: unknown, found: SecretValues, ofProvider: boolean, name = ""): void {
  if (Array.isArray(node)) {
    for (const inner of node) collectExpressions(inner, found, ofProvider, name);
    return;
  }
  if (!isRecord(node)) return;
  if (Object.hasOwn(node, "constant_value")) {
    const { constant_value: constant } = node;
    if (isSecretName(name)) addConstants(constant, found);
    else addSecretsIn(withoutTemplates(constant), undefined, found);
    if (ofProvider) addOpaque(constant, found);
    return;
  }
  for (const [key, inner] of Object.entries(node)) {
    if (!isOpen(key)) collectExpressions(inner, found, ofProvider, key);
  }
}

/** What identifies a cluster or who signs in, without letting anybody in. */
const isOpen = (name: string): boolean =>
  /^(?:cluster_)?ca_cert(?:ificate)?(?:_data)?$|^default_tags$/.test(name);

const isTemplate = (text: string): boolean => /[$%]\{/.test(text);

function withoutTemplates(value: unknown): unknown {
  if (typeof value === "string") return isTemplate(value) ? null : value;
  if (Array.isArray(value)) return value.map(withoutTemplates);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isOpen(key))
      .map(([key, inner]) => [key, withoutTemplates(inner)]),
  );
}

const addConstants = (value: unknown, found: SecretValues): void => addAll(withoutTemplates(value), found);

/** Letters and digits in one long word. */
function addOpaque(value: unknown, found: SecretValues): void {
  if (typeof value === "string") {
    if (/^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_-]{20,}$/.test(value) && !isIdentifier(value))
      addAll(value, found);
    else if (!isTemplate(value)) addFrom(value, found);
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) if (!isOpen(key)) addOpaque(inner, found);
  } else if (Array.isArray(value)) {
    for (const inner of value) addOpaque(inner, found);
  }
}
