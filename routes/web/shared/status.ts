import { WAITING_FOR_SPACE } from "../../../src/db/jobs/space_waits.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { percent } from "./format.ts";

/** A state of a video, in brackets. */
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

/** The badges of a video: `[captions ✓]`, `[generating captions 42 %]`, `[transcoding 10 %]`, `[failed]`. */
export function statusOf(video: Facts): Status {
  const job = (kind: string) => video.jobs.find((job) => job.kind === kind);
  const replacing = replacementBadges(job("replace_file"));
  const first = job("transcode_video");
  if (first || video.state === "processing") {
    const text = first?.state === "running"
      ? `[transcoding ${percent(first.progress)}]`
      : waiting(first, "[waiting to be transcoded]");
    return {
      badges: [{ text, kind: "busy" }, ...replacing],
      reasons: [],
      retry: null,
      transcoding: first?.progress ?? 0,
    };
  }
  if (video.state === "failed") {
    const reasons = video.error ? [video.error] : [];
    return { badges: [{ text: "[failed]", kind: "failed" }, ...replacing], reasons, retry: "video", transcoding: null };
  }
  const badges = [captionBadge(video, job("caption_video"))];
  const reasons: string[] = [];
  if (badges[0].kind === "failed" && video.captionError) reasons.push(video.captionError);
  let retry: Status["retry"] = badges[0].kind === "failed" ? "captions" : null;
  const rest = job("transcode_renditions");
  if (rest) {
    const text = rest.state === "running"
      ? `[transcoding ${percent(rest.progress)}]`
      : waiting(rest, "[more sizes to come]");
    badges.push({ text, kind: "busy" });
  } else if (video.error) {
    badges.push({ text: "[failed]", kind: "failed" });
    reasons.push(video.error);
    retry ??= "video";
  }
  badges.push(...replacing);
  return { badges, reasons, retry, transcoding: null };
}

/** While a new file is prepared. */
function replacementBadges(job: Video["jobs"][number] | undefined): Badge[] {
  if (!job) return [];
  const text = job.state === "running"
    ? `[replacing the file ${percent(job.progress)}]`
    : waiting(job, "[new file waiting]");
  return [{ text, kind: "busy" }];
}

function waiting(job: Video["jobs"][number] | undefined, otherwise: string): string {
  return job?.stage === WAITING_FOR_SPACE ? `[${WAITING_FOR_SPACE}]` : otherwise;
}

function captionBadge(video: Facts, job: Video["jobs"][number] | undefined): Badge {
  if (job?.state === "running") return { text: `[generating captions ${percent(job.progress)}]`, kind: "busy" };
  if (job) return { text: waiting(job, "[captions waiting]"), kind: "busy" };
  if (video.captionStatus === "failed") return { text: "[failed]", kind: "failed" };
  if (video.captionStatus !== "ready") return { text: "[captions waiting]", kind: "busy" };
  if (video.captionNote) return { text: `[${video.captionNote}]`, kind: "quiet" };
  return { text: "[captions ✓]", kind: "done" };
}
