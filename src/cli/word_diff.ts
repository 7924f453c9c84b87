/** A stretch where two lists of words differ: `a[aStart..aEnd)` stands where the other has `b[bStart..bEnd)`. */
export interface WordChange {
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/**
 * The differences of two lists of words, as few words as there can be.
 *
 * Hirschberg's algorithm: the memory grows with the length of the lists, not with their product, so a day of speech can be
 * compared.
 */
export function wordChanges(a: readonly string[], b: readonly string[]): WordChange[] {
  const changes: WordChange[] = [];
  const add = (change: WordChange) => {
    const last = changes.at(-1);
    if (last && last.aEnd === change.aStart && last.bEnd === change.bStart) {
      last.aEnd = change.aEnd;
      last.bEnd = change.bEnd;
    } else changes.push(change);
  };
  compare(numbered(a, b), { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }, add);
  return changes;
}

/** Words as numbers, the same for the same word. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    const known = ids.get(word);
    if (known !== undefined) return known;
    ids.set(word, ids.size);
    return ids.size - 1;
  };
  return [Int32Array.from(a, idOf), Int32Array.from(b, idOf)];
}

function compare([a, b]: [Int32Array, Int32Array], span: WordChange, add: (change: WordChange) => void): void {
  let { aStart, aEnd, bStart, bEnd } = span;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) aStart++, bStart++;
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) aEnd--, bEnd--;
  if (aStart === aEnd && bStart === bEnd) return;
  if (aStart === aEnd || bStart === bEnd || aEnd - aStart === 1 && bEnd - bStart === 1) {
    return add({ aStart, aEnd, bStart, bEnd });
  }
  if (aEnd - aStart === 1) {
    // One word against several: it stays where it is found, else it is replaced
    const at = b.subarray(bStart, bEnd).indexOf(a[aStart]);
    if (at < 0) return add({ aStart, aEnd, bStart, bEnd });
    if (at > 0) add({ aStart, aEnd: aStart, bStart, bEnd: bStart + at });
    if (bStart + at + 1 < bEnd) add({ aStart: aEnd, aEnd, bStart: bStart + at + 1, bEnd });
    return;
  }
  const aMiddle = aStart + ((aEnd - aStart) >> 1);
  const forward = lastRow(a.subarray(aStart, aMiddle), b.subarray(bStart, bEnd));
  const backward = lastRow(a.slice(aMiddle, aEnd).reverse(), b.slice(bStart, bEnd).reverse());
  let best = 0;
  const n = bEnd - bStart;
  for (let j = 1; j <= n; j++) if (forward[j] + backward[n - j] < forward[best] + backward[n - best]) best = j;
  const bMiddle = bStart + best;
  compare([a, b], { aStart, aEnd: aMiddle, bStart, bEnd: bMiddle }, add);
  compare([a, b], { aStart: aMiddle, aEnd, bStart: bMiddle, bEnd }, add);
}

/** Levenshtein distances of all of `a` to each beginning of `b`. */
function lastRow(a: Int32Array, b: Int32Array): Int32Array {
  const row = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = row[0];
    row[0] = i + 1;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      row[j] = Math.min(diagonal + (a[i] === b[j - 1] ? 0 : 1), above + 1, row[j - 1] + 1);
      diagonal = above;
    }
  }
  return row;
}
