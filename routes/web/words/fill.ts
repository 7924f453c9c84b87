/** What stands in a text's places: `<name/>`, or `<name>words</name>`, whose words the function gets. */
export type Places<T> = Record<string, (words: string) => T>;

/**
 * Splits a text of the catalogue at its places, so that links and other elements can stand within a sentence.
 *
 * @example
 * fillIn("<link>Sign in</link> to change this.", { link: (words) => <a href="/sign-in">{words}</a> })
 * @throws {RangeError} where the text names a place that is not given
 */
export function fillIn<T>(text: string, places: Places<T>): (string | T)[] {
  const parts: (string | T)[] = [];
  let at = 0;
  for (const match of text.matchAll(/<(\w+)(?:\/>|>(.*?)<\/\1>)/g)) {
    const [all, name, words = ""] = match;
    if (!Object.hasOwn(places, name)) throw new RangeError(`nothing is given for <${name}> in "${text}"`);
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(places[name](words));
    at = match.index + all.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
