import assert from "node:assert/strict";
import { testDatabase } from "../../database.ts";
import { makeClip } from "../../src/jobs/worker_fixture.ts";
import { problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const RENDITIONS = {
  "720p": { shortSide: 720, bytes: new Uint8Array([1]), hls: { "index.m3u8": "#EXTM3U\n", "init.mp4": "x" } },
};
const CUES = [{ id: 1, start: 0.5, end: 2, text: "Hello there.", words: [] }];

/** A video in English with captions by Whisper. */
async function seedSpoken(): Promise<string> {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id, { cues: CUES });
  return id;
}

function put(id: string, query: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(`/api/videos/${id}/captions?${query}`, { as: "owner", method: "PUT", body, headers });
}

const textsOf = ({ cues }: { cues: { text: string }[] }) => cues.map(({ text }) => text);

Deno.test("PUT captions makes the track of a language, then replaces it as a new revision", async () => {
  const id = await seedSpoken();
  const made = await put(id, "lang=es", "1\n00:00:01,000 --> 00:00:02,000\nHola.\n", { "Content-Type": "text/srt" });
  const first = await made.json();
  assert.equal(made.status, 201, JSON.stringify(first));
  assert.deepEqual([first.language, first.name, first.revision.source], ["es", "", "uploaded"]);
  assert.equal(made.headers.get("ETag"), `"${first.revision.id}"`);
  const again = await put(id, "lang=spanish", "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<v Ana><i>Hola</i>.\n");
  const second = await again.json();
  assert.equal(again.status, 200, JSON.stringify(second));
  assert.equal(second.id, first.id);
  assert.notEqual(second.revision.id, first.revision.id);
  const { speaker, position, markup, text } = second.cues[0];
  assert.deepEqual({ speaker, position, markup, text }, {
    ...{ speaker: "Ana", position: { line: 0 }, text: "Hola." },
    markup: [{ from: 0, to: 4, style: "italic" }],
  });
  const { revisions } = await (await app.request(`/api/videos/${id}/tracks/${first.id}/revisions`, { as: "owner" }))
    .json();
  assert.equal(revisions.length, 2);
  const file = async (name: string) =>
    await (await app.request(`/api/videos/${id}/captions.${name}?lang=es`, { as: "owner" })).text();
  assert.match(await file("vtt"), /00:02\.000 line:0\n<v Ana><i>Hola<\/i>\.\n/);
  assert.match(await file("srt"), /\n\{\\an8\}<i>Hola<\/i>\.\n/);
  assert.match(await file("ass"), /,Default,Ana,0,0,0,,\{\\an8\}\{\\i1\}Hola\{\\i0\}\.\n/);
  assert.match(
    await file("ttml"),
    /region="nine-8" ttm:agent="speaker-1"><span tts:fontStyle="italic">Hola<\/span>\.</,
  );
  assert.match(await file("sbv"), /^0:00:01\.000,0:00:02\.000\nHola\.\n/);
  assert.deepEqual(JSON.parse(await file("json")).cues[0].markup, markup);
});

Deno.test("PUT captions in the spoken language leaves Whisper's captions as they are", async () => {
  const id = await seedSpoken();
  const uploaded = await (await put(id, "lang=en", "0:00:01.000,0:00:02.000\nHi there.\n")).json();
  assert.equal(uploaded.name, "Uploaded");
  const { tracks } = await (await app.request(`/api/videos/${id}/tracks`)).json();
  assert.deepEqual(tracks.map(({ name }: { name: string }) => name).sort(), ["", "Uploaded"]);
  const again = await put(id, "lang=en", "0:00:01.000,0:00:02.000\nHi again.\n");
  assert.deepEqual([again.status, (await again.json()).id], [200, uploaded.id]);
});

Deno.test("PUT captions obeys If-Match and If-None-Match", async () => {
  const id = await seedSpoken();
  const body = "WEBVTT\n\n00:01.000 --> 00:02.000\nHola.\n";
  assert.match(await problemOf(await put(id, "lang=es", body, { "If-Match": "*" }), 412), /no such captions yet/);
  const first = await put(id, "lang=es", body, { "If-None-Match": "*" });
  assert.equal(first.status, 201);
  assert.match(await problemOf(await put(id, "lang=es", body, { "If-None-Match": "*" }), 412), /the current revision/);
  const etag = first.headers.get("ETag")!;
  const second = await put(id, "lang=es", body.replace("Hola", "Adiós"), { "If-Match": etag });
  assert.equal(second.status, 200);
  assert.match(await problemOf(await put(id, "lang=es", body, { "If-Match": etag }), 412), /the current revision/);
  const weak = { "If-Match": `W/${second.headers.get("ETag")}` };
  assert.match(await problemOf(await put(id, "lang=es", body, weak), 412), /the current revision/);
  const options = await app.request(`/api/videos/${id}/captions`, { method: "OPTIONS" });
  assert.equal(options.headers.get("Allow"), "GET, HEAD, PUT, OPTIONS");
});

