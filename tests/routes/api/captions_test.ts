import assert from "node:assert/strict";
import { parseSrt, parseVtt } from "../../../src/captions/mod.ts";
import { newId } from "../../../src/core/ids.ts";
import { fail } from "../../src/jobs/queue.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { transaction } from "../../../src/db/pool/client.ts";
import { setAudioTracks } from "../../../src/db/videos/audio_tracks.ts";
import { setCaptionStatus } from "../../../src/db/videos/videos.ts";
import { removeWorker, reportWorker } from "../../../src/db/jobs/workers.ts";
import { fileNameOf } from "../../../routes/http/file_names.ts";
import { testDatabase } from "../../database.ts";
import { beginCaptions, claimJob, CUES, problemOf, type Seed, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

const renditions = { "720p": { shortSide: 720, bytes: new Uint8Array(10) } };
const playable = (seed: Seed = {}) => seedVideo(test, { renditions, ...seed });
const get = (path: string, headers: HeadersInit = {}) => test.request(path, { headers });
const texts = (cues: { text: string }[]) => cues.map((cue) => cue.text);

const done = await playable({ title: "Talk" });
await seedCaptions(test, done);
const url = `/api/videos/${done}/captions`;

Deno.test("captions are an SRT download, and WebVTT for a track", async () => {
  const srt = await get(url);
  assert.equal(srt.status, 200);
  assert.equal(srt.headers.get("Content-Type"), "application/x-subrip; charset=utf-8");
  assert.equal(srt.headers.get("Content-Disposition"), 'attachment; filename="Talk.en.srt"');
  assert.equal(srt.headers.get("Vary"), "Sec-Fetch-Dest, Accept, User-Agent");
  assert.deepEqual(texts(parseSrt(await srt.text()).cues), texts(CUES));

  const vtt = await get(url, { "Sec-Fetch-Dest": "track" });
  assert.equal(vtt.headers.get("Content-Type"), "text/vtt; charset=utf-8");
  assert.equal(vtt.headers.get("Content-Disposition"), null);
  assert.equal(vtt.headers.get("Vary"), "Sec-Fetch-Dest, Accept, User-Agent");
  assert.deepEqual(texts(parseVtt(await vtt.text()).cues), texts(CUES));
});

Deno.test("an extension chooses the format", async () => {
  const type = async (extension: string) =>
    (await get(`${url}.${extension}`, { "Sec-Fetch-Dest": "track" })).headers.get("Content-Type");
  assert.equal(await type("srt"), "application/x-subrip; charset=utf-8");
  assert.equal(await type("vtt"), "text/vtt; charset=utf-8");
  assert.equal(await type("json"), "application/json");
  assert.equal(await type("txt"), "text/plain; charset=utf-8");
  assert.equal(await (await get(`${url}.txt`)).text(), "Hello <there> & welcome.\nHow are you?\n");
  const json = await (await get(`${url}.json`)).json();
  assert.deepEqual([json.language, texts(json.cues)], ["en", texts(CUES)]);
  await problemOf(await get(`${url}.exe`), 404);
});

Deno.test("a language is chosen by code or name; a missing one is 404 with the list of those that exist", async () => {
  for (const lang of ["en", "English", "en-GB", ""]) {
    assert.equal((await get(`${url}.vtt?lang=${lang}`)).status, 200, lang);
  }
  assert.match(await problemOf(await get(`${url}.vtt?lang=de`), 404), /no captions in "de": there are en/);
  await problemOf(await get(`${url}.vtt?lang=klingon`), 400);
});

Deno.test("two tracks in one language are available by their ids, as files and in HLS", async () => {
  const renditions = { "720p": { shortSide: 720, bytes: new Uint8Array(10), hls: { "index.m3u8": "#EXTM3U" } } };
  const id = await playable({ title: "Twice", renditions });
  await seedCaptions(test, id);
  const ask = (path: string, method: string, body: unknown) =>
    test.request(`/api/videos/${id}${path}`, { method, as: "owner", body: JSON.stringify(body) });
  const second = await (await ask("/tracks", "POST", { language: "en", kind: "captions" })).json();
  const cues = [{ start: 1, end: 2, text: "[a door slams]" }];
  assert.equal((await ask(`/tracks/${second.id}`, "PUT", { base_revision: second.revision, cues })).status, 200);
  const [first] = (await (await get(`/api/videos/${id}/tracks`)).json()).tracks;
  const path = `/api/videos/${id}/captions`;
  for (const extension of ["", ".srt", ".vtt", ".txt", ".json"]) {
    const text = async (query: string) => await (await get(`${path}${extension}${query}`)).text();
    assert.match(await text(`?track=${second.id}`), /a door slams/, extension);
    for (const query of ["", "?lang=en", `?track=${first.id}`, "?track="]) {
      assert.doesNotMatch(await text(query), /a door slams/, extension + query);
    }
  }
  await problemOf(await get(`${path}.vtt?track=${newId()}`), 404);
  await problemOf(await get(`${path}.vtt?track=${"x".repeat(5000)}`), 404);
  const other = await (await get(`/api/videos/${done}/tracks`)).json();
  await problemOf(await get(`${path}.vtt?track=${other.tracks[0].id}`), 404);
  assert.match(await problemOf(await get(`${path}.vtt?track=${second.id}&lang=en`), 400), /track and lang/);

  const master = await (await get(`/api/stream/${id}/master.m3u8`)).text();
  const names = [...master.matchAll(/NAME="([^"]+)".*URI="subtitles\/([^"]+)\.m3u8"/g)].map((match) => match.slice(1));
  assert.deepEqual(names, [["English", "en"], ["English [CC]", second.id]]);
  const found = await Promise.all(names.map(async ([, name]) => {
    const playlist = await (await get(`/api/stream/${id}/subtitles/${name}.m3u8`)).text();
    const file = playlist.split("\n").find((line) => line.includes(".vtt?"))!;
    return await (await get(`/api/stream/${id}/subtitles/${file}`)).text();
  }));
  assert.deepEqual(found.map((vtt) => vtt.includes("a door slams")), [false, true]);
});

Deno.test("a current copy of captions is 304", async () => {
  for (const extension of ["srt", "vtt", "json", "txt"]) {
    const etag = (await get(`${url}.${extension}`)).headers.get("ETag")!;
    const again = await get(`${url}.${extension}`, { "If-None-Match": etag });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
  }
  const [srt, vtt] = await Promise.all([get(`${url}.srt`), get(`${url}.vtt`)]);
  assert.notEqual(srt.headers.get("ETag"), vtt.headers.get("ETag"));
});

Deno.test("the download is named after any title", async () => {
  for (const title of ['say "hi"; x=1', "a\\b/c", "Füße 日本", "שלום\u202egpj", "%2e%2e"]) {
    const id = await playable({ title });
    await seedCaptions(test, id);
    const disposition = (await get(`/api/videos/${id}/captions`)).headers.get("Content-Disposition")!;
    assert.match(disposition, /^[\x20-\x7e]+$/);
    assert.match(fileNameOf(disposition)!, /^[^"\\/\u202e]+\.en\.srt$/);
  }
});

Deno.test("while captions are built, a track gets the cues so far, and a download gets 404 with a reason", async () => {
  const id = await playable();
  const path = `/api/videos/${id}/captions`;
  assert.match(await problemOf(await get(`${path}.vtt`), 404), /not there yet \(waiting, 0 %\)/);
  const { job } = await beginCaptions(test, id, { language: null, cues: CUES.slice(0, 1) });
  const vtt = await get(path, { "Sec-Fetch-Dest": "track" });
  assert.equal(vtt.headers.get("Cache-Control"), "no-store");
  assert.deepEqual(texts(parseVtt(await vtt.text()).cues), texts(CUES.slice(0, 1)));
  for (const extension of ["srt", "txt", "json"]) await problemOf(await get(`${path}.${extension}`), 404);
  const status = await (await get(`${path}/status`)).json();
  assert.equal(status.status, "processing");
  await fail(sql, job, { message: "the model could not be had", permanent: true });
  assert.match(await problemOf(await get(`${path}.vtt`), 404), /could not be made/);
});

Deno.test("a video without speech or sound has valid captions without cues", async () => {
  const silent = await playable();
  await seedCaptions(test, silent, { language: null, cues: [], note: "no speech" });
  const mute = await playable({ hasAudio: false });
  for (const id of [silent, mute]) {
    const vtt = await get(`/api/videos/${id}/captions.vtt`);
    assert.equal(vtt.status, 200);
    assert.match(await vtt.text(), /^WEBVTT\n\n/);
    const srt = await get(`/api/videos/${id}/captions`);
    assert.deepEqual([srt.status, await srt.text()], [200, ""]);
    assert.equal(srt.headers.get("Content-Disposition"), 'attachment; filename="A talk.srt"');
    assert.deepEqual((await (await get(`/api/videos/${id}/captions.json`)).json()).cues, []);
    assert.equal(await (await get(`/api/videos/${id}/captions.txt`)).text(), "");
  }
  assert.equal((await (await get(`/api/videos/${mute}`)).json()).caption_note, "no sound");
});

Deno.test("/captions/status has exactly six fields, at every stage", async () => {
  const status = async (id: string) => await (await get(`/api/videos/${id}/captions/status`)).json();
  const waiting = await seedVideo(test);
  assert.deepEqual(await status(waiting), {
    ...{
      status: "pending",
      progress: 0,
      stage: "waiting for the video",
      language: null,
      word_count: null,
      error: null,
    },
  });
  assert.deepEqual(await status(done), {
    ...{ status: "ready", progress: 1, stage: null, language: "en", word_count: 7, error: null },
  });
  await transaction(sql, (tx) => setCaptionStatus(tx, waiting, { status: "failed", error: "why" }));
  assert.equal((await status(waiting)).error, "The captions of this video could not be made.");
  const owner = await test.request(`/api/videos/${waiting}/captions/status`, { as: "owner" });
  assert.equal((await owner.json()).error, "why");
  assert.equal(owner.headers.get("Cache-Control"), "no-store");
});

const regenerate = (id: string, { query = "", body = "" } = {}) =>
  test.request(`/api/videos/${id}/captions/regenerate${query}`, { method: "POST", as: "owner", body: body || null });

Deno.test("captions are regenerated: 202 with a job; an equal request gets the same job, a different one 409", async () => {
  const id = await playable();
  await seedCaptions(test, id);
  const first = await regenerate(id, { body: '{"language":"german","max_line_chars":30}' });
  assert.equal(first.status, 202);
  const { job } = await first.json();
  assert.equal(job.state, "queued");
  assert.deepEqual(job.options, { language: "de", max_line_chars: 30 });
  for (
    const request of [{ body: '{"max_line_chars":30,"language":"de"}' }, { query: "?language=de&max_line_chars=30" }]
  ) {
    const again = await regenerate(id, request);
    assert.equal(again.status, 202);
    assert.equal((await again.json()).job.id, job.id);
  }
  assert.ok((await problemOf(await regenerate(id, { body: '{"language":"fr"}' }), 409)).includes(job.id));
  assert.ok((await problemOf(await regenerate(id), 409)).includes(job.id));

  assert.equal((await (await get(`/api/videos/${id}/captions/status`)).json()).status, "pending");
  assert.equal((await get(`/api/videos/${id}/captions`)).status, 200); // the existing captions stay until then
  await finish(sql, await claimJob(sql, id, "caption_video"));
  const next = await (await regenerate(id, { body: '{"task":"translate","model":"small"}' })).json();
  assert.notEqual(next.job.id, job.id);
  assert.deepEqual(next.job.options, { task: "translate", model: "small" });
});

Deno.test("all options of the engine are read, from JSON and from a query", async () => {
  const id = await playable();
  await seedCaptions(test, id);
  const options = {
    ...{ language: "auto-segment", task: "translate", beam_size: 5, temperature: 0.2, prompt: "Ann & Bo" },
    ...{ hotwords: "Zürich", vad_threshold: 0.4, condition_on_previous_text: true, word_timestamps: false },
  };
  const first = await regenerate(id, { body: JSON.stringify(options) });
  assert.equal(first.status, 202);
  const { job } = await first.json();
  assert.deepEqual(job.options, options);
  const text = Object.entries({ ...options, vad: true }).map(([name, value]) => [name, String(value)]);
  const again = await regenerate(id, { query: `?${new URLSearchParams(text)}` });
  assert.deepEqual([again.status, (await again.json()).job.id], [202, job.id]);
  const changes = [
    ...[{ beam_size: 4 }, { temperature: 0 }, { prompt: "Ann" }, { hotwords: null }, { vad_threshold: 0.5 }],
    ...[{ condition_on_previous_text: false }, { word_timestamps: true }, { language: "auto" }],
  ];
  for (const change of changes) {
    const other = await regenerate(id, { body: JSON.stringify({ ...options, ...change }) });
    assert.match(await problemOf(other, 409), new RegExp(job.id), JSON.stringify(change));
  }
});

Deno.test("a request for the default options equals one without options", async () => {
  const id = await playable();
  const usual = { task: "transcribe", beam_size: 1, temperature: 0, vad: true, word_timestamps: true, prompt: "" };
  const { job } = await (await regenerate(id, { body: JSON.stringify(usual) })).json();
  assert.deepEqual(job.options, {});
});

Deno.test("the first captions of a video and a request without options are the same job", async () => {
  const id = await playable();
  const [{ id: jobId }] = await sql<{ id: string }[]>`
    select id from streamforge.jobs where video_id = ${id} and kind = 'caption_video'`;
  assert.equal((await (await regenerate(id, { body: '{"language":"auto"}' })).json()).job.id, jobId);
});

Deno.test("regenerating with auto is a different request if the upload named a language, which stays", async () => {
  const id = await playable();
  await test.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body: '{"language":"de"}' });
  assert.equal((await regenerate(id, { query: "?language=auto" })).status, 409); // the first captions are in German
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  const response = await regenerate(id, { query: "?language=auto" });
  assert.equal(response.status, 202);
  assert.deepEqual((await response.json()).job.options, { language: "auto" });
  const [row] = await sql<
    { askedLanguage: string | null }[]
  >`select asked_language from streamforge.videos where id = ${id}`;
  assert.equal(row.askedLanguage, "de");
});

Deno.test("a wrong option is 400 also while another job runs, and if the video has a language", async () => {
  const id = await playable();
  assert.equal((await regenerate(id, { body: '{"model":"small"}' })).status, 409); // the job of the first captions
  assert.match(await problemOf(await regenerate(id, { body: '{"model":"nonsense"}' }), 400), /^model is "nonsense"/);
  await test.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body: '{"language":"de"}' });
  assert.match(await problemOf(await regenerate(id, { query: "?model=tiny.en" }), 400), /the language is "de"/);
  for (const language of ["en", "English", "auto", "auto-segment"]) {
    assert.equal((await regenerate(id, { query: `?model=tiny.en&language=${language}` })).status, 409);
  }
});

