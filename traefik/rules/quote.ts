/** Text as rules, whose language is Go's, quote it. */
export const quoted = (text: string): string =>
  // Go drops carriage returns between backquotes; JSON's escapes are all Go's too
  /[`\r]/.test(text) ? JSON.stringify(text) : `\`${text}\``;
