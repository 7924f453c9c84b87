import assert from "node:assert/strict";
import type { Cue } from "../../../src/core/types.ts";
import { importFormatSchema } from "../../../src/schemas/track.ts";
import { testDatabase } from "../../database.ts";
import { beginCaptions, problemOf, seedCaptions, seedVideo, startApp, type TestApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = {
  "720p": { shortSide: 720, bytes: new Uint8Array([1]), hls: { "index.m3u8": "#EXTM3U\n", "init.mp4": "x" } },
};
const word = (text: string, start: number, end: number) => ({ word: ` ${text}`, start, end, probability: 0.5 });
const CUES: Cue[] = [
  { id: 1, start: 0.5, end: 2, text: "Hello there.", words: [word("Hello", 0.5, 1), word("there.", 1, 2)] },
  {
    id: 2,
    start: 2.5,
    end: 4,
    text: "How are you?",
    words: [word("How", 2.5, 3), word("are", 3, 3.2), word("you?", 3.2, 4)],
  },
];

/** A captioned video, with the address of its track and the id of its revision. */
async function seedTrack(of: TestApp = app): Promise<{ id: string; url: string; revision: string }> {
  const id = await seedVideo(of, { renditions: RENDITIONS });
  await seedCaptions(of, id, { cues: CUES });
  const { tracks } = await (await of.request(`/api/videos/${id}/tracks`)).json();
  assert.equal(tracks.length, 1);
  return { id, url: `/api/videos/${id}/tracks/${tracks[0].id}`, revision: tracks[0].revision };
}

function send(url: string, method: string, body: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return app.request(url, { as, method, body: typeof body === "string" ? body : JSON.stringify(body) });
}

const given = (...cues: [number, number, string][]) => cues.map(([start, end, text]) => ({ start, end, text }));

Deno.test("GET tracks and GET of a track answer every viewer of the video, with an ETag", async () => {
  const { id, url, revision } = await seedTrack();
  const [track] = (await (await app.request(`/api/videos/${id}/tracks`)).json()).tracks;
  assert.deepEqual([track.language, track.kind, track.label, track.source, track.cue_count], [
    "en",
    "subtitles",
    "English",
    "auto",
    2,
  ]);
  const response = await app.request(url);
  assert.equal(response.headers.get("ETag"), `"${revision}"`);
  const body = await response.json();
  assert.deepEqual(Object.keys(body), [
    ...["id", "language", "kind", "name", "forced", "hearing_impaired", "commentary", "label", "revision", "cues"],
  ]);
  assert.deepEqual([body.revision.id, body.revision.source, body.revision.author, body.revision.model], [
    ...[revision, "auto", null, "base"],
  ]);
  assert.deepEqual(body.cues[0], { ...CUES[0], is_edited: false });
  assert.equal((await app.request(url, { headers: { "If-None-Match": `"${revision}"` } })).status, 304);
  assert.match(await problemOf(await app.request(`${url.slice(0, -3)}xxx`), 404), /no such captions/);
  assert.equal((await send(url, "PUT", { base_revision: revision, cues: [] }, "anonymous")).status, 401);
});

Deno.test("PUT makes a revision with author and note, whose files every endpoint serves", async () => {
  const { id, url, revision } = await seedTrack();
  const cues = given([2.5, 4, "How do you do?"], [0.5, 2, "Hello there."], [5, 6, "a --> b\n\n<i>&c"]);
  const response = await send(url, "PUT", { base_revision: revision, cues, note: "names" });
  const saved = await response.json();
  assert.equal(response.status, 200, JSON.stringify(saved));
  assert.equal(response.headers.get("ETag"), `"${saved.revision.id}"`);
  assert.deepEqual([saved.revision.source, saved.revision.author, saved.revision.note], ["edited", "owner", "names"]);
  assert.deepEqual(saved.cues.map((cue: { text: string; is_edited: boolean }) => [cue.text, cue.is_edited]), [
    ["Hello there.", false],
    ["How do you do?", true],
    ["a --> b\n\n<i>&c", true],
  ]);
  assert.deepEqual(saved.cues[0].words, CUES[0].words);
  assert.equal(saved.cues[1].words[0].start, 2.5);
  assert.deepEqual((await (await app.request(url)).json()).cues, saved.cues);

  const text = async (format: string) => await (await app.request(`/api/videos/${id}/captions.${format}`)).text();
  assert.match(await text("srt"), /3\n00:00:05,000 --> 00:00:06,000\na --\u2060> b\n<i>&c\n/);
  assert.match(await text("vtt"), /\na --&gt; b\n&lt;i&gt;&amp;c\n/);
  assert.match(await text("txt"), /How do you do\?/);
  const json = JSON.parse(await text("json"));
  assert.equal(json.cues[1].text, "How do you do?");
  assert.equal(json.segments.length, 3);
  const video = await (await app.request(`/api/videos/${id}`)).json();
  assert.equal(video.captions[0].source, "edited");
  assert.equal(video.captions[0].cue_count, 3);
});

Deno.test("PUT on an older revision answers 409 with both, and writes neither row nor file", async () => {
  const { url, revision } = await seedTrack();
  const cues = given([0, 1, "Mine."]);
  const mine = await (await send(url, "PUT", { base_revision: revision, cues })).json();
  const filesBefore = (await app.files()).length;
  const response = await send(url, "PUT", { base_revision: revision, cues: given([0, 1, "Yours."]) });
  assert.equal(response.status, 409);
  const conflict = await response.json();
  assert.equal(conflict.base_revision, revision);
  assert.equal(conflict.current.revision.id, mine.revision.id);
  assert.deepEqual(conflict.current.cues, mine.cues);
  assert.equal((await app.files()).length, filesBefore);
});

Deno.test("if twenty people save the same revision at once, one succeeds, and the others get that revision", async () => {
  const { url, revision } = await seedTrack();
  const answers = await Promise.all(Array.from({ length: 20 }, async (_, i) => {
    const response = await send(url, "PUT", { base_revision: revision, cues: given([i, i + 1, `Person ${i}.`]) });
    return { status: response.status, body: await response.json() };
  }));
  const won = answers.filter(({ status }) => status === 200);
  assert.equal(won.length, 1);
  assert.ok(answers.every(({ status }) => status === 200 || status === 409));
  const { cues } = await (await app.request(url)).json();
  assert.deepEqual(cues, won[0].body.cues);
  for (const { status, body } of answers) if (status === 409) assert.deepEqual(body.current.cues, cues);
  const { revisions } = await (await app.request(`${url}/revisions`, { as: "owner" })).json();
  assert.equal(revisions.length, 2);
});

Deno.test("PUT names the wrong cue and field", async () => {
  const { url, revision } = await seedTrack();
  const detail = async (cues: unknown) =>
    await problemOf(await send(url, "PUT", { base_revision: revision, cues }), 422);
  const ok = { start: 0, end: 1, text: "ok" };
  assert.equal(await detail([ok, { start: 5.2, end: 4.1, text: "x" }]), "cue 2 ends before it starts: 5.2 to 4.1 s");
  assert.match(await detail([{ ...ok, end: "1" }]), /^the end of cue 1 is "1": it must be a number of seconds/);
  assert.match(await detail([{ ...ok, start: -1 }]), /^the start of cue 1 is -1/);
  assert.match(await detail([ok, { ...ok, text: 5 }]), /^the text of cue 2 is 5: it must be text/);
  assert.match(await detail([{ ...ok, text: "x".repeat(1001) }]), /cue 1 has 1001 characters: 1000 are the most/);
  assert.match(await detail(Array(20_001).fill(ok)), /there are 20001 cues: 20000 are the most/);
  assert.match(
    await detail([{ ...ok, words: [{ word: " ok", start: 2, end: 1 }] }]),
    /^word 1 of cue 1 ends before it/,
  );
  assert.match(await detail("x"), /^cues is "x": it must be a list of/);
  assert.match(await problemOf(await send(url, "PUT", { cues: [] }), 422), /base_revision is missing/);
  assert.match(await problemOf(await send(url, "PUT", "{"), 400), /not JSON/);
  assert.match(
    await problemOf(await send(url, "PUT", { base_revision: revision, cues: [], nots: 1 }), 400),
    /no field "nots"/,
  );
});

Deno.test("20,000 cues with word times are saved and read back", async () => {
  const { url, revision } = await seedTrack();
  const cues = Array.from({ length: 20_000 }, (_, i) => ({
    ...{ start: i * 2, end: i * 2 + 1.5, text: `Number ${i} \u0000of many.` },
    words: [word("Number", i * 2, i * 2 + 1)],
  }));
  const response = await send(url, "PUT", { base_revision: revision, cues });
  assert.equal(response.status, 200);
  const saved = await response.json();
  assert.equal(saved.cues.length, 20_000);
  assert.equal(saved.cues[19_999].text, "Number 19999  of many.");
});

Deno.test("a save is bounded as a whole, and answered without the echo where the request prefers that", async () => {
  const { url, revision } = await seedTrack();
  const hundredWords = "word ".repeat(100).trim();
  const long = Array.from({ length: 6000 }, (_, i) => ({ start: i, end: i + 0.5, text: hundredWords }));
  const refused = await send(url, "PUT", { base_revision: revision, cues: long });
  assert.match(await problemOf(refused, 422), /the cues have 2994000 characters: 2500000 are the most/);
  const timed = long.slice(0, 4001).map((cue) => ({ ...cue, text: "x", words: Array(100).fill(word("x", 0, 0.5)) }));
  const many = await send(url, "PUT", { base_revision: revision, cues: timed });
  assert.match(await problemOf(many, 422), /the cues have 400100 words: 400000 are the most/);

  const cues = given([0.5, 2, "Hello there!"]);
  const response = await app.request(url, {
    ...{ method: "PUT", as: "owner", body: JSON.stringify({ base_revision: revision, cues }) },
    headers: { "Content-Type": "application/json", Prefer: "respond-async, return=minimal" },
  });
  assert.deepEqual([response.status, await response.text()], [204, ""]);
  const saved = await (await app.request(url, { as: "owner" })).json();
  assert.equal(response.headers.get("ETag"), `"${saved.revision.id}"`);
});

Deno.test("revisions are listed, compared and restored", async () => {
  const { url, revision } = await seedTrack();
  const cues = given([0.5, 2, "Hello there!"], [2.5, 4, "How are you?"], [5, 6, "Fine."]);
  const saved = await (await send(url, "PUT", { base_revision: revision, cues })).json();
  const get = async (path: string) => await (await app.request(url + path, { as: "owner" })).json();
  const { changes, against } = await get(`/revisions/${saved.revision.id}/difference`);
  assert.equal(against, revision);
  assert.deepEqual(changes.map(({ kind }: { kind: string }) => kind), ["changed", "same", "added"]);
  assert.equal(changes[0].before.text, "Hello there.");
  assert.equal(changes[0].after.text, "Hello there!");
  const back = await get(`/revisions/${revision}/difference?against=${saved.revision.id}`);
  assert.deepEqual(back.changes.map(({ kind }: { kind: string }) => kind), ["changed", "same", "removed"]);
  const first = await get(`/revisions/${revision}/difference`);
  assert.deepEqual(first.changes.map(({ kind }: { kind: string }) => kind), ["added", "added"]);

  const stale = await send(`${url}/restore`, "POST", { revision, base_revision: revision });
  assert.equal(stale.status, 409);
  const restored = await send(`${url}/restore`, "POST", { revision, base_revision: saved.revision.id });
  assert.equal(restored.status, 200);
  assert.deepEqual((await restored.json()).cues, CUES.map((cue) => ({ ...cue, is_edited: false })));
  const { revisions } = await get("/revisions");
  assert.deepEqual(
    revisions.map((r: Record<string, unknown>) => [r.source, r.author, r.is_current, r.cue_count]),
    [["edited", "owner", true, 2], ["edited", "owner", false, 3], ["auto", null, false, 2]],
  );
  assert.equal((await get(`/revisions/${saved.revision.id}`)).cues.length, 3);
  assert.equal((await app.request(`${url}/revisions`)).status, 401);
  assert.match(await problemOf(await app.request(`${url}/revisions/x`, { as: "owner" }), 404), /no revision x/);
});

Deno.test("a draft is kept for its author, and does not overwrite the draft of another window", async () => {
  const { url, revision } = await seedTrack();
  const draft = `${url}/draft`;
  const put = (version: number, text: string) =>
    send(draft, "PUT", { base_revision: revision, version, cues: [{ start: 3, end: 2, text, is_edited: true }] });
  assert.equal((await app.request(draft, { as: "owner" })).status, 204);
  assert.equal((await app.request(draft)).status, 401);
  assert.equal((await (await put(0, "one")).json()).version, 1);
  assert.equal((await (await put(1, "two")).json()).version, 2);
  const late = await put(1, "three");
  assert.equal(late.status, 409);
  const { current } = await late.json();
  assert.deepEqual([current.version, current.cues[0].text], [2, "two"]);
  const read = await (await app.request(draft, { as: "owner" })).json();
  assert.deepEqual(read, { ...current, base_revision: revision });
  assert.deepEqual(read.cues, [{ start: 3, end: 2, text: "two", is_edited: true }]);
  const versions = await Promise.all(Array.from({ length: 8 }, async () => (await put(2, "race")).status));
  assert.equal(versions.filter((status) => status === 200).length, 1);
  assert.equal((await app.request(draft, { as: "owner", method: "DELETE" })).status, 204);
  assert.equal((await app.request(draft, { as: "owner" })).status, 204);
  assert.equal((await (await put(2, "gone")).json()).current, null);
  assert.match(await problemOf(await put(-1, "x"), 422), /version is -1/);
});

Deno.test("tracks in other languages are added, copied, shown in every list, and deleted with their files", async () => {
  const { id, url, revision } = await seedTrack();
  const tracks = `/api/videos/${id}/tracks`;
  const empty = await send(tracks, "POST", { language: "german" });
  const german = await empty.json();
  assert.equal(empty.status, 201);
  assert.deepEqual([german.language, german.cue_count, german.source], ["de", 0, "edited"]);
  const copy = await (await send(tracks, "POST", { language: "fr", copy_of: url.split("/").at(-1) })).json();
  assert.equal(copy.cue_count, 2);
  assert.match(await problemOf(await send(tracks, "POST", { language: "de" }), 409), /subtitles in "de" already/);
  assert.equal((await send(tracks, "POST", { language: "de", kind: "captions" })).status, 201);
  assert.match(await problemOf(await send(tracks, "POST", {}), 422), /language is missing/);
  assert.equal((await send(tracks, "POST", { language: "xx" })).status, 422);

  const saved = await send(`${tracks}/${german.id}`, "PUT", {
    base_revision: german.revision,
    cues: given([0, 2, "Hallo."]),
  });
  assert.equal(saved.status, 200);
  assert.match(await (await app.request(`/api/videos/${id}/captions.vtt?lang=de`)).text(), /Hallo\./);
  assert.match(await (await app.request(`/api/videos/${id}/captions.vtt`)).text(), /Hello there\./);
  const master = await (await app.request(`/api/stream/${id}/master.m3u8`)).text();
  assert.match(master, /LANGUAGE="de"/);
  const video = await (await app.request(`/api/videos/${id}`)).json();
  assert.equal(video.word_count, 5, "the words of the spoken language");

  const before = (await app.files()).length;
  assert.equal((await app.request(`${tracks}/${german.id}`, { as: "owner", method: "DELETE" })).status, 204);
  assert.equal((await app.files()).length, before - 6);
  assert.equal((await app.request(`${tracks}/${german.id}`)).status, 404);
  assert.equal((await app.request(`/api/videos/${id}/captions.vtt?lang=fr`)).status, 200);
  assert.ok(revision);
});

Deno.test("captions that are being made for the first time are shown, and can't be overwritten or deleted", async () => {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await beginCaptions(app, id, { cues: CUES });
  const tracks = `/api/videos/${id}/tracks`;
  const [track] = (await (await app.request(tracks)).json()).tracks;
  assert.equal(track.state, "building");
  const url = `${tracks}/${track.id}`;
  assert.equal((await (await app.request(url)).json()).cues.length, 2);
  const saving = await send(url, "PUT", { base_revision: track.revision, cues: [] });
  assert.match(await problemOf(saving, 409), /being made for the first time/);
  assert.match(await problemOf(await app.request(url, { as: "owner", method: "DELETE" }), 409), /being made now/);
  assert.equal((await send(tracks, "POST", { language: "de" })).status, 201);
  assert.equal((await (await app.request(tracks)).json()).tracks.length, 2, "an own track does not hide them");
});

Deno.test("a file is imported with a list of the skipped lines, and a script is queued for alignment", async () => {
  const { url, revision } = await seedTrack();
  const post = (format: string, base: string, body: string) =>
    send(`${url}/import?format=${format}&base_revision=${base}`, "POST", body);
  const srt =
    "\ufeff1\r\n00:00:00,500 --> 00:00:02,000\r\nHello there.\r\n\r\n2\r\nx --> y\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nNew.\r\n";
  const response = await post("srt", revision, srt);
  const imported = await response.json();
  assert.equal(response.status, 200, JSON.stringify(imported));
  assert.deepEqual([imported.revision.source, imported.revision.author], ["uploaded", "owner"]);
  assert.deepEqual(imported.cues.map((cue: { text: string; is_edited: boolean }) => [cue.text, cue.is_edited]), [
    ["Hello there.", false],
    ["New.", true],
  ]);
  assert.deepEqual(imported.cues[0].words, CUES[0].words, "the words of what was there keep their times");
  const message = '"x --> y" is not a time --> a time, such as 00:01:02.500';
  assert.deepEqual(imported.problems, [{ line: 6, message }]);
  assert.deepEqual(imported.changes, [{ cue: null, line: 6, what: "left_out", message }]);
  const now = imported.revision.id;
  assert.equal((await post("vtt", revision, "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")).status, 409);
  assert.match(await problemOf(await post("vtt", now, "nothing"), 422), /line 1/);
  assert.match(
    await problemOf(await post("doc", now, "x"), 400),
    new RegExp(`format is "doc": it must be one of ${importFormatSchema.options.join(", ")}`),
  );
  assert.match(
    await problemOf(await send(`${url}/import?base_revision=${now}`, "POST", "x"), 400),
    /format is missing: it must be one of srt, /,
  );
  assert.equal((await post("srt", now, "x".repeat(10_000_001))).status, 413);
  assert.match(
    await problemOf(await send(`${url}/align`, "POST", { text: " – ", base_revision: now }), 422),
    /no words/,
  );

  const queued = await post("txt", now, "Hello there. How are you?");
  assert.equal(queued.status, 202);
  const { job, status_url } = await queued.json();
  assert.deepEqual([job.kind, job.state], ["align_captions", "queued"]);
  assert.equal((await (await app.request(status_url, { as: "owner" })).json()).job.id, job.id);
  const again = await send(`${url}/align`, "POST", { text: "Hello there. How are you?", base_revision: now });
  assert.equal((await again.json()).job.id, job.id, "the same wish is the same job");
  const other = await problemOf(await send(`${url}/align`, "POST", { text: "Secret.", base_revision: now }), 409);
  assert.doesNotMatch(other, /Hello|Secret/);
});

Deno.test("POST tracks accepts a name, which distinguishes tracks of one language in every list", async () => {
  const { id } = await seedTrack();
  const tracks = `/api/videos/${id}/tracks`;
  const post = (body: unknown) => send(tracks, "POST", body);
  const response = await post({ language: "en", name: " Directors' cut " });
  const added = await response.json();
  assert.equal(response.status, 201, JSON.stringify(added));
  assert.deepEqual([added.language, added.name, added.label], ["en", "Directors' cut", "English (Directors' cut)"]);
  assert.equal((await post({ language: "de", name: "Directors' cut" })).status, 201, "another language");
  assert.equal((await post({ language: "en", kind: "captions", name: "Directors' cut" })).status, 201, "another kind");
  assert.match(
    await problemOf(await post({ language: "en", name: "Directors' cut" }), 409),
    /subtitles in "en" by the name "Directors' cut" already/,
  );
  assert.match(await problemOf(await post({ language: "en" }), 409), /subtitles in "en" already/);
  assert.match(await problemOf(await post({ language: "fr", name: 3 }), 422), /^name is 3: it must be text of at most/);
  assert.match(
    await problemOf(await post({ language: "fr", name: "x".repeat(300) }), 422),
    /^name is "x+\.\.\.: it must be text/,
  );
  const { tracks: listed } = await (await app.request(tracks, { as: "owner" })).json();
  const labels = listed.map(({ label }: { label: string }) => label);
  assert.equal(new Set(labels).size, 4, labels.join("|"));
  const url = `/api/videos/${id}/captions.srt?lang=en&name=${encodeURIComponent("Directors' cut")}`;
  assert.equal((await app.request(url, { as: "owner" })).status, 200);
});
