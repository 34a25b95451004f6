import { createHash } from "node:crypto";

/** How a repository names its objects. */
export type ObjectFormat = "sha1" | "sha256";

/** The id under which git keeps a file of this content (gitformat-pack: the kind, the size, a NUL, the bytes). */
export function blobId(content: string | Buffer, format: ObjectFormat): string {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
