import assert from "node:assert/strict";
import { oembedJson } from "../../../routes/api/oembed.ts";
import { testDatabase } from "../../database.ts";
import { problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
const ask = (url: string, more = "") => app.request(`/oembed?url=${encodeURIComponent(url)}${more}`);

Deno.test("GET /oembed describes how to embed a video, by the address of its page or of its frame", async () => {
  const id = await seedVideo(app, { title: `A <b>"talk"</b>`, renditions: media });
  for (const path of [`/videos/${id}`, `/videos/${id}?t=83`, `/embed/${id}`]) {
    const response = await ask(`http://localhost${path}`, "&format=json");
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("Content-Type")!, /^application\/json/);
    assert.equal(response.headers.get("Access-Control-Allow-Origin"), "*");
    const embed = await response.json();
    assert.deepEqual([embed.version, embed.type, embed.provider_name, embed.title], [
      "1.0",
      "video",
      "StreamForge",
      `A <b>"talk"</b>`,
    ]);
    assert.match(embed.html, new RegExp(`^<iframe src="http://localhost/embed/${id}" width="\\d+" height="\\d+" `));
    assert.match(embed.html, /title="A &lt;b&gt;&quot;talk&quot;&lt;\/b&gt;"/);
    assert(embed.html.includes(`width="${embed.width}" height="${embed.height}"`));
  }
});

Deno.test("the frame has the video's aspect ratio, within the requested size", () => {
  const video = { id: "x", title: "t", width: 1920, height: 1080, thumbnailKey: "k", poster: null };
  const shape = (limits = {}) => {
    const { width, height } = oembedJson(video, "http://h", limits);
    return [width, height];
  };
  assert.deepEqual(shape(), [1280, 720 + 84]);
  assert.deepEqual(shape({ maxWidth: 480 }), [480, 270 + 84]);
  const [width, height] = shape({ maxWidth: 800, maxHeight: 300 });
  assert(width <= 800 && height <= 300 && Math.abs(width / (height - 84) - 16 / 9) < 0.02);
  assert.deepEqual(oembedJson(video, "http://h").thumbnail_height, 360);
  assert.equal("thumbnail_url" in oembedJson({ ...video, thumbnailKey: null }, "http://h"), false);
});

Deno.test("GET /oembed refuses other addresses with a message", async () => {
  const id = await seedVideo(app, { renditions: media });
  const hidden = await seedVideo(app, { visibility: "private", renditions: media });
  assert.match(await problemOf(await app.request("/oembed"), 400), /url is missing/);
  assert.match(await problemOf(await ask("not an address"), 400), /must be the address of a video's page/);
  assert.match(await problemOf(await ask("javascript:alert(1)"), 400), /must be the address/);
  const answers = [];
  for (
    const url of [
      `http://elsewhere.example/videos/${id}`,
      `http://localhost/videos/${hidden}`,
      "http://localhost/videos/AAAAAAAAAAAAAAAAAAAAAA",
      `http://localhost/api/videos/${id}`,
      "http://localhost/",
    ]
  ) answers.push(await problemOf(await ask(url), 404));
  assert.equal(new Set(answers).size, 1, "a private one is told from none by nothing");
  await problemOf(await ask(`http://localhost/videos/${id}`, "&format=xml"), 501);
  for (const size of ["wide", "-1", "0", "1e9"]) {
    assert.match(await problemOf(await ask(`http://localhost/videos/${id}`, `&maxwidth=${size}`), 400), /maxwidth/);
  }
});
