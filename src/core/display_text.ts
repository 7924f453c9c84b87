/** Line breaks and other control characters, with the spaces beside them. */
// deno-lint-ignore no-control-regex
const CONTROLS = /\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*/g;
/** What turns the direction of the text around it. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text in one line, as the database takes it: no control characters, no half surrogates. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(CONTROLS, " ").trim();
}

/**
 * The name of a track or chapter, from a person or a file: one line, without marks that would turn the direction of what
 * stands beside it in a menu.
 *
 * @param maxChars UTF-16 units; no character is cut in half
 */
export function shortName(text: string, maxChars = Infinity): string {
  const line = oneLine(text.replace(TURNS, ""));
  if (line.length <= maxChars) return line;
  const cut = line.slice(0, maxChars);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
}
