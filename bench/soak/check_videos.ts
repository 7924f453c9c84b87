import type { Client } from "./client.ts";
import type { Ledger, Upload } from "./ledger.ts";
import { matchesSpeech } from "./load.ts";

const PARALLEL = 2;
/** The share of a clip's length that must be decodable. */
const MIN_DECODED = 0.8;

/** Checks every upload over HTTP, as a viewer would. @param present ids of all videos */
export async function checkVideos(client: Client, ledger: Ledger, present: Set<string>): Promise<void> {
  const left = ledger.uploads.values();
  const checkNext = async () => {
    for (const upload of left) await checkUpload(client, ledger, upload, present);
  };
  await Promise.all(Array.from({ length: PARALLEL }, checkNext));
}

async function checkUpload(client: Client, ledger: Ledger, upload: Upload, present: Set<string>): Promise<void> {
  const { videoId, title, clip, deletion } = upload;
  const what = `"${title}" (${clip.kind})`;
  const isThere = videoId !== null && present.has(videoId);
  if (deletion === "deleted" || deletion === "hidden") {
    if (isThere) ledger.addViolation("orphans", `${what} was deleted and is still there`, [videoId]);
    return;
  }
  if (!isThere) {
    if (upload.state === "accepted" && deletion === "none" && clip.text !== null) {
      ledger.addViolation("lost", `${what} was accepted and is not there`, [videoId]);
    }
    return;
  }
  if (deletion === "unknown") return; // it may be hidden and about to be deleted
  const answer = await client.askUntilAnswered(`/api/videos/${videoId}`, {}, AbortSignal.timeout(20_000));
  if (answer?.status !== 200) {
    return ledger.addViolation("lost", `${what} can't be read: ${answer?.status} ${answer?.text}`, [videoId]);
  }
  const video = JSON.parse(answer.text) as VideoState;
  for (const { counter, message } of judge(upload, video)) {
    ledger.addViolation(counter, `${what} ${message}`, [videoId]);
  }
  if (clip.text === null || video.state !== "ready") return;
  await checkPlaying(client, ledger, upload, video);
  if (video.caption_status === "ready") await checkCaptions(client, ledger, upload);
}

/** The checked fields of a video's JSON. */
export interface VideoState {
  state: string;
  error: string | null;
  caption_status: string;
  caption_error: string | null;
  thumbnail_url: string | null;
  storyboard_url: string | null;
  renditions: { name: string }[];
}

/** Returns what is wrong with a video, by its JSON. */
export function judge(
  { clip }: Pick<Upload, "clip">,
  video: VideoState,
): { counter: "lost" | "wrongVerdicts"; message: string }[] {
  if (clip.text === null) {
    if (video.state !== "ready") return [];
    return [{ counter: "wrongVerdicts", message: "is no media and was taken for a good video" }];
  }
  const { state, error, caption_status, caption_error } = video;
  if (state === "failed") return [{ counter: "wrongVerdicts", message: `failed for good: ${error}` }];
  if (state !== "ready") return [{ counter: "lost", message: `is still ${state}` }];
  const faults: { counter: "lost" | "wrongVerdicts"; message: string }[] = [];
  if (error) faults.push({ counter: "wrongVerdicts", message: `has an error: ${error}` });
  if (caption_status === "failed") {
    faults.push({ counter: "wrongVerdicts", message: `has no captions: ${caption_error}` });
  } else if (caption_status !== "ready") {
    faults.push({ counter: "lost", message: `has no captions: they are still ${caption_status}` });
  }
  const names = video.renditions.map(({ name }) => name);
  const missing = clip.renditions.filter((name) => !names.includes(name));
  if (missing.length > 0) faults.push({ counter: "lost", message: `has no ${missing.join(" and no ")}` });
  if (clip.hasPicture && !video.thumbnail_url) faults.push({ counter: "lost", message: "has no thumbnail" });
  if (clip.hasPicture && !video.storyboard_url) {
    faults.push({ counter: "lost", message: "has no pictures along the seek bar" });
  }
  return faults;
}

/** Decodes every rendition by range requests, and as HLS. */
async function checkPlaying(
  { origin }: Client,
  ledger: Ledger,
  { title, clip, videoId }: Upload,
  { renditions }: VideoState,
): Promise<void> {
  const names = [...renditions.map(({ name }) => name), "master.m3u8"];
  for (const name of names) {
    const problem = await decode(`${origin}/api/stream/${videoId}/${name}`, clip.seconds);
    if (problem) ledger.addViolation("lost", `"${title}" (${clip.kind}): ${name} does not play: ${problem}`, [videoId]);
  }
}

/** @returns why it could not be decoded to the end; null if it could */
async function decode(url: string, seconds: number): Promise<string | null> {
  const args = ["-v", "error", "-nostdin", "-xerror", "-i", url, "-map", "0:v?", "-map", "0:a?", "-f", "null"];
  const { code, stdout, stderr } = await new Deno.Command("ffmpeg", { args: [...args, "-progress", "pipe:1", "-"] })
    .output();
  const message = new TextDecoder().decode(stderr).trim();
  if (code !== 0) return message.slice(-300) || `ffmpeg ended with ${code}`;
  const times = [...new TextDecoder().decode(stdout).matchAll(/^out_time_us=(\d+)$/gm)];
  const decoded = Number(times.at(-1)?.[1] ?? 0) / 1e6;
  return decoded < MIN_DECODED * seconds ? `only ${decoded.toFixed(1)} of ${seconds.toFixed(1)} s are in it` : null;
}

async function checkCaptions(client: Client, ledger: Ledger, upload: Upload): Promise<void> {
  const { title, clip, videoId, edits } = upload;
  const limit = AbortSignal.timeout(20_000);
  for (const format of ["txt", "vtt", "srt"]) {
    const answer = await client.askUntilAnswered(`/api/videos/${videoId}/captions.${format}`, {}, limit);
    if (answer?.status !== 200) {
      ledger.addViolation("lost", `"${title}": captions.${format} is answered with ${answer?.status}`, [videoId]);
    } else if (format === "txt") {
      const text = answer.text.replace(/mark\d+x/gi, " ");
      if (!matchesSpeech(text, clip.text!)) {
        ledger.addViolation(
          "lost",
          `"${title}": of ${JSON.stringify(clip.text)} the captions are ${JSON.stringify(text)}`,
          [
            videoId,
          ],
        );
      }
      const lostEdits = edits.filter(({ mark }) => !answer.text.includes(mark));
      for (const { mark, revision } of lostEdits) {
        ledger.addViolation("lost", `"${title}": the saved word ${mark} is no longer in the captions`, [
          videoId,
          revision,
        ]);
      }
    }
  }
  for (const track of new Set(edits.map(({ track }) => track))) {
    const answer = await client.askUntilAnswered(`/api/videos/${videoId}/tracks/${track}/revisions`, {}, limit);
    const ids: string[] = answer?.status === 200
      ? JSON.parse(answer.text).revisions.map(({ id }: { id: string }) => id)
      : [];
    for (const { revision } of edits.filter((edit) => edit.track === track && !ids.includes(edit.revision))) {
      ledger.addViolation("lost", `"${title}": a saved revision is not in the list of versions`, [videoId, revision]);
    }
  }
}
