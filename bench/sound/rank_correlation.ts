/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, where equal values have their mean rank.
 *
 * @returns -1 to 1; NaN where all values of one list are equal
 * @throws {RangeError} if the lists differ in length or hold fewer than two values
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length || a.length < 2) {
    throw new RangeError(`the lists hold ${a.length} and ${b.length} values: they must hold as many, at least two`);
  }
  const [x, y] = [centered(ranks(a)), centered(ranks(b))];
  const product = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const lower = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return lower + (equal + 1) / 2;
  });
}

function centered(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
