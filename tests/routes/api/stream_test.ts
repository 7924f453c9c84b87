import assert from "node:assert/strict";
import fc from "fast-check";
import { testDatabase } from "../../database.ts";
import { problemOf, seedCaptions, seedVideo, startApp, type TestApp } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const HLS = {
  "index.m3u8": '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\nseg_00000.m4s\n',
  "init.mp4": "i",
  "seg_00000.m4s": "segment",
};
const bytes = { "source": random(3000), "720p": random(2000), "360p": random(1000) };
const id = await seedVideo(test, {
  renditions: {
    "source": { shortSide: 1440, bytes: bytes.source, hls: HLS },
    "720p": { shortSide: 720, bytes: bytes["720p"], hls: HLS },
    "360p": { shortSide: 360, bytes: bytes["360p"] },
  },
});
await seedCaptions(test, id);
const url = `/api/stream/${id}/720p`;
const whole = bytes["720p"];

const get = (path: string, headers: HeadersInit = {}, method = "GET") => test.request(path, { headers, method });

Deno.test("a rendition is served whole, with the headers for requesting ranges", async () => {
  const response = await get(url);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.bytes(), whole);
  const { headers } = response;
  assert.equal(headers.get("Content-Type"), "video/mp4");
  assert.equal(headers.get("Content-Length"), "2000");
  assert.equal(headers.get("Accept-Ranges"), "bytes");
  assert.equal(headers.get("X-Rendition"), "720p");
  assert.match(headers.get("ETag")!, /^"[^"]+"$/);
  assert.ok(Math.abs(Date.parse(headers.get("Last-Modified")!) - Date.now()) < 600_000);
  assert.equal(headers.get("Cache-Control"), "no-cache");
});

Deno.test("HEAD has the headers of GET, without a body, for any Range", async () => {
  for (const headers of [{}, { Range: "bytes=0-9" }] as HeadersInit[]) {
    const response = await get(url, headers, "HEAD");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("Content-Length"), "2000");
    assert.equal(response.headers.get("X-Rendition"), "720p");
    assert.equal((await response.bytes()).length, 0);
  }
});

Deno.test("any range equals the same slice of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2100), fc.option(fc.nat(2100)), fc.boolean(), async (a, b, isSuffix) => {
      const range = isSuffix ? `bytes=-${a}` : `bytes=${a}-${b ?? ""}`;
      const response = await get(url, { Range: range });
      const body = await response.bytes();
      if (isSuffix ? a === 0 : a >= 2000 && (b === null || b >= a)) {
        assert.equal(response.status, 416, range);
        assert.equal(response.headers.get("Content-Range"), "bytes */2000");
        return;
      }
      if (!isSuffix && b !== null && b < a) return assert.equal(response.status, 200, range);
      const start = isSuffix ? Math.max(0, 2000 - a) : a;
      const end = isSuffix ? 1999 : Math.min(b ?? 1999, 1999);
      assert.equal(response.status, 206, range);
      assert.equal(response.headers.get("Content-Range"), `bytes ${start}-${end}/2000`);
      assert.equal(response.headers.get("Content-Length"), String(end - start + 1));
      assert.deepEqual(body, whole.slice(start, end + 1));
    }),
    { numRuns: 60 },
  );
});

Deno.test("several ranges at once give the whole, a range outside it 416", async () => {
  const several = await get(url, { Range: "bytes=0-1,5-6" });
  assert.equal(several.status, 200);
  assert.equal((await several.bytes()).length, 2000);
  const outside = await get(url, { Range: "bytes=2000-" });
  assert.equal(outside.headers.get("Content-Range"), "bytes */2000");
  assert.equal(outside.headers.get("Access-Control-Allow-Origin"), "*");
  assert.match(await problemOf(outside, 416), /2000 bytes/);
});

Deno.test("a current copy is 304, and a range of another representation is not sent", async () => {
  const first = await get(url, {}, "HEAD");
  const etag = first.headers.get("ETag")!;
  const modified = first.headers.get("Last-Modified")!;
  for (const headers of [{ "If-None-Match": etag }, { "If-Modified-Since": modified }] as HeadersInit[]) {
    const response = await get(url, headers);
    assert.equal(response.status, 304);
    assert.equal(response.body, null);
    assert.equal(response.headers.get("ETag"), etag);
  }
  const status = async (condition: string) => {
    const response = await get(url, { Range: "bytes=0-9", "If-Range": condition });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status(etag), 206);
  assert.equal(await status(modified), 206);
  assert.equal(await status('"another"'), 200);
  assert.equal(await status(`W/${etag}`), 200);
  const other = await get(`/api/stream/${id}/360p`, {}, "HEAD");
  assert.notEqual(other.headers.get("ETag"), etag);
});

Deno.test("a name is a limit: the answer names the served rendition, and is 404 only if there is none", async () => {
  const served = async (path: string) => {
    const response = await get(path);
    return [response.headers.get("X-Rendition"), (await response.bytes()).length];
  };
  assert.deepEqual(await served(`/api/stream/${id}/source`), ["source", 3000]);
  assert.deepEqual(await served(`/api/stream/${id}/1080p`), ["720p", 2000]);
  assert.deepEqual(await served(`/api/stream/${id}/360p`), ["360p", 1000]);
  const large = await seedVideo(test, { renditions: { source: { shortSide: 1440, bytes: bytes.source } } });
  assert.deepEqual(await served(`/api/stream/${large}/360p`), ["source", 3000]);

  const waiting = await seedVideo(test);
  for (const name of ["source", "1080p", "720p", "360p", "master.m3u8"]) {
    assert.match(await problemOf(await get(`/api/stream/${waiting}/${name}`), 404), /can be played yet/);
  }
  await problemOf(await get(`/api/stream/${id}/480p`), 404);
  await problemOf(await get(`/api/stream/${id}/thumbnail.jpg`), 404);
});

