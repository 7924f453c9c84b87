import assert from "node:assert/strict";
import { fuse } from "../../../../src/db/search/fuse.ts";

const at = (start: number, text: string, trackId = "track") => ({
  ...{
    video: { id: "v", title: "A talk", thumbnailKey: null, poster: null, durationSeconds: 60 },
    trackId,
    language: "en",
  },
  ...{ start, end: start + 2, text, speakers: [], marks: [] as [number, number][] },
});
const like = (start: number, text: string, trackId?: string) => ({ ...at(start, text, trackId), similarity: 0.5 });
const textsOf = (list: ReturnType<typeof fuse>) => list.map(({ text }) => text);

Deno.test("what both searches found comes first, then the first of each in turn", () => {
  const fused = fuse([at(0, "word 1"), at(10, "word 2"), at(20, "both")], [like(30, "like 1"), like(21, "as both")]);
  assert.deepEqual(textsOf(fused), ["both", "word 1", "like 1", "word 2"]);
  assert.deepEqual(fused.map(({ foundBy }) => foundBy.join()), ["words,meaning", "words", "meaning", "words"]);
  assert.deepEqual(fused.map(({ similarity }) => similarity), [0.5, null, 0.5, null]);
});

Deno.test("each list alone keeps its order, and the same time of another track is another moment", () => {
  assert.deepEqual(textsOf(fuse([at(0, "a"), at(3, "b")], [])), ["a", "b"]);
  assert.deepEqual(textsOf(fuse([], [like(3, "b"), like(0, "a")])), ["b", "a"]);
  assert.equal(fuse([at(0, "a")], [like(0, "b", "other")]).length, 2);
});
