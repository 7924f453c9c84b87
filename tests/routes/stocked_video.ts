/** A video with everything that a route can show, each piece marked by who may see it. */
import { transaction } from "../../src/db/pool/client.ts";
import { posterKeys } from "../../src/core/poster.ts";
import { setPosterCandidates } from "../../src/db/videos/posters.ts";
import type { Visibility } from "../../src/core/types.ts";
import type { AudioReport } from "../../src/core/audio_report.ts";
import { newId } from "../../src/core/ids.ts";
import { enqueue } from "../../src/db/videos/video_jobs.ts";
import { writeDraft } from "../../src/db/tracks/drafts.ts";
import { getTrack, listTracks } from "../../src/db/tracks/tracks.ts";
import { saveRevision } from "../../src/db/tracks/revisions.ts";
import { saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { quietLog } from "../database.ts";
import { TEST_USERS } from "../supabase_tokens.ts";
import { seedCaptions, seedVideo, type TestApp } from "./harness.ts";
import type { ViewerName } from "./access_table.ts";

/** In titles, tags, cues and chapters: for all who may see the video. */
export const contentMark = (visibility: Visibility) => `zq${visibility}content`;
/** In file names, errors, notes, drafts, older revisions and the owner's name: for all who may change the video. */
export const OWNER_MARK = "zqownersalone";
/** In paths of the server: for administrators alone. */
export const SERVER_MARK = "zqserversalone";

export interface Stocked {
  id: string;
  visibility: Visibility;
  track: string;
  /** The track's current revision. */
  revision: string;
  olderRevision: string;
  alignJob: string;
  /** A tus upload of the same owner, without bytes so far. */
  upload: string;
  /** Who sends the request. */
  viewer: ViewerName;
}

const HLS = { "index.m3u8": "#EXTM3U\n", "init.mp4": "i", "seg_00000.m4s": "s" };
const EXACT = { words: [], isEdited: true };

export async function stockVideo(
  app: TestApp,
  { visibility, viewer = "owner", isHidden = false }: {
    visibility: Visibility;
    viewer?: ViewerName;
    isHidden?: boolean;
  },
): Promise<Stocked> {
  const { sql, storage } = app;
  const mark = contentMark(visibility);
  const renditions = { "720p": { shortSide: 720, bytes: new TextEncoder().encode(mark), hls: HLS } };
  const id = await seedVideo(app, {
    title: `The harbour ${mark}`,
    visibility,
    owner: TEST_USERS.first_user.id,
    renditions,
  });
  const cue = { start: 0, end: 2, words: [] };
  await seedCaptions(app, id, { cues: [{ id: 1, ...cue, text: `old harbour ${OWNER_MARK}` }], note: null });
  const [{ id: track, revision: olderRevision }] = await listTracks(sql, id);
  const content = {
    ...{
      source: "edited" as const,
      author: TEST_USERS.first_user.id,
      note: `note ${OWNER_MARK}`,
      baseRevision: olderRevision,
    },
    ...{ language: "en", cues: [{ id: 1, start: 0, end: 2, text: `harbour ${mark}`, ...EXACT }] },
  };
  await saveWithFiles({ sql, storage, log: quietLog }, { id, durationSeconds: 12.5 }, content, async (revision) => {
    await saveRevision(sql, { videoId: id, trackId: track, revision });
  });
  const { revision } = await getTrack(sql, id, track);
  const draft = { baseRevision: revision, cues: [{ start: 0, end: 1, text: OWNER_MARK }], version: 0 };
  await writeDraft(sql, { trackId: track, author: TEST_USERS.first_user.id }, draft);
  await stockReports(app, id, { mark, olderRevision });
  const alignJob = await stockJobs(app, id, track);
  const upload = await stockUpload(app);
  if (isHidden) await sql`update streamforge.videos set delete_at = now() + interval '1 hour' where id = ${id}`;
  return { id, visibility, track, revision, olderRevision, alignJob, upload, viewer };
}

/** Audio report, attention, storyboard, chapters, thumbnails, tags, and an error about the larger sizes. */
async function stockReports(
  { sql, storage }: TestApp,
  id: string,
  { mark, olderRevision }: { mark: string; olderRevision: string },
): Promise<void> {
  const folder = `videos/${id}`;
  await storage.putText(`${folder}/hearing/1/index.json`, JSON.stringify(reportIndex(mark)));
  for (
    const name of ["hearing/1/mel.bin", "hearing/1/peaks.bin", "attention/1", "thumbnail.jpg", "board/sheet_0.jpg"]
  ) {
    await storage.putText(`${folder}/${name}`, mark);
  }
  const size = { width: 640, height: 360 };
  const picture = { small: size, large: size, hasWebp: true };
  const pictures = `${folder}/thumbnails/job-1`;
  for (const key of posterKeys(`${pictures}/0`, picture)) await storage.putText(key, mark);
  const found = { candidates: [{ start: 1, score: 0.5, faces: 0, reasons: ["sharp"] }] };
  await sql`
    insert into streamforge.analyses (video_id, kind, state, result)
    values (${id}, 'thumbnails', 'ready', ${sql.json(found)})`;
  await transaction(
    sql,
    (tx) => setPosterCandidates(tx, id, { folder: pictures, pictures: [picture] }, { number: 0, start: 1 }),
  );
  const layout = { every: 5, count: 3, width: 160, height: 90, columns: 5, rows: 5, folder: `${folder}/board` };
  const chapters = [{ start: 0, end: 12.5, title: mark }];
  await sql`
    update streamforge.videos set audio_report_key = ${`${folder}/hearing/1`}, storyboard = ${sql.json(layout)},
      chapters = ${sql.json(chapters)}, thumbnail_key = ${`${folder}/thumbnail.jpg`}, tags = array[${mark}],
      file_name = ${`${OWNER_MARK}.mp4`}, error = ${`error ${OWNER_MARK}`}, caption_error = ${`error ${OWNER_MARK}`}
    where id = ${id}`;
  await sql`
    update streamforge.revisions set model = ${`/srv/${SERVER_MARK}/tiny`} where id = ${olderRevision}`;
  await sql`
    insert into streamforge.attention_windows values (${id}, ${olderRevision}, 0, 5, 0, 5, 'tiny', ${`${folder}/attention/1`})`;
}

/** The index of an audio report as its job stores it. */
function reportIndex(mark: string): { source: unknown; hearing: AudioReport } {
  const pieces = [{ start: 0, end: 1, frames: 100, min: 0, max: 1, is_read: true }];
  const levels = { peak_db: -3, silence_below_db: -60 };
  const overview = { mel_step: 1, mel: mark, peaks_step: 1, peaks: mark };
  const shape = { version: 1 as const, seconds: 1, sample_rate: 16_000, hop_seconds: 0.01, n_mels: 1, band_hz: [440] };
  const spans = [{ start: 0, end: 1, kind: "speech" as const }];
  return {
    source: { sample_rate: 48_000, channels: 2 },
    hearing: { ...shape, ...levels, frames: 100, pieces, spans, overview },
  };
}

/** A job that timed a script and failed. @returns its id */
async function stockJobs({ sql }: TestApp, id: string, track: string): Promise<string> {
  const payload = { track, base_revision: "none", author: TEST_USERS.first_user.id, text: OWNER_MARK };
  const { job } = await enqueue(sql, { kind: "align_captions", videoId: id, payload });
  await sql`
    update streamforge.jobs set state = 'dead', error = ${`error ${OWNER_MARK}`} where id = ${job.id}`;
  await sql`
    insert into streamforge.jobs (id, kind, video_id, state, error)
    select ${newId()}, 'transcode_renditions', ${id}, 'dead', ${`error ${OWNER_MARK}`}
    where not exists (select 1 from streamforge.jobs where video_id = ${id} and kind = 'transcode_renditions')`;
  return job.id;
}

/** Begins a tus upload as its client does. @returns its id */
async function stockUpload(app: TestApp): Promise<string> {
  const metadata = `filename ${btoa(`${OWNER_MARK}.mp4`)}`;
  const response = await app.request("/api/uploads", {
    method: "POST",
    headers: { "Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": metadata },
    as: "first_user",
  });
  if (response.status !== 201) throw new Error(`no upload: ${response.status} ${await response.text()}`);
  return response.headers.get("Location")!.split("/").at(-1)!;
}