Deno.test("audio without a picture is served under any name, as audio", async () => {
  const sound = await seedVideo(test, { renditions: { source: { shortSide: 0, bytes: bytes.source } } });
  const response = await get(`/api/stream/${sound}/720p`);
  assert.equal(response.headers.get("Content-Type"), "audio/mp4");
  assert.equal((await response.bytes()).length, 3000);
});

Deno.test("the master playlist lists renditions and captions, and every address in it works", async () => {
  const response = await get(`/api/stream/${id}/master.m3u8`);
  assert.equal(response.headers.get("Content-Type"), "application/vnd.apple.mpegurl");
  assert.equal(response.headers.get("Cache-Control"), "no-cache");
  const master = await response.text();
  const base = `http://localhost/api/stream/${id}/master.m3u8`;
  const media = [...master.matchAll(/^hls\/.*$/gm)].map(([path]) => new URL(path, base).pathname);
  assert.deepEqual(media, [`/api/stream/${id}/hls/source/index.m3u8`, `/api/stream/${id}/hls/720p/index.m3u8`]);
  for (const path of media) {
    const playlist = await get(path);
    assert.equal(playlist.headers.get("Content-Type"), "application/vnd.apple.mpegurl");
    assert.equal(await playlist.text(), HLS["index.m3u8"]);
    const segment = await get(new URL("seg_00000.m4s", `http://localhost${path}`).pathname, { Range: "bytes=0-2" });
    assert.deepEqual([segment.status, segment.headers.get("Content-Type"), await segment.text()], [
      206,
      "video/iso.segment",
      "seg",
    ]);
  }

  const [, uri] = /URI="(subtitles[^"]+)"/.exec(master)!;
  assert.match(master, /NAME="English",LANGUAGE="en",DEFAULT=YES/);
  assert.match(master, /SUBTITLES="subs"/);
  const subtitlesUrl = new URL(uri, base);
  const subtitles = await (await get(subtitlesUrl.pathname)).text();
  assert.match(subtitles, /^#EXTINF:12\.500,$/m);
  const [vttUri] = /^en\.vtt\?revision=.+$/m.exec(subtitles)!;
  const vttUrl = new URL(vttUri, subtitlesUrl);
  const vtt = await (await get(vttUrl.pathname + vttUrl.search)).text();
  assert.match(vtt, /^WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:0\n\n/);
  assert.match(vtt, /00:00:00\.500 --> 00:00:02\.000\nHello &lt;there&gt; &amp; welcome\./);
});

Deno.test("an HLS file's name can't leave its folder", async () => {
  const names = [
    "..%2f..%2foriginal",
    "..%2fvideo.mp4",
    "video.mp4%00.m4s",
    ".m3u8",
    "index.m3u8%2f..",
    "a.b.m4s",
    "seg_99999.m4s",
  ];
  for (const name of names) await problemOf(await get(`/api/stream/${id}/hls/720p/${name}`), 404);
  for (const rendition of ["original", "..", "%2e%2e", "360p", "captions"]) {
    await problemOf(await get(`/api/stream/${id}/hls/${rendition}/index.m3u8`), 404);
  }
  for (const file of ["de.vtt", "en.srt", "..vtt", "en.m3u8.vtt", "en"]) {
    await problemOf(await get(`/api/stream/${id}/subtitles/${file}`), 404);
  }
});

Deno.test("a missing file with an existing row is 404, not an empty video", async () => {
  const lost = await seedVideo(test, { renditions: { source: { shortSide: 360, bytes: bytes.source } } });
  await test.storage.deletePrefix(`videos/${lost}`);
  await problemOf(await get(`/api/stream/${lost}/source`), 404);
});

Deno.test("over a socket: HEAD keeps its length, and the file is closed when the client disconnects", async () => {
  const big = await seedVideo(test, { renditions: { source: { shortSide: 360, bytes: new Uint8Array(8_000_000) } } });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, test.app.fetch);
  try {
    const path = `http://127.0.0.1:${server.addr.port}/api/stream/${big}/source`;
    const head = await fetch(path, { method: "HEAD" });
    assert.equal(head.headers.get("Content-Length"), "8000000");
    const before = openFiles(test);
    const leaving = new AbortController();
    const responses = await Promise.all([1, 2, 3, 4].map(() => fetch(path, { signal: leaving.signal })));
    const readers = responses.map((response) => response.body!.getReader());
    for (const reader of readers) await reader.read();
    assert.ok(openFiles(test) > before);
    leaving.abort();
    await Promise.allSettled(readers.map((reader) => reader.closed));
    for (let tries = 0; tries < 200 && openFiles(test) > before; tries++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.equal(openFiles(test), before);
  } finally {
    await server.shutdown();
  }
});

/** Files of the storage that are open in this process. */
function openFiles({ dataDir }: Pick<TestApp, "dataDir">): number {
  return [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(dataDir);
    } catch {
      return false; // closed since, like the folder's own
    }
  }).length;
}