Deno.test("captions can be made with any model that a worker reports, also a folder", async () => {
  const id = await playable();
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  const folder = "/srv/models/mine";
  const body = JSON.stringify({ model: folder });
  assert.match(await problemOf(await regenerate(id, { body }), 400), /^model is "\/srv\/models\/mine"/);
  const worker = { id: "host/1/a", version: "0", model: "base", device: null, fallbackReason: null };
  await reportWorker(sql, { ...worker, models: ["base", folder] });
  const response = await regenerate(id, { body });
  assert.equal(response.status, 202);
  assert.deepEqual((await response.json()).job.options, { model: folder });
  const other = await problemOf(await regenerate(id, { body: '{"model":"/srv/models"}' }), 400);
  assert.match(other, /it must be one of tiny, .*distil-large-v3, \/srv\/models\/mine$/);
  await removeWorker(sql, worker.id);
});

Deno.test("a wrong option is 400 and names the field; a video that cannot be captioned is 409", async () => {
  const wrong: [string, RegExp][] = [
    ['{"language":"klingon"}', /^language is "klingon"/],
    ['{"task":"sing"}', /^task is "sing": it must be one of transcribe, translate/],
    ['{"model":"/etc"}', /^model is "\/etc"/],
    ['{"model":"../x"}', /^model is/],
    ['{"model":7}', /^model is 7/],
    ['{"model":"nonsense"}', /^model is "nonsense": it must be one of tiny, tiny\.en, base, .*distil-large-v3$/],
    [
      '{"model":"base.en","language":"de"}',
      /^model is "base\.en", which knows English alone, and the language is "de"/,
    ],
    ['{"model":"base.en","task":"translate"}', /knows English alone, and task is "translate"/],
    ['{"max_lines":9}', /^max_lines is 9/],
    ['{"beam_size":0}', /^beam_size is 0: it must be a whole number from 1 to 10/],
    ['{"temperature":"hot"}', /^temperature is "hot": it must be a number from 0 to 1/],
    ['{"vad":"maybe"}', /^vad is "maybe": it must be true or false/],
    ['{"vad":false,"vad_threshold":0.3}', /^vad_threshold is 0\.3 and vad is false/],
    ['{"vad_threshold":1}', /^vad_threshold is 1: it must be a number above 0 and below 1/],
    ['{"prompt":7}', /^prompt is 7: it must be text/],
    ['{"beam":5}', /there is no field "beam"/],
    ["nonsense", /not JSON/],
  ];
  for (const [body, expected] of wrong) assert.match(await problemOf(await regenerate(done, { body }), 400), expected);
  assert.match(await problemOf(await regenerate(await playable({ hasAudio: false })), 409), /no sound/);
  assert.match(await problemOf(await regenerate(await seedVideo(test)), 409), /still being prepared/);
  await problemOf(await regenerate(newId()), 404);
});

