import assert from "node:assert/strict";
import { transaction } from "../../../../src/db/pool/client.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { findVideo } from "../../../../src/db/videos/videos.ts";
import { storeSubtitles } from "../../../../src/jobs/steps/import_subtitles.ts";
import { probe } from "../../../../src/media/probe.ts";
import { testDatabase } from "../../../database.ts";
import { startApp } from "../../../routes/harness.ts";
import { tools } from "../../../media_fixtures.ts";
import { pgsFile } from "../../../subtitle_pictures.ts";
import { addFileTracks } from "../../../../src/db/tracks/file_tracks.ts";
import { filesBelow, isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const dataDir = await Deno.makeTempDir({ prefix: "streamforge_subtitles_" });
const app = await startApp(sql, { dataDir });
Deno.test.afterAll(async () => {
  await app.close();
  await Deno.remove(dataDir, { recursive: true });
});

const context = workerContext(sql, dataDir);
const clip = await makeClip(`${dataDir}/clip.mp4`); // 4 s
const srt = `${dataDir}/words.srt`;
await Deno.writeTextFile(
  srt,
  "1\n00:00:01,000 --> 00:00:02,000\nHello <i>there</i> & you\n\n2\n00:00:02,500 --> 00:00:03,500\nSecond line\n\n" +
    "3\n00:00:30,000 --> 00:00:31,000\nafter the end\n",
);
const sup = `${dataDir}/pictures.sup`;
await Deno.writeFile(sup, pgsFile());

interface Stream {
  codec: string;
  language?: string;
  title?: string;
  disposition?: string;
}

/** The clip, or another file, with subtitle streams. */
async function withSubtitles(name: string, streams: Stream[], from = ["-i", clip]): Promise<string> {
  const args = [...from, "-i", srt, "-i", sup, "-map", "0:v?", "-map", "0:a", "-c", "copy"];
  for (const [i, { codec, language = "und", title, disposition = "0" }] of streams.entries()) {
    args.push("-map", /dvd|dvb|pgs/.test(codec) ? "2" : "1", `-c:s:${i}`, codec === "pgs" ? "copy" : codec);
    args.push(`-metadata:s:s:${i}`, `language=${language}`, `-disposition:s:${i}`, disposition);
    if (title) args.push(`-metadata:s:s:${i}`, `title=${title}`, `-metadata:s:s:${i}`, `handler_name=${title}`);
  }
  return await makeClip(`${dataDir}/${name}`, name.endsWith(".m4b") ? [...args, ...BOOK] : args);
}

const BOOK = ["-disposition:v", "attached_pic", "-f", "mp4"];

async function captioned(path: string): Promise<string> {
  const { id } = await upload(sql, context.storage, path);
  const video = await workUntil(context, id, isIdle);
  assert.deepEqual([video.state, video.error, video.captionStatus], ["ready", null, "ready"], path);
  return id;
}

const json = async (path: string) => await (await app.request(path, { as: "owner" })).json();
// deno-lint-ignore no-explicit-any
const tracksOf = async (id: string): Promise<any[]> => (await json(`/api/videos/${id}/tracks`)).tracks;
const text = async (path: string) => {
  const response = await app.request(path, { as: "owner" });
  assert.equal(response.status, 200, path);
  return await response.text();
};

const STREAMS: Stream[] = [
  { codec: "srt", language: "eng", title: "Director's comment" },
  { codec: "ass", language: "ger", disposition: "forced" },
  { codec: "webvtt", language: "fre" },
  { codec: "srt", language: "eng", disposition: "hearing_impaired" },
  { codec: "srt", language: "eng", disposition: "default" },
  { codec: "dvdsub", language: "spa" },
  { codec: "pgs", language: "ita" },
];
const film = await withSubtitles("film.mkv", STREAMS);

Deno.test("tracks are in the order that viewers expect: full captions, for the deaf, commentaries, forced; by flag or title", async () => {
  const path = await withSubtitles("order.mkv", [
    { codec: "srt", language: "eng", title: "by a flag", disposition: "comment+default" },
    { codec: "srt", language: "eng", title: "English (Forced)" },
    { codec: "srt", language: "eng", title: "Commentary by the cast" },
    { codec: "srt", language: "eng", title: "English [SDH]" },
    { codec: "srt", language: "eng" },
    { codec: "srt", title: "Lyrics" },
    { codec: "srt", language: "eng", title: "Second", disposition: "default" },
  ]);
  const info = await probe(tools, path);
  const tracks = await storeSubtitles(
    { ...context, job: { id: "job", videoId: "video" } } as never,
    info.subtitles.map((stream) => ({ stream, vtt: "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n" })),
    4,
  );
  const { id } = await upload(sql, context.storage, path);
  await transaction(sql, (tx) => addFileTracks(tx, id, tracks));
  const listed = await tracksOf(id);
  assert.deepEqual(listed.map(({ label }) => label), [
    ...["English (Second)", "English", "Captions (Lyrics)", "English [SDH]", "English (by a flag)"],
    ...["English (Commentary by the cast)", "English (Forced)"],
  ]);
  assert.deepEqual(listed.map(({ commentary }) => commentary), [false, false, false, false, true, true, false]);
});

Deno.test("a file's text subtitles become tracks before the automatic one; picture subtitles are left out", async () => {
  const id = await captioned(film);
  const tracks = await tracksOf(id);
  assert.deepEqual(
    tracks.map(({ language, kind, name, source, label, forced, hearing_impaired, cue_count }) =>
      [language, kind, name, source, label, forced, hearing_impaired, cue_count].join("|")
    ),
    [
      "en|subtitles|uploaded|uploaded|English|false|false|2", // the default of the file
      "fr|subtitles|uploaded|uploaded|français|false|false|2",
      "en|captions|uploaded|uploaded|English SDH|false|true|2",
      "en|subtitles|Director's comment|uploaded|English (Director's comment)|false|false|2",
      "de|subtitles|uploaded|uploaded|Deutsch, forced|true|false|2",
      "en|subtitles||auto|English (automatic)|false|false|4",
    ],
  );
  const { cues } = await json(`/api/videos/${id}/tracks/${tracks[3].id}`);
  assert.deepEqual(cues.map(({ text }: { text: string }) => text), ["Hello there & you", "Second line"]);
  // the clip's sound begins with about 23 ms of priming, before the picture
  assert(Math.abs(cues[0].start - 1) < 0.05 && Math.abs(cues[1].end - 3.5) < 0.05, JSON.stringify(cues));
});

Deno.test("a language selects its first track, a name or an id any track, and regenerate writes the automatic one", async () => {
  const id = await captioned(film);
  const captions = `/api/videos/${id}/captions`;
  assert.match(await text(`${captions}.srt`), /Hello <i>there<\/i>/, "the uploaded one is shown where nobody chose");
  assert.match(await text(`${captions}.srt?lang=en`), /Hello <i>there<\/i>/);
  assert.match(
    await text(`${captions}.srt?lang=de`),
    /Hello <i>there<\/i>/,
    "the only track of its language, although it is forced",
  );
  assert.match(await text(`${captions}.srt?lang=en&name=`), /second0/);
  assert.match(await text(`${captions}.vtt?name=${encodeURIComponent("Director's comment")}`), /Hello <i>there<\/i>/);
  const missing = await app.request(`${captions}.srt?lang=en&name=none`, { as: "owner" });
  assert.equal(missing.status, 404);
  assert.match(
    (await missing.json()).detail,
    /there are no captions in "en" named "none": there are en \(uploaded\), fr \(uploaded\)/,
  );

  const before = await tracksOf(id);
  const response = await app.request(`${captions}/regenerate`, { as: "owner", method: "POST", body: "{}" });
  assert.equal(response.status, 202);
  await workUntil(context, id, isIdle);
  const after = await tracksOf(id);
  assert.deepEqual(after.map(({ id }) => id), before.map(({ id }) => id));
  const changed = after.filter(({ revision }, i) => revision !== before[i].revision);
  assert.deepEqual(changed.map(({ name, source }) => [name, source]), [["", "auto"]]);
  const { captions: listed } = await json(`/api/videos/${id}`);
  assert.deepEqual(listed.map(({ name }: { name: string }) => name), after.map(({ name }) => name));
  for (const { txt_url, source } of listed) {
    assert.match(await text(txt_url), source === "auto" ? /second0/ : /Hello there/);
  }
});

Deno.test("HLS lists the tracks by unique names, and marks forced ones and those that describe sounds", async () => {
  const id = await captioned(film);
  const playlist = await text(`/api/stream/${id}/master.m3u8`);
  const media = playlist.split("\n").filter((line) => line.startsWith("#EXT-X-MEDIA"));
  const names = media.map((line) => /NAME="([^"]*)"/.exec(line)![1]);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
  assert.deepEqual(names.toSorted(), [
    ...["Deutsch, forced", "English", "English (Director's comment)", "English (automatic)", "English SDH", "français"],
  ]);
  assert.match(media[0], /NAME="English".*DEFAULT=YES/);
  assert.equal(media.filter((line) => line.includes("DEFAULT=YES")).length, 1);
  const forced = media.filter((line) => line.includes("FORCED=YES"));
  assert.deepEqual(forced.map((line) => /LANGUAGE="(..)"/.exec(line)![1]), ["de"]);
  const describesSounds = media.filter((line) => line.includes("describes-music-and-sound"));
  assert.deepEqual(describesSounds.map((line) => /NAME="([^"]*)"/.exec(line)![1]), ["English SDH"]);
  for (const line of media) {
    const list = await text(`/api/stream/${id}/${/URI="([^"]*)"/.exec(line)![1]}`);
    const file = list.split("\n").find((line) => line.includes(".vtt"))!;
    assert.match(await text(`/api/stream/${id}/subtitles/${file}`), /X-TIMESTAMP-MAP[^]*-->/);
  }
});

