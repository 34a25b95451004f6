/** From here on a secret is looked for within other texts, too. */
export const shortestPart = 6;

/** How a secret may be written within another text. */
export function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    // as Go writes JSON
    json.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026"),
    JSON.stringify(json).slice(1, -1),
    percentEncoded(secret),
    percentEncoded(secret).replaceAll("%20", "+"),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    secret
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
    ...base64Forms(secret),
  ].filter((form) => form.length >= shortestPart);
}

// --- internal ---

function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // half of a surrogate pair cannot be encoded, thus stands nowhere so
    return text;
  }
}

/**
 * What is certain of the text of base64, whatever stands before and after: three bytes make four characters, so that a
 * text may begin at three places of these.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const cores = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const end = (offset + bytes.length) % 3 === 0 ? text.length : text.length - 1;
    return text.slice(offset === 0 ? 0 : offset + 1, end);
  });
  return [
    bytes.toString("base64"),
    ...cores,
    ...cores.map((core) => core.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}
