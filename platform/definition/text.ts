import { type Place, type Problem, problemAt, problemOfFile } from "./problem";

/** A definition has a few hundred lines; what is larger was put there by mistake. */
export const sizeLimit = 1024 * 1024;

export function checkSize(file: string, bytes: number): Problem[] {
  if (bytes <= sizeLimit) return [];
  return [problemOfFile(file, `the file has ${bytes} bytes; a definition has at most ${sizeLimit} (1 MiB)`)];
}

export type Decoded =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

/** UTF-8 bytes to text, without a byte order mark and without characters that YAML forbids. */
export function decode(file: string, content: Uint8Array | string): Decoded {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const oversize = checkSize(file, bytes.length);
  if (oversize.length > 0) return { kind: "broken", problems: oversize };

  const text = new TextDecoder().decode(bytes);
  // a real U+FFFD survives the round trip, one that stands for a bad byte does not
  const bad = text.includes("\uFFFD") ? firstDifference(bytes, new TextEncoder().encode(text)) : undefined;
  if (bad !== undefined) {
    // in stream mode the decoder holds back a sequence that has only begun
    const before = new TextDecoder().decode(bytes.subarray(0, bad), { stream: true });
    return broken(placeAfter(file, before), `${describeByte(bytes, bad)}; save it as UTF-8`);
  }

  const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return broken(
      placeAfter(file, text.slice(0, control.index)),
      `the control character U+${code} is not allowed in YAML; remove it`,
    );
  }
  return { kind: "text", text };
}

// ---

function firstDifference(bytes: Uint8Array, encoded: Uint8Array): number | undefined {
  // the decoder drops a byte order mark
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let index = skipped; index < bytes.length; index++) {
    if (bytes[index] !== encoded[index - skipped]) return index;
  }
  return undefined;
}

function describeByte(bytes: Uint8Array, index: number): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return "the file is UTF-16";
  return `the byte 0x${bytes[index]?.toString(16).toUpperCase().padStart(2, "0")} is not UTF-8`;
}

function placeAfter(file: string, text: string): Place {
  const lines = text.split("\n");
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function broken(place: Place, message: string): Decoded {
  return { kind: "broken", problems: [problemAt(place, [], message)] };
}
