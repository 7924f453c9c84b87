import assert from "node:assert/strict";
import { PAGES } from "../../../routes/web/pages.ts";
import { prefixOf } from "../../../routes/http/site.ts";
import { testDatabase } from "../../database.ts";
import { seedCaptions, seedVideo, startApp, TOKEN } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());
const HEADERS = { "X-Forwarded-Prefix": "/video", "X-Forwarded-Proto": "https" };

const TITLE = "/api/videos of a talk";
const id = await seedVideo(app, {
  title: TITLE,
  visibility: "public",
  renditions: { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]), hls: { "index.m3u8": "#EXTM3U\n" } } },
});
await seedCaptions(app, id);
const waiting = await seedVideo(app, { title: "not made yet" });

/** Addresses in the attributes of a page. */
function addressesOf(html: string): string[] {
  const sent = html.replace(/<input type="hidden" name="next"[^>]*>/g, ""); // a path as the server's own routes have it
  return [...sent.matchAll(/ [a-z-]+="(\/[^"]*)"/g)].map(([, address]) => address)
    .filter((address) => !address.startsWith(TITLE));
}

Deno.test("every address in every page lies below the proxy's path", async () => {
  const paths = PAGES.flatMap(({ paths }) => paths.map((path) => path.replace(":id", id)));
  for (const path of [...paths, `/videos/${waiting}`, `/videos/${id}/parts`, "/library/cards", "/nothing/here"]) {
    const html = await (await app.request(path, { headers: { ...HEADERS, Accept: "text/html" }, as: "browser" }))
      .text();
    const addresses = addressesOf(html);
    assert.ok(addresses.length > 0 || path === "/docs", path); // its addresses are relative
    assert.deepEqual(addresses.filter((address) => !address.startsWith("/video/")), [], path);
    assert.ok(!addresses.some((address) => address.startsWith("/video/video/")), path);
  }
  const html = await (await app.request(`/videos/${id}`, { headers: HEADERS, as: "browser" })).text();
  assert.ok(html.includes(`<title>${TITLE} `) && !html.includes(`/video${TITLE}`), "a title is left as it is");
  assert.ok(html.includes("https://localhost/video/oembed?format=json"));
});

Deno.test("JSON names addresses below the proxy's path, and texts stay as they are", async () => {
  const video = await (await app.request(`/api/videos/${id}`, { headers: HEADERS })).json();
  assert.equal(video.title, TITLE);
  const addresses: string[] = [];
  JSON.stringify(video, (key, value) => {
    if (/(^|_)url$/.test(key) && value !== null) addresses.push(value);
    return value;
  });
  assert.ok(addresses.length >= 3, JSON.stringify(video));
  assert.deepEqual(addresses.filter((address) => !address.startsWith("/video/api/")), []);

  const page = encodeURIComponent(`https://localhost/video/videos/${id}`);
  const frame = await (await app.request(`/oembed?url=${page}`, { headers: HEADERS })).json();
  assert.match(frame.html, new RegExp(`src="https://localhost/video/embed/${id}"`));
  const elsewhere = encodeURIComponent(`https://localhost/videos/${id}`);
  assert.equal((await app.request(`/oembed?url=${elsewhere}`, { headers: HEADERS })).status, 404);
});

Deno.test("sign-in leads below the proxy's path, and its cookie is for that path", async () => {
  const response = await app.request(`/sign-in?token=${TOKEN}`, { headers: HEADERS });
  assert.equal(response.headers.get("Location"), "/video/");
  assert.match(response.headers.get("Set-Cookie")!, /; Path=\/video; .*; Secure$/);
  const plain = await app.request(`/sign-in?token=${TOKEN}`);
  assert.match(plain.headers.get("Set-Cookie")!, /; Path=\/; /);
});

Deno.test("prefixOf() takes paths alone", () => {
  const of = (value: string) => prefixOf(new Headers({ "X-Forwarded-Prefix": value }));
  assert.deepEqual(["/video", "/video/", "/a/b.c/d~e"].map(of), ["/video", "/video", "/a/b.c/d~e"]);
  assert.equal(of("/a-client-sent-it, /video"), "/video", "the nearest proxy's is the last");
  for (const wrong of ["", "/", "//evil.example", "https://evil.example", "video", "/a/../b", "/.", '/a"b', "/a b"]) {
    assert.equal(of(wrong), "", wrong);
  }
});