Deno.test("a second run of the job adds no track twice, and does not change edited tracks", async () => {
  const id = await captioned(film);
  const [track] = await tracksOf(id);
  const url = `/api/videos/${id}/tracks/${track.id}`;
  const body = JSON.stringify({ base_revision: track.revision, cues: [{ start: 1, end: 2, text: "Mine" }] });
  assert.equal((await app.request(url, { as: "owner", method: "PUT", body })).status, 200);
  const before = await tracksOf(id);
  const files = filesBelow(`${dataDir}/media/videos/${id}/captions`).length;
  await enqueue(sql, { kind: "transcode_video", videoId: id });
  await workUntil(context, id, isIdle);
  const after = await tracksOf(id);
  assert.deepEqual(after.map(({ id }) => id), before.map(({ id }) => id));
  const uploaded = (list: typeof after) => list.filter(({ name }) => name).map(({ revision }) => revision);
  assert.deepEqual(uploaded(after), uploaded(before));
  assert.match(await text(`/api/videos/${id}/captions.srt?track=${track.id}`), /Mine/);
  // only the automatic captions were made again
  assert.equal(filesBelow(`${dataDir}/media/videos/${id}/captions`).length, files + 3);
});

Deno.test("subtitles are found in MP4, QuickTime and an audiobook with chapters and a cover", async () => {
  const stream = { codec: "mov_text", language: "spa", title: "Comentario" };
  const cover = await makeClip(`${dataDir}/cover.jpg`, ["-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1"]);
  const meta = `${dataDir}/chapters.txt`;
  await Deno.writeTextFile(meta, ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=Zwei \\= Ende\n");
  const book = ["-i", clip, "-i", cover, "-i", meta, "-map", "0:a", "-map", "1:v", "-map_metadata", "2", "-c", "copy"];
  await makeClip(`${dataDir}/plain.m4b`, [...book, ...BOOK]);
  const files = [
    await withSubtitles("film.mp4", [stream]),
    await withSubtitles("film.mov", [stream]),
    await withSubtitles("book.m4b", [stream], ["-i", `${dataDir}/plain.m4b`]),
  ];
  for (const file of files) {
    const id = await captioned(file);
    const tracks = await tracksOf(id);
    assert.deepEqual(
      tracks.map(({ language, name, source, cue_count }) => [language, name, source, cue_count]),
      [["es", "Comentario", "uploaded", 2], ["en", "", "auto", 4]],
      file,
    );
    const video = (await findVideo(sql, id))!;
    assert.equal(video.hasVideo, !file.endsWith(".m4b"), file);
    if (file.endsWith(".m4b")) assert.deepEqual(video.chapters.map(({ title }) => title), ["Zwei = Ende"]);
  }
});

Deno.test("an unreadable subtitle stream harms neither the video nor the other subtitles", async () => {
  const bytes = await Deno.readFile(await withSubtitles("styled.mkv", [{ codec: "ass", language: "jpn" }, STREAMS[2]]));
  // the header for the decoder of the first stream
  const at = new TextDecoder("ascii").decode(bytes).indexOf("[Script Info]");
  bytes.fill(0xff, at, at + 200);
  await Deno.writeFile(`${dataDir}/broken.mkv`, bytes);
  const tracks = await tracksOf(await captioned(`${dataDir}/broken.mkv`));
  assert.deepEqual(tracks.slice(-2).map(({ language }) => language), ["fr", "en"]);
  const pictures = await captioned(await withSubtitles("pictures.mkv", [{ codec: "dvbsub" }, { codec: "dvdsub" }]));
  assert.deepEqual((await tracksOf(pictures)).map(({ source }) => source), ["auto"]);
});
