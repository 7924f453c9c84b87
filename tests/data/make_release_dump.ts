/**
 * Makes `release-VERSION.sql`: a dump of the database's schema as that version has it, with a few rows that the program's
 * own functions wrote. `tests/src/db/pool/release_dump_test.ts` restores every such dump and migrates it.
 *
 *   apt-get install postgresql && deno run -A tests/data/make_release_dump.ts 0.1.0
 *
 * A dump is made once, when its version is released, with the oldest Postgres that is supported: pg_dump of a newer one
 * writes settings that an older server refuses.
 */
import { newId } from "../../src/core/ids.ts";
import type { Cue, EditedCue, Segment } from "../../src/core/types.ts";
import { startPostgres } from "../../src/db/embedded/mod.ts";
import { finish } from "../../src/db/jobs/outcomes.ts";
import { reportWorker } from "../../src/db/jobs/workers.ts";
import { connect, type Database, type Sql } from "../../src/db/pool/client.ts";
import { migrate } from "../../src/db/pool/migrate.ts";
import { writeStorageIdentity } from "../../src/db/pool/storage_identity.ts";
import { appendCues, finishRevision, startRevision } from "../../src/db/tracks/building_revisions.ts";
import { writeDraft } from "../../src/db/tracks/drafts.ts";
import { addFileTracks } from "../../src/db/tracks/file_tracks.ts";
import { announceRevision } from "../../src/db/tracks/pending_revisions.ts";
import { type NewRevision, saveRevision } from "../../src/db/tracks/revisions.ts";
import {
  appendSegments,
  createTranscription,
  enqueueTranscription,
  finishTranscription,
} from "../../src/db/transcriptions/transcriptions.ts";
import { recordAttention } from "../../src/db/videos/attention.ts";
import { setAudioReportKey } from "../../src/db/videos/audio_report.ts";
import { setChapters, setStoryboard } from "../../src/db/videos/player_media.ts";
import { recordRenditions } from "../../src/db/videos/renditions.ts";
import { createUpload } from "../../src/db/videos/uploads.ts";
import { updateVideo } from "../../src/db/videos/videos.ts";
import { quietLog } from "../database.ts";
import { addVideo, claimFor } from "../src/db/rows.ts";
import { claim } from "../src/jobs/queue.ts";

const BIN_DIR = "/usr/lib/postgresql/15/bin";

const [version] = Deno.args;
if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) throw new Error("name the version: make_release_dump.ts 0.1.0");
const dataDir = await Deno.makeTempDir({ prefix: "streamforge-dump-" });
const postgres = await startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: quietLog, binDir: BIN_DIR });
const sql = connect(postgres.database);
try {
  await migrate(sql, quietLog);
  await writeRows(sql);
  await Deno.writeTextFile(`${import.meta.dirname}/release-${version}.sql`, await dump(postgres.database));
} finally {
  await sql.end();
  await postgres.stop();
}

/** Writes at least one row of each table but for `search_*`, which triggers fill. */
async function writeRows(sql: Sql): Promise<void> {
  await writeStorageIdentity(sql, { id: newId(), place: "example:/srv/streamforge/media" });
  await reportWorker(sql, {
    ...{ id: "example-1", version: "0.1.0", model: "base", device: "cpu", fallbackReason: null, models: ["base"] },
  });
  await createUpload(sql, {
    ...{ id: newId(), owner: "owner", metadata: { filename: "lecture.mp4" }, sizeBytes: 5_000_000 },
    expiresAt: new Date("2100-01-01T00:00:00Z"),
  });
  await writeCaptionedVideo(sql);
  await writeTranscription(sql);
  await addVideo(sql, { title: "Waiting for its first job", visibility: "private" });
}

