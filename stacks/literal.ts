/**
 * Escapes text that Terraform must take as it stands. cdktf passes strings on unchanged, so that a regular
 * expression's `${1}` or an IAM variable's `${aws:…}` would be read as interpolation (reference eks P31). What cdktf
 * itself put there for a value that is known later stays.
 */
export const literal = (text: string): string =>
  text.replaceAll(/[$%](?=\{)(?!\{TfToken\[TOKEN\.\d+\]\})/g, "$&$&");