Deno.test("captions are made again from another sound track, which must be there", async () => {
  const id = await playable();
  const track = (n: number) => ({ track: n, language: null, title: null, channels: 2, codec: "aac", isDefault: true });
  await transaction(sql, (tx) => {
    return setAudioTracks(tx, id, { tracks: [track(1), track(2)], chosen: 2, reason: "voice" });
  });
  const json = await (await test.request(`/api/videos/${id}`)).json();
  assert.deepEqual([json.audio_track, json.audio_track_reason, json.audio_tracks.length], [2, "voice", 2]);
  assert.match(
    await problemOf(await regenerate(id, { body: '{"audio_track":3}' }), 400),
    /tracks of this file are 1, 2/,
  );
  assert.match(await problemOf(await regenerate(id, { body: '{"audio_track":0}' }), 400), /^audio_track is 0/);
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  const response = await regenerate(id, { query: "?audio_track=1" });
  assert.deepEqual((await response.json()).job.options, { audio_track: 1 });
  await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
  await sql`update streamforge.videos set original_key = null where id = ${id}`;
  assert.match(
    await problemOf(await regenerate(id, { body: '{"audio_track":1}' }), 409),
    /only sound track 2 was kept/,
  );
  assert.equal((await regenerate(id, { body: '{"audio_track":2}' })).status, 202);
});

Deno.test("a video's vocabulary is used again, replaced for one time, or left out by an empty field", async () => {
  const id = await playable();
  await seedCaptions(test, id);
  await sql`update streamforge.videos set vocabulary = 'Ada Lovelace' where id = ${id}`;
  const options = async (body: unknown) => {
    const { job } = await (await regenerate(id, { body: JSON.stringify(body) })).json();
    await sql`update streamforge.jobs set state = 'done' where id = ${job.id}`;
    return job.options;
  };
  assert.deepEqual(await options({}), {});
  assert.deepEqual(await options({ hotwords: "Ada Lovelace" }), {});
  assert.deepEqual(await options({ hotwords: " Zürich " }), { hotwords: "Zürich" });
  for (const none of ["", null]) assert.deepEqual(await options({ hotwords: none }), { hotwords: "" });
});
