/** Line breaks and other control characters, with the spaces beside them. */
// deno-lint-ignore no-control-regex
const CONTROLS = /\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*/g;
/** Characters that change the direction of the text around them. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text in one line without control characters and half surrogates, which Postgres does not store. */
export function singleLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS, " ").trim();
}

/** Text of several lines, with \n between them, without other control characters and half surrogates. */
export function plainLines(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll("\t", " ");
  // deno-lint-ignore no-control-regex
  const plain = lines.replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, "");
  return plain.split("\n").map((line) => line.trimEnd()).join("\n").trim();
}

/**
 * A name of a track or chapter for a menu: one line, without characters that change the direction of other text.
 *
 * @param maxChars UTF-16 units; no character is cut in half
 */
export function displayName(text: string, maxChars = Infinity): string {
  const line = singleLine(text.replace(DIRECTION_MARKS, ""));
  if (line.length <= maxChars) return line;
  const cut = line.slice(0, maxChars);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
}

/** An absolute path of two names or more, where no address of a site precedes it. */
const ABSOLUTE_PATH = /(^|[\s"'`(\[=:])(?:file:)?(?:\/[^\s/"'`()[\]:,]+)+\/([^\s/"'`()[\]:,]+)/g;

/** A message that names files without the folders that they lie in, for people who do not run the server. */
export function withoutFolders(message: string): string {
  return message.replace(ABSOLUTE_PATH, "$1$2");
}
