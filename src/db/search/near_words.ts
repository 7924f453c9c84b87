import { isDatabaseTrouble, type Query, type Sql, type Transaction, transaction } from "../pool/client.ts";
import type { Reader } from "../videos/reader.ts";
import { readScopes, scopesQuery } from "./scopes.ts";
import { findUnits, MAX_QUERY_LENGTH } from "./search.ts";
import { quoteLexeme, standsAlone, termsQuery, type TextWord, wordsOf } from "./words.ts";

/** Words with fewer characters are near too many others. */
const MIN_LENGTH = 4;
/** Of a query with more words that are nowhere nothing is corrected: they are hardly all mistyped. */
const MAX_CORRECTED = 3;
/** A search that finds nothing waits no longer for a suggestion. */
const LIMIT_MS = 1500;
/** In words with more characters two letters may differ, as in Lucene's automatic fuzziness; else one. */
const MAX_LENGTH_OF_ONE = 5;
const CANDIDATES = 12;

/**
 * Replaces the words of a query that this reader can't find anywhere by the nearest ones that they can. Phrases in quotes
 * are left as they are.
 *
 * @returns the corrected query; null if nothing is to be replaced, without the extension `pg_trgm`, or after 1.5 s
 */
export async function correctQuery(
  sql: Sql,
  query: string,
  { reader, language = null }: { reader: Reader | null; language?: string | null },
): Promise<string | null> {
  if (/["“”„«»「」『』]/u.test(query) || query.includes("\0")) return null;
  const words = wordsOf(query).filter(({ word }) =>
    word.length >= MIN_LENGTH && !standsAlone(word) && !/\d/.test(word)
  );
  if (words.length === 0) return null;
  try {
    return await transaction(sql, (tx) => correctWords(tx, { query, words }, { reader, language }));
  } catch (error) {
    if (isDatabaseTrouble(error)) return null; // Postgres cancelled it after its time
    throw error;
  }
}

async function correctWords(
  tx: Transaction,
  { query, words }: { query: string; words: readonly TextWord[] },
  { reader, language }: { reader: Reader | null; language: string | null },
): Promise<string | null> {
  const endMs = performance.now() + LIMIT_MS;
  const limitNext = () =>
    tx.unsafe(`set local statement_timeout = ${Math.max(1, Math.ceil(endMs - performance.now()))}`);
  await limitNext();
  if (!await hasTrigrams(tx)) return null;
  const scope = { scope: scopesQuery(await readScopes(tx, reader), [""]), language };
  const there = new Set(await findable(tx, words.map(({ word }) => word), { ...scope, most: words.length }));
  const missing = words.filter(({ word }) => !there.has(word));
  if (missing.length > MAX_CORRECTED) return null;
  let corrected = query;
  for (const { word, start, end } of missing.reverse()) { // from the end: the places stay valid
    await limitNext();
    const near = await nearWords(tx, word);
    await limitNext();
    const [best] = await findable(tx, near, { ...scope, most: 1 });
    if (best !== undefined) corrected = corrected.slice(0, start) + best + corrected.slice(end);
  }
  return corrected !== query && corrected.length <= MAX_QUERY_LENGTH ? corrected : null;
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

/** The first `most` of the words whose stems the reader may find in captions, titles, descriptions or tags. */
async function findable(
  tx: Transaction,
  words: readonly string[],
  { scope, language, most }: { scope: string; language: string | null; most: number },
): Promise<string[]> {
  if (words.length === 0) return [];
  const units = [...(await findUnits(tx, words.map((word) => [word]), language)).values()];
  const terms = words.map((_, i) => termsQuery(units.map((groups) => [groups[i]])));
  const passageScope = language === null ? scope : `(${scope})&${quoteLexeme(`l/${language}`)}`;
  // unsorted: the rows come in their order, and those behind the last one that is wanted are not looked for
  const rows = await tx<{ place: number }[]>`
    select place from json_array_elements_text(${tx.json(terms)}::json) with ordinality w (terms, place)
    where streamforge.search_has(w.terms::tsquery, ${passageScope}::text::tsquery, ${scope}::text::tsquery)
    limit ${most}`;
  return rows.map(({ place }) => words[place - 1]);
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
