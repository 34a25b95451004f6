import { isUtf8 } from "node:buffer";

export type Decoded =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly line: number; readonly column: number; readonly message: string };

/** UTF-8 bytes to text, without a byte order mark. What is no text is refused with the place to look at. */
export function decode(bytes: Buffer): Decoded {
  const refused = (before: string, message: string): Decoded => {
    const lines = before.split("\n");
    return { kind: "refused", line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message };
  };
  if (isUtf16(bytes)) return refused("", "the file is UTF-16; save it as UTF-8");
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return refused(bytes.toString("utf8", 0, nul), "the file has a NUL byte: it is binary, not YAML");
  }
  if (!isUtf8(bytes)) {
    const lossy = bytes.toString("utf8");
    return refused(
      lossy.slice(0, lossy.indexOf("\uFFFD")),
      "a byte here is not UTF-8; save the file as UTF-8",
    );
  }
  const text = bytes.toString("utf8");
  return { kind: "text", text: text.startsWith("\uFEFF") ? text.slice(1) : text };
}

const isUtf16 = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
