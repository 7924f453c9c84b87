import assert from "node:assert/strict";
import { POSTER_FORMATS, type PosterFormat, posterKey } from "../../../src/core/poster.ts";
import { contentTypeOf } from "../../../src/storage/content_types.ts";

Deno.test("contentTypeOf() knows each format of posters", () => {
  for (const [format, type] of Object.entries(POSTER_FORMATS)) {
    assert.equal(contentTypeOf(posterKey("videos/a/posters/b", "small", format as PosterFormat)), type);
  }
  assert.equal(contentTypeOf("videos/a/original"), "application/octet-stream");
});
