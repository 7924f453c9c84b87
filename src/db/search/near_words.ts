import type { Query } from "../pool/client.ts";
import type { Reader } from "../videos/reader.ts";
import { readScopes, scopesQuery } from "./scopes.ts";
import { MAX_QUERY_LENGTH, readSearch } from "./search.ts";
import { quoteLexeme, standsAlone, wordsOf } from "./words.ts";

/** Words with fewer characters are near too many others. */
const MIN_LENGTH = 4;
/** So many words of a query are corrected; longer ones are rarely mistyped in most words. */
const MAX_CORRECTED = 5;
/** In words with more characters two letters may differ, as in Lucene's automatic fuzziness; else one. */
const MAX_LENGTH_OF_ONE = 5;
const CANDIDATES = 12;

/**
 * Replaces the words of a query that this reader can't find anywhere by the nearest ones that they can. Phrases in quotes
 * are left as they are.
 *
 * @returns the corrected query; null if nothing is to be replaced, or without the extension `pg_trgm`
 */
export async function correctQuery(
  sql: Query,
  query: string,
  { reader, language = null }: { reader: Reader | null; language?: string | null },
): Promise<string | null> {
  if (/["“”„«»「」『』]/u.test(query)) return null;
  if (!await hasTrigrams(sql)) return null;
  const words = wordsOf(query).filter(({ word }) =>
    word.length >= MIN_LENGTH && !standsAlone(word) && !/\d/.test(word)
  );
  const scopes = await readScopes(sql, reader);
  let corrected = query;
  let replaced = 0;
  for (const { word, start, end } of words.slice(0, MAX_CORRECTED).reverse()) { // from the end: the places stay valid
    const isThere = (other: string) => isFindable(sql, other, scopesQuery(scopes, [""]), language);
    if (await isThere(word)) continue;
    const best = await firstOf(await nearWords(sql, word), isThere);
    if (best === null) continue;
    corrected = corrected.slice(0, start) + best + corrected.slice(end);
    replaced++;
  }
  return replaced > 0 && corrected.length <= MAX_QUERY_LENGTH ? corrected : null;
}

/** Whether near words are found: the extension was there, or could be made. */
export async function hasTrigrams(sql: Query): Promise<boolean> {
  const [{ isThere }] = await sql<{ isThere: boolean }[]>`
    select to_regclass('streamforge.search_vocabulary_trigrams') is not null as is_there`;
  return isThere;
}

/** Words of the vocabulary in which few letters differ, the nearest first. */
async function nearWords(sql: Query, word: string): Promise<string[]> {
  const rows = await sql<{ near: string }[]>`
    select near from streamforge.search_near_words(${word}, ${CANDIDATES * 4}) near`;
  const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const limit = word.length > MAX_LENGTH_OF_ONE ? 2 : 1;
  return rows.map(({ near }) => ({ near, distance: editDistance(plain(word), plain(near)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance) // stable: then by what they share
    .slice(0, CANDIDATES).map(({ near }) => near);
}

/** Whether the reader may find a word in captions, titles, descriptions or tags. */
async function isFindable(sql: Query, word: string, scope: string, language: string | null): Promise<boolean> {
  const { terms } = await readSearch(sql, word, language);
  const passageScope = language === null ? scope : `(${scope})&${quoteLexeme(`l/${language}`)}`;
  const [{ isThere }] = await sql<{ isThere: boolean }[]>`
    select streamforge.search_has(${terms}::text::tsquery, ${passageScope}::text::tsquery, ${scope}::text::tsquery)
      as is_there`;
  return isThere;
}

async function firstOf<T>(list: readonly T[], test: (one: T) => Promise<boolean>): Promise<T | null> {
  for (const one of list) if (await test(one)) return one;
  return null;
}

/**
 * How many letters differ: inserted, left out, replaced, or two neighbours that changed places (optimal string
 * alignment).
 */
export function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
