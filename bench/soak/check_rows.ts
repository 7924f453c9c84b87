import { analysisOf, analysisOfJob } from "../../src/core/analyses.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import type { Ledger, Upload } from "./ledger.ts";

interface VideoRow {
  id: string;
  title: string;
  state: string;
  error: string | null;
}

interface JobRow {
  id: string;
  kind: string;
  videoId: string | null;
  state: string;
  error: string | null;
}

/** Finds the videos of uploads whose answer was lost. @returns the ids of all videos */
export async function matchVideos(sql: Sql, ledger: Ledger): Promise<Set<string>> {
  const videos = await sql<VideoRow[]>`select id, title, state, error from streamforge.videos order by created_at`;
  const byTitle = Map.groupBy(videos, ({ title }) => title);
  for (const upload of ledger.uploads) upload.videoId ??= byTitle.get(upload.title)?.[0].id ?? null;
  const titles = new Set(ledger.uploads.map(({ title }) => title));
  for (const [title, rows] of byTitle) {
    const ids = rows.map(({ id }) => id);
    if (rows.length > 1) {
      ledger.addViolation("duplicates", `"${title}" was uploaded once and is ${rows.length} videos`, ids);
    }
    if (!titles.has(title)) ledger.addViolation("orphans", `a video "${title}" that nobody uploaded`, ids);
  }
  return new Set(videos.map(({ id }) => id));
}

/** Checks that each job was done once, that no job of a good file is dead, and that no captions are duplicated. */
export async function checkRows(sql: Sql, ledger: Ledger): Promise<void> {
  const uploads = new Map(ledger.uploads.filter(({ videoId }) => videoId).map((upload) => [upload.videoId!, upload]));
  await checkJobs(sql, ledger, uploads);
  await checkCaptions(sql, ledger);
  const transcriptions = await sql<{ id: string }[]>`
    select id from streamforge.transcriptions where expires_at < now() - interval '1 minute'`;
  for (const { id } of transcriptions) {
    ledger.addViolation("orphans", "a transcription that nobody waits for is left", [id]);
  }
}

async function checkJobs(sql: Sql, ledger: Ledger, uploads: Map<string, Upload>): Promise<void> {
  const jobs = await sql<JobRow[]>`select id, kind, video_id, state, error from streamforge.jobs`;
  for (const { id, kind, videoId, state, error } of jobs) {
    const upload = videoId === null ? null : uploads.get(videoId);
    if (!upload || upload.clip.text === null || upload.deletion !== "none") continue;
    const what = `${kind} of "${upload.title}" (${upload.clip.kind})`;
    if (state === "dead") ledger.addViolation("wrongVerdicts", `${what} failed for good: ${error}`, [id, videoId]);
    if (state === "queued" || state === "running") {
      ledger.addViolation("lost", `${what} is not done: ${state}`, [id, videoId]);
    }
  }
  const done = jobs.filter(({ state, videoId }) => state === "done" && videoId !== null);
  for (const [key, same] of Map.groupBy(done, ({ kind, videoId }) => `${kind} ${videoId}`)) {
    const { kind, videoId } = same[0];
    if (same.length > mostTimes(kind, uploads.get(videoId!))) {
      ledger.addViolation("duplicates", `${key} was done ${same.length} times`, [videoId, ...same.map(({ id }) => id)]);
    }
  }
}

/** How often a job of a video may be done: captions that change have what was made of them made again. */
function mostTimes(kind: string, upload: Pick<Upload, "regenerations" | "edits"> | undefined): number {
  const { regenerations = 0, edits = [] } = upload ?? {};
  const analysis = analysisOfJob(kind);
  if (!analysis) return kind === "caption_video" ? 1 + regenerations : 1;
  const changes = analysisOf(analysis).readsCaptions ? regenerations + edits.length : regenerations;
  return 1 + changes + (analysis === "meaning" ? 1 + regenerations : 0); // again where speakers got names
}

async function checkCaptions(sql: Sql, ledger: Ledger): Promise<void> {
  const tracks = await sql<{ videoId: string; count: number }[]>`
    select video_id, count(*) as count from streamforge.tracks group by video_id having count(*) > 1`;
  for (const { videoId, count } of tracks) {
    ledger.addViolation("duplicates", `a video with one language has ${count} tracks of captions`, [videoId]);
  }
  const results = await sql<{ jobId: string; count: number }[]>`
    select job_id, count(*) as count from streamforge.revisions
    where state = 'finished' and job_id is not null and source = 'auto' group by job_id having count(*) > 1`;
  for (const { jobId, count } of results) {
    ledger.addViolation("duplicates", `a job wrote ${count} finished revisions of captions`, [jobId]);
  }
  const cues = await sql<{ revisionId: string; text: string }[]>`
    select revision_id, text from streamforge.cues
    group by revision_id, text, round(start_seconds::numeric, 2) having count(*) > 1`;
  for (const { revisionId, text } of cues) {
    ledger.addViolation("duplicates", `a cue is there twice: ${JSON.stringify(text)}`, [revisionId]);
  }
  const building = await sql<{ id: string; jobId: string | null }[]>`
    select r.id, r.job_id from streamforge.revisions r where r.state = 'building' and not exists
      (select 1 from streamforge.jobs j where j.id = r.job_id and j.state in ('queued', 'running'))`;
  for (const { id, jobId } of building) {
    ledger.addViolation("orphans", "a revision of captions is being built and no job builds it", [id, jobId]);
  }
}
