import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { pickEncoding } from "../../../routes/http/negotiation.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const HTML = "text/html,*/*;q=0.8";
const MODERN = "gzip, deflate, br, zstd";

/** The body as sent, before any decoding. */
async function sent(path: string, headers: HeadersInit): Promise<{ response: Response; bytes: Uint8Array }> {
  const response = await app.request(path, { headers });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
}

const unpacked = (bytes: Uint8Array, encoding: string | null) =>
  new TextDecoder().decode(
    encoding === "br" ? brotliDecompressSync(bytes) : encoding === "gzip" ? gunzipSync(bytes) : bytes,
  );

Deno.test("pickEncoding() chooses what the client prefers, and nothing that it refuses", () => {
  const cases: [string | null, string | null][] = [
    [null, null],
    ["", null],
    ["gzip", "gzip"],
    [MODERN, "br"],
    ["BR;q=0.5, GZIP", "gzip"],
    ["gzip;q=0.5, br;q=0.5", "br"],
    ["*", "br"],
    ["br;q=0, *;q=0.1", "gzip"],
    ["gzip;q=0, br;q=0.000", null],
    ["identity;q=0.5, gzip;q=0.2", null],
    ["identity, gzip", "gzip"],
    ["deflate, zstd", null],
    ["gzip;q=x", null],
  ];
  for (const [header, expected] of cases) assert.equal(pickEncoding(header), expected, String(header));
});

Deno.test("pages, scripts and styles are compressed, and decompress to the same content", async () => {
  const page = await (await app.request("/", { headers: { Accept: HTML } })).text();
  const assets = [...page.matchAll(/\/assets\/[^"]+\.(?:js|css)/g)].map(([path]) => path);
  assert.equal(assets.length, 2);
  for (const path of ["/", ...assets]) {
    const plain = await sent(path, { Accept: HTML });
    assert.equal(plain.response.headers.get("Content-Encoding"), null, path);
    assert.match(plain.response.headers.get("Vary")!, /Accept-Encoding/);
    for (const [accepted, encoding] of [[MODERN, "br"], ["gzip, deflate", "gzip"]]) {
      const { response, bytes } = await sent(path, { Accept: HTML, "Accept-Encoding": accepted });
      assert.deepEqual([response.status, response.headers.get("Content-Encoding")], [200, encoding], path);
      assert.match(response.headers.get("Vary")!, /Accept-Encoding/);
      assert.equal(response.headers.get("Content-Type"), plain.response.headers.get("Content-Type"));
      assert.equal(
        response.headers.get("Content-Security-Policy"),
        plain.response.headers.get("Content-Security-Policy"),
      );
      assert(bytes.length < plain.bytes.length / 2, `${path}: ${bytes.length} of ${plain.bytes.length} bytes`);
      assert.equal(unpacked(bytes, encoding), new TextDecoder().decode(plain.bytes));
    }
  }
  assert.match((await sent("/", { Accept: HTML, "Accept-Encoding": "br" })).response.headers.get("Vary")!, /Cookie/);
});

Deno.test("long captions are compressed, and a current copy of them is 304", async () => {
  const id = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(10) } } });
  const cues = Array.from({ length: 60 }, (_, i) => ({
    ...{ id: i, start: i, end: i + 0.9, text: `This is line ${i} of the talk.`, words: [] },
  }));
  await seedCaptions(app, id, { cues });
  for (const extension of ["srt", "vtt", "txt", "json"]) {
    const path = `/api/videos/${id}/captions.${extension}`;
    const { response, bytes } = await sent(path, { "Accept-Encoding": MODERN });
    assert.equal(response.headers.get("Content-Encoding"), "br", extension);
    assert.match(unpacked(bytes, "br"), /line 59 of/);
    const etag = response.headers.get("ETag")!;
    assert.match(etag, /^W\//, "other bytes than without");
    const again = await sent(path, { "Accept-Encoding": MODERN, "If-None-Match": etag });
    assert.deepEqual([again.response.status, again.bytes.length], [304, 0]);
  }
});

Deno.test("media, ranges, small answers and events are not compressed", async () => {
  const id = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array(5000) } } });
  const stream = await sent(`/api/stream/${id}/720p`, { "Accept-Encoding": MODERN });
  const part = await sent(`/api/stream/${id}/720p`, { "Accept-Encoding": MODERN, Range: "bytes=0-2999" });
  const small = await sent(`/api/videos/${id}/captions/status`, { "Accept-Encoding": MODERN });
  assert.deepEqual([stream, part].map(({ bytes }) => bytes.length), [5000, 3000]);
  for (const { response } of [stream, part, small]) assert.equal(response.headers.get("Content-Encoding"), null);
  const events = await app.request(`/api/videos/${id}/events`, { headers: { "Accept-Encoding": MODERN } });
  assert.equal(events.headers.get("Content-Encoding"), null);
  const reader = events.body!.getReader();
  assert.match(
    new TextDecoder().decode((await reader.read()).value),
    /^retry/,
    "the first bytes don't wait for the last",
  );
  await reader.cancel();
});
