/**
 * Groups vectors that are alike: agglomerative clustering with average linkage. The two groups whose members are most
 * alike on average are joined, until no two are as alike as `threshold`. Takes O(n^2) time and memory, by chains of
 * nearest neighbours (Murtagh 1983), which find the same groups.
 *
 * @param vectors of length 1
 * @param threshold mean cosine similarity, -1 to 1
 * @returns the number of each vector's group, from 0 in the order of their first vectors
 */
export function cluster(vectors: readonly Float32Array[], threshold: number): number[] {
  const n = vectors.length;
  const similarities = Array.from({ length: n }, () => new Float32Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) similarities[i][j] = similarities[j][i] = dot(vectors[i], vectors[j]);
  }
  const parent = Array.from({ length: n }, (_, i) => i);
  for (const { a, b, similarity } of mergesOf(similarities)) {
    if (similarity >= threshold) parent[rootOf(parent, b)] = rootOf(parent, a);
  }
  return numbered(parent.map((_, i) => rootOf(parent, i)));
}

interface Merge {
  a: number;
  b: number;
  similarity: number;
}

/** All n - 1 merges, most alike first. @param similarities (n, n), overwritten */
function mergesOf(similarities: Float32Array[]): Merge[] {
  const n = similarities.length;
  const sizes = new Float64Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    const a = chain.at(-1)!;
    const before = chain.at(-2) ?? -1;
    let b = before; // the one before wins a tie: chains then end
    for (let j = 0; j < n; j++) {
      if (j !== a && sizes[j] > 0 && (b < 0 || similarities[a][j] > similarities[a][b])) b = j;
    }
    if (b !== before) {
      chain.push(b);
      continue;
    }
    chain.length -= 2;
    merges.push({ a, b, similarity: similarities[a][b] });
    const share = sizes[a] / (sizes[a] + sizes[b]);
    for (let j = 0; j < n; j++) {
      const joined = share * similarities[a][j] + (1 - share) * similarities[b][j];
      similarities[a][j] = similarities[j][a] = joined;
    }
    sizes[a] += sizes[b];
    sizes[b] = 0;
  }
  return merges.sort((x, y) => y.similarity - x.similarity);
}

function rootOf(parent: number[], i: number): number {
  while (parent[i] !== i) i = parent[i] = parent[parent[i]];
  return i;
}

/** Numbers labels from 0 in the order in which they appear. */
export function numbered(labels: readonly number[]): number[] {
  const numbers = new Map<number, number>();
  return labels.map((label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The direction in the middle of some vectors. */
export function centre(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(vectors[0].length);
  for (const [i, vector] of vectors.entries()) {
    for (let at = 0; at < sum.length; at++) sum[at] += weights[i] * vector[at];
  }
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : sum;
}
