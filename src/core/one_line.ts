/** Line breaks and other control characters, with the spaces beside them. */
// deno-lint-ignore no-control-regex
const CONTROLS = /\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*/g;
/** What turns the direction of the text around it, so that a name could change how the line beside it reads. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A name or title from a person or a file as text in one line, as the database takes it: no control characters, no half
 * surrogates.
 *
 * @param maxChars UTF-16 units; no character is cut in half
 */
export function oneLine(text: string, maxChars = Infinity): string {
  const line = text.toWellFormed().replace(CONTROLS, " ").replace(TURNS, "").trim();
  if (line.length <= maxChars) return line;
  const cut = line.slice(0, maxChars);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trim();
}
