/** Credentials that are known by their form, wherever they stand. */
const forms: readonly { readonly name: string; readonly form: RegExp }[] = [
  { name: "an AWS access key", form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: "a token of GitHub", form: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{22,}\b/ },
  { name: "a token of GitLab", form: /\bgl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{20,}/ },
  { name: "a token of Slack", form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  { name: "a webhook of Slack", form: /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/ },
  { name: "a key of Google", form: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { name: "a key of Stripe", form: /\b[rs]k_live_[0-9A-Za-z]{20,}\b/ },
  { name: "a token of npm", form: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "a token of Vault", form: /\bhv[sb]\.[A-Za-z0-9_-]{24,}/ },
  { name: "a JSON web token", form: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/ },
  {
    name: "a hash of a password",
    form: /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:apr1|5|6)\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,}/,
  },
  { name: "a private key", form: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
];

/** The first of them in a text, by its name. */
export const credentialIn = (text: string): string | undefined =>
  forms.find(({ form }) => form.test(text))?.name;

export interface CredentialFound {
  /** What it looks like, such as `an AWS access key`; never the credential. */
  readonly what: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** All of them in a text. */
export function credentialsIn(text: string): readonly CredentialFound[] {
  return forms
    .flatMap(({ name, form }) =>
      [...text.matchAll(new RegExp(form, "g"))].map(({ index }) => {
        const before = text.slice(0, index).split("\n");
        return { what: name, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
      }),
    )
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

export { passwordsWithin } from "./passwords";
