import assert from "node:assert/strict";
import { Random } from "../../../bench/soak/random.ts";
import { centre, cluster, dot } from "../../../ml/speakers/cluster.ts";

function unit(values: number[]): Float32Array {
  return centre([Float32Array.from(values)], [1]);
}

/** Vectors around directions that are at right angles. @returns vectors with the number of their direction */
function planted(random: Random, groups: number, each: number, noise: number) {
  return Array.from({ length: groups * each }, (_, i) => {
    const values = Array.from({ length: 16 }, () => noise * (random.next() - 0.5));
    values[i % groups] += 1;
    return { vector: unit(values), group: i % groups };
  });
}

Deno.test("speakers: cluster() finds the groups that were planted, in whatever order their members come", () => {
  const random = new Random(7);
  for (let round = 0; round < 50; round++) {
    const groups = 1 + random.index(8);
    const items = random.shuffled(planted(random, groups, 1 + random.index(9), 0.3));
    const labels = cluster(items.map(({ vector }) => vector), 0.5);
    assert.equal(new Set(labels).size, groups);
    for (const [i, { group }] of items.entries()) {
      const first = items.findIndex((item) => item.group === group);
      assert.equal(labels[i], labels[first]);
    }
    assert.deepEqual([...new Set(labels)], Array.from({ length: groups }, (_, i) => i), "numbered as they appear");
  }
});

/** As the definition says: join the two groups that are most alike on average, again and again. O(n^3). */
function slowly(vectors: Float32Array[], threshold: number): string[] {
  const groups = vectors.map((_, i) => [i]);
  for (;;) {
    let best = { a: 0, b: 0, likeness: -Infinity };
    for (let a = 0; a < groups.length; a++) {
      for (let b = 0; b < a; b++) {
        let sum = 0;
        for (const i of groups[a]) for (const j of groups[b]) sum += dot(vectors[i], vectors[j]);
        const likeness = sum / (groups[a].length * groups[b].length);
        if (likeness > best.likeness) best = { a, b, likeness };
      }
    }
    if (best.likeness < threshold) return groups.map((group) => group.toSorted((a, b) => a - b).join()).toSorted();
    groups[best.b].push(...groups[best.a]);
    groups.splice(best.a, 1);
  }
}

Deno.test("speakers: cluster() joins what average linkage by its definition joins", () => {
  const random = new Random(8);
  for (let round = 0; round < 100; round++) {
    const vectors = Array.from(
      { length: 1 + random.index(25) },
      () => unit(Array.from({ length: 4 }, () => random.next() - 0.5)),
    );
    const threshold = random.between(-0.5, 0.9);
    const labels = cluster(vectors, threshold);
    const groups = Map.groupBy(labels.keys(), (i) => labels[i]);
    const found = [...groups.values()].map((members) => members.join()).toSorted();
    assert.deepEqual(found, slowly(vectors, threshold), `round ${round}`);
  }
});

Deno.test("speakers: cluster() of nothing, and of one vector", () => {
  assert.deepEqual(cluster([], 0.5), []);
  assert.deepEqual(cluster([unit([1, 0])], 0.5), [0]);
});
