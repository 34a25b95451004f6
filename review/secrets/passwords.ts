/** A password within a text. */
export interface PasswordPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * What is secret in a text by what stands before it: passwords of URLs, of options and of assignments, and what a
 * header signs in with. In order, without overlaps.
 *
 * @param isSecretName whether an option or a variable of this name holds a secret
 */
export function passwordPlaces(
  text: string,
  isSecretName: (name: string) => boolean,
): readonly PasswordPlace[] {
  const found = forms
    .flatMap((form) =>
      [...text.matchAll(form)].flatMap(({ indices, groups }) => {
        const [start, end] = indices?.groups?.secret ?? [];
        const isSecret = groups?.name === undefined || isSecretName(groups.name);
        return start === undefined || end === undefined || !isSecret ? [] : [{ start, end }];
      }),
    )
    .sort((one, other) => one.start - other.start || other.end - one.end);
  return found.filter(({ start }, index) => found.slice(0, index).every(({ end }) => end <= start));
}

/** The passwords themselves. */
export const passwordsWithin = (text: string, isSecretName: (name: string) => boolean): readonly string[] =>
  passwordPlaces(text, isSecretName).map(({ start, end }) => text.slice(start, end));

// --- internal ---

/** Each begins at the beginning of a word and is bounded, so that no text is gone through more than once. */
const forms: readonly RegExp[] = [
  /(?<![\w+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"']{0,200}:(?<secret>[^\s/@"']+)@/dgi,
  /(?<![\w.-])-{0,2}(?<name>[A-Za-z_][\w.-]{0,100})=["']?(?<secret>[^\s"'$;&,(][^\s"';&,]{2,})/dg,
  /(?<![\w-])--(?<name>[A-Za-z][\w-]{0,100})\s+["']?(?<secret>[^\s"'$(-][^\s"']{2,})/dg,
  /(?<!\w)(?:Bearer|Basic) (?<secret>(?=[A-Za-z._~+/-]{0,300}[0-9=])[A-Za-z0-9._~+/=-]{8,})/dg,
];
