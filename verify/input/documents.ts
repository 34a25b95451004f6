/** One document of a stream, as a part of its file. */
export interface DocumentText {
  readonly text: string;
  /** Where it begins in the file. */
  readonly offset: number;
}

/**
 * Cuts a stream at its markers, so that each document is read, and where a finding needs it read again, alone. A line
 * that begins with three dashes begins a document wherever it stands, also within quotes and blocks (YAML 1.2, 9.1.2).
 */
export function documentsOf(text: string): readonly DocumentText[] {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  const documents: DocumentText[] = [];
  let begin = 0;
  const cut = (end: number): void => {
    // `---` and nothing after it
    if (end - begin > "---\r\n".length || text.slice(begin, end).trim().length > "---".length) {
      documents.push({ text: text.slice(begin, end), offset: begin });
    }
    begin = end;
  };
  for (const match of text.matchAll(marker)) {
    if (match[0] === "---") {
      // directives stand before the marker of the document that they are for
      if (!onlyDirectives(text.slice(begin, match.index))) cut(match.index);
    } else {
      cut(match.index);
      // the end marker itself belongs to nothing
      begin = match.index + match[0].length;
    }
  }
  cut(text.length);
  return documents;
}

const onlyDirectives = (text: string): boolean =>
  text.startsWith("%") && text.split("\n").every((line) => line === "" || /^[%#\r]/.test(line));