async function writeCaptionedVideo(sql: Sql): Promise<void> {
  const { id } = await addVideo(sql, { title: "A talk about foxes", visibility: "public" });
  await updateVideo(sql, id, { tags: ["nature", "Été"] });
  await finish(sql, await claimFor(sql, id), async (tx) => {
    await setChapters(tx, id, [{ start: 0, end: 4, title: "Beginning" }]);
    await addFileTracks(tx, id, [{
      ...{ streamIndex: 2, language: "de", title: "Aus der Datei", isDefault: true },
      ...{ isForced: false, isHearingImpaired: true, isCommentary: false },
      revision: revisionOf(id, "uploaded", ["schnelle Füchse"]),
    }]);
    await recordRenditions(tx, id, [{
      ...{ name: "720p", mp4Key: `videos/${id}/720p/video.mp4`, hlsKey: `videos/${id}/720p/media.m3u8` },
      ...{ shortSide: 720, width: 1280, height: 720, bandwidth: 2_000_000, codecs: "avc1.64001f,mp4a.40.2" },
      sizeBytes: 900,
    }], { facts: { durationSeconds: 4.5, width: 1280, height: 720, hasVideo: true, hasAudio: true } });
    const storyboard = { every: 2, count: 3, width: 160, height: 90, columns: 5, rows: 5 };
    await setStoryboard(tx, id, { ...storyboard, folder: `videos/${id}/storyboard/1` });
    await setAudioReportKey(tx, id, `videos/${id}/hearing/1`);
  });

  const job = await claimFor(sql, id, "caption_video");
  const { revision } = await startRevision(sql, job, { language: "en", model: "base" });
  await appendCues(sql, job, revision, cuesOf(["the quick foxes", "jump over the lazy dog"]));
  await finish(sql, job, (tx) =>
    finishRevision(tx, revision, {
      ...{ language: "en", languageProbability: 0.98, wordCount: 8, note: null },
      ...filesOf(id, revision.id),
    }));
  await sql.begin((tx) =>
    recordAttention(tx, id, revision.id, {
      ...{ startSeconds: 0, endSeconds: 4, fromSeconds: 0, toSeconds: 4, model: "base" },
      storageKey: `videos/${id}/attention/1.bin`,
    })
  );
  const edited = {
    ...revisionOf(id, "edited", ["the quick brown foxes", "jump over the lazy dog"]),
    baseRevision: revision.id,
  };
  await saveRevision(sql, { videoId: id, trackId: revision.trackId, revision: edited });
  await writeDraft(sql, { trackId: revision.trackId, author: "owner" }, {
    ...{ baseRevision: edited.id, cues: [{ start: 0, end: 2, text: "the slow foxes" }], version: 0 },
  });
  await announceRevision(sql, { revisionId: newId(), videoId: id });
}

async function writeTranscription(sql: Sql): Promise<void> {
  const id = newId();
  await createTranscription(sql, id);
  await enqueueTranscription(sql, id, { model: "base" });
  const job = (await claim(sql, { kinds: ["transcribe_audio"], worker: "example-1" }))!;
  const segment: Segment = {
    ...{ id: 0, start: 0, end: 2, text: " Hello.", tokens: [2425, 13], temperature: 0 },
    ...{ avgLogprob: -0.2, compressionRatio: 0.9, noSpeechProb: 0.01, words: [] },
  };
  await appendSegments(sql, job, 0, [segment]);
  await finish(
    sql,
    job,
    (tx) => finishTranscription(tx, id, { language: "en", languageProbability: 0.9, duration: 2 }),
  );
}

function cuesOf(texts: string[]): Cue[] {
  return texts.map((text, i) => ({
    ...{ id: i + 1, start: 2 * i, end: 2 * i + 1.5, text },
    words: [{ word: text, start: 2 * i, end: 2 * i + 1.5, probability: 0.9 }],
  }));
}

function revisionOf(videoId: string, source: NewRevision["source"], texts: string[]): NewRevision {
  const id = newId();
  const cues = cuesOf(texts).map((cue): EditedCue => ({ ...cue, isEdited: source === "edited" }));
  return {
    ...{ id, source, author: "owner", note: null, baseRevision: null, cues },
    ...{ wordCount: texts.join(" ").split(" ").length, ...filesOf(videoId, id) },
  };
}

function filesOf(videoId: string, revisionId: string) {
  const stem = `videos/${videoId}/captions/${revisionId}`;
  return { srtKey: `${stem}.srt`, vttKey: `${stem}.vtt`, transcriptKey: `${stem}.json` };
}

async function dump(database: Database): Promise<string> {
  const { host, port, user, database: name } = database as Exclude<Database, string>;
  const { success, stdout, stderr } = await new Deno.Command(`${BIN_DIR}/pg_dump`, {
    args: ["--schema=streamforge", "--no-owner", "--no-privileges", "--column-inserts", `--host=${host}`]
      .concat([`--port=${port}`, `--username=${user}`, name]),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  // lines such as \restrict are for psql alone
  return new TextDecoder().decode(stdout).replaceAll(/^\\.*\n/gm, "");
}
