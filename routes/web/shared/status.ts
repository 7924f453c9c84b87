import { WAITING_FOR_SPACE } from "../../../src/db/jobs/space_waits.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { words } from "../words/words.ts";

/** A state of a video in a few words. */
export interface Badge {
  text: string;
  kind: "done" | "busy" | "failed" | "quiet";
}

export interface Status {
  badges: Badge[];
  /** Why something failed and what to do. */
  reasons: string[];
  /** What can be tried again. */
  retry: "captions" | "video" | null;
  /** 0 to 1 while the first playable rendition is being made or waits to be; else null. */
  transcoding: number | null;
}

type Facts = Pick<Video, "state" | "error" | "captionStatus" | "captionError" | "captionNote" | "jobs">;

/** The badges of a video: `Captions ready`, `Making captions 42%`, `Preparing the video 10%`, `Failed`. */
export function statusOf(video: Facts): Status {
  const { status: w } = words();
  const job = (kind: string) => video.jobs.find((job) => job.kind === kind);
  const replacing = replacementBadges(job("replace_file"));
  const first = job("transcode_video");
  if (first || video.state === "processing") {
    const text = first?.state === "running" ? w.preparing(first.progress) : waiting(first, w.waitsToBePrepared);
    return {
      badges: [{ text, kind: "busy" }, ...replacing],
      reasons: [],
      retry: null,
      transcoding: first?.progress ?? 0,
    };
  }
  if (video.state === "failed") {
    const reasons = video.error ? [video.error] : [];
    return { badges: [{ text: w.failed, kind: "failed" }, ...replacing], reasons, retry: "video", transcoding: null };
  }
  const badges = [captionBadge(video, job("caption_video"))];
  const reasons: string[] = [];
  if (badges[0].kind === "failed" && video.captionError) reasons.push(video.captionError);
  let retry: Status["retry"] = badges[0].kind === "failed" ? "captions" : null;
  const rest = job("transcode_renditions");
  if (rest) {
    const text = rest.state === "running" ? w.preparing(rest.progress) : waiting(rest, w.moreSizes);
    badges.push({ text, kind: "busy" });
  } else if (video.error) {
    badges.push({ text: w.failed, kind: "failed" });
    reasons.push(video.error);
    retry ??= "video";
  }
  badges.push(...replacing);
  return { badges, reasons, retry, transcoding: null };
}

/** While a new file is prepared. */
function replacementBadges(job: Video["jobs"][number] | undefined): Badge[] {
  if (!job) return [];
  const { status: w } = words();
  const text = job.state === "running" ? w.replacing(job.progress) : waiting(job, w.newFileWaits);
  return [{ text, kind: "busy" }];
}

function waiting(job: Video["jobs"][number] | undefined, otherwise: string): string {
  return job?.stage === WAITING_FOR_SPACE ? words().status.waitsForSpace : otherwise;
}

function captionBadge(video: Facts, job: Video["jobs"][number] | undefined): Badge {
  const { status: w } = words();
  if (job?.state === "running") return { text: w.makingCaptions(job.progress), kind: "busy" };
  if (job) return { text: waiting(job, w.captionsWait), kind: "busy" };
  if (video.captionStatus === "failed") return { text: w.failed, kind: "failed" };
  if (video.captionStatus !== "ready") return { text: w.captionsWait, kind: "busy" };
  if (video.captionNote) return { text: noteText(video.captionNote), kind: "quiet" };
  return { text: w.captionsReady, kind: "done" };
}

/** Why there are no captions, in words. @param note as the server stores it */
export function noteText(note: string): string {
  return (words().status.notes as Record<string, string>)[note] ?? note;
}

/** What a job does, in words. @param stage as the server stores it */
export function stageText(stage: string): string {
  return (words().status.stages as Record<string, string>)[stage] ?? stage;
}