Deno.test("PUT captions reads old encodings, and says what was changed and lost", async () => {
  const id = await seedSpoken();
  const text = "1\n00:00:05,000 --> 00:00:06,000\n<font color=red>\xbfD\xf3nde est\xe1 el ni\xf1o?</font>\n\n" +
    "2\nsoon --> later\nlost\n";
  const response = await put(id, "lang=es", Uint8Array.from(text, (char) => char.charCodeAt(0)));
  const { cues, changes, problems } = await response.json();
  assert.deepEqual(textsOf({ cues }), ["¿Dónde está el niño?"]);
  assert.deepEqual(
    changes.map(({ cue, line, what }: { cue: number; line: number; what: string }) => [cue, line, what]),
    [[null, null, "encoding"], [null, 6, "left_out"], [1, 2, "style"]],
  );
  assert.equal(problems.length, 1);
  const greek = await put(
    id,
    "lang=es&encoding=windows-1253",
    new Uint8Array([
      ...new TextEncoder().encode(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n",
      ),
      0xc1,
      0xe2,
    ]),
  );
  assert.deepEqual(textsOf(await greek.json()), ["Αβ"]);
  assert.match(await problemOf(await put(id, "lang=es&encoding=x", "WEBVTT\n"), 422), /^encoding is "x": it must be/);
});

Deno.test("PUT captions refuses what is no caption file, and names what it may be", async () => {
  const id = await seedSpoken();
  assert.match(await problemOf(await put(id, "lang=es", "Just words."), 422), /no caption file with times: it must be/);
  assert.match(await problemOf(await put(id, "lang=es", "WEBVTT\n"), 422), /no cues in this WebVTT file/);
  assert.match(await problemOf(await put(id, "lang=klingon", "WEBVTT\n"), 400), /^lang is "klingon": it must be/);
  assert.match(await problemOf(await put(id, "", "WEBVTT\n"), 400), /^lang is missing/);
  assert.equal((await put(id, "lang=es", "x".repeat(10_000_001))).status, 413);
  const other = await app.request(`/api/videos/${id}/captions?lang=es`, { method: "PUT", body: "WEBVTT\n" });
  assert.ok([401, 403].includes(other.status));
});

Deno.test("who speaks, where and how stays through saves that don't name it, and goes where it is null", async () => {
  const id = await seedSpoken();
  const track = await (await put(
    id,
    "lang=es",
    "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v Ana>Buenos <b>días</b>\n",
  )).json();
  const url = `/api/videos/${id}/tracks/${track.id}`;
  const save = async (base: string, cue: Record<string, unknown>) => {
    const json = { base_revision: base, cues: [{ start: 1, end: 2, ...cue }] };
    const response = await app.request(url, { as: "owner", method: "PUT", body: JSON.stringify(json) });
    const saved = await response.json();
    assert.equal(response.status, 200, JSON.stringify(saved));
    return saved;
  };
  const kept = await save(track.revision.id, { text: "Muy buenos días" });
  const { speaker, position, markup } = kept.cues[0];
  assert.deepEqual({ speaker, position, markup }, {
    ...{ speaker: "Ana", position: { align: "start" }, markup: [{ from: 11, to: 15, style: "bold" }] },
  });
  const other = await save(kept.revision.id, { text: "Muy buenos días", speaker: null, position: { line: "10%" } });
  assert.deepEqual(
    [other.cues[0].speaker, other.cues[0].position, other.cues[0].markup],
    [undefined, { line: "10%" }, markup],
  );
  const wrong = await app.request(url, {
    as: "owner",
    method: "PUT",
    body: JSON.stringify({
      base_revision: other.revision.id,
      cues: [{ start: 1, end: 2, text: "x", position: { line: "high" } }],
    }),
  });
  assert.match(await problemOf(wrong, 422), /a share of the height such as "85%"/);
});

Deno.test("PUT captions names damaged bytes and another language, and takes no word that a save would refuse", async () => {
  const id = await seedSpoken();
  const vtt = new TextEncoder().encode("WEBVTT\nLanguage: eng\n\n00:01.000 --> 00:02.000\n\u674e\u660e \u0153uvre");
  const damaged = await (await put(id, "lang=es", new Uint8Array([0xef, 0xbb, 0xbf, ...vtt, 0xff]))).json();
  assert.deepEqual(damaged.changes.map(({ what }: { what: string }) => what), ["encoding", "note"]);
  assert.match(damaged.changes[0].message, /^the file has bytes that are not utf-8/);
  assert.match(damaged.changes[1].message, /its language is "eng": it was read as "es"/);
  assert.deepEqual((await (await put(id, "lang=en", vtt)).json()).changes, []);
  const word = { word: " a\u0000", start: 1, end: 2, probability: 1 };
  const cue = { start: 1, end: 2, text: "a\u0000", words: [word] };
  const json = await put(
    id,
    "lang=es",
    JSON.stringify({ cues: [cue, { ...cue, words: [{ ...word, probability: "abc" }] }] }),
  );
  const saved = await json.json();
  assert.equal(json.status, 200, JSON.stringify(saved));
  assert.deepEqual(saved.changes.map(({ what }: { what: string }) => what), ["text"]);
  for (const { words } of saved.cues) {
    assert.deepEqual(words.map(({ probability }: { probability: number }) => probability), [1]);
  }
});

Deno.test("frames of MicroDVD are those of the video; where it can't be read, 25 a second", async () => {
  const path = await makeClip(await Deno.makeTempFile({ suffix: ".mp4" }));
  const bytes = await Deno.readFile(path); // 10 frames a second
  await Deno.remove(path);
  const clip = await seedVideo(app, { renditions: { "720p": { ...RENDITIONS["720p"], bytes } } });
  const starts = async (id: string) => {
    const { cues, changes } = await (await put(id, "lang=es", "{50}{100}Hola.\n")).json();
    return [cues[0].start, changes.length];
  };
  assert.deepEqual(await starts(clip), [5, 1]);
  assert.deepEqual(await starts(await seedSpoken()), [2, 1]);
});
