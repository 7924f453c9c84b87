import type { PipelineServer } from "./pipeline_server.ts";

const POLL_MS = 100;

/** When each state was reached, in seconds since the answer to the upload. */
export interface Moments {
  plays: number;
  captions: number;
  /** When every rendition and the storyboard exist. */
  done: number;
  timeline: { at: number; what: string }[];
}

/** The fields used of the API's answer. */
interface VideoAnswer {
  id: string;
  state: string;
  error: string | null;
  caption_status: string;
  caption_error: string | null;
  jobs: { kind: string; state: string; stage: string | null }[];
}

/**
 * Uploads a file and polls its video until no jobs are left.
 *
 * @throws {Error} if the video fails, with the reason that the API gives
 */
export async function timeVideo(server: PipelineServer, path: string): Promise<Moments> {
  const { readable } = await Deno.open(path);
  const uploaded = await server.ask("/api/videos?filename=talk.mp4", { method: "POST", body: readable });
  const startMs = Date.now();
  const { id } = await uploaded.json() as VideoAnswer;
  const since = (ms = Date.now()) => (ms - startMs) / 1000;
  let [plays, captions] = [0, 0];
  const stages = new Map<string, string>();
  const timeline: Moments["timeline"] = [];
  for (;;) {
    const video = await (await server.ask(`/api/videos/${id}`)).json() as VideoAnswer;
    if (video.state === "failed" || video.caption_status === "failed" || video.error) {
      throw new Error(video.error ?? video.caption_error ?? "the video failed without a reason");
    }
    if (video.state === "ready") plays ||= since();
    if (video.caption_status === "ready") captions ||= since();
    for (const { kind, state, stage } of video.jobs) {
      const what = `${kind}: ${state === "running" ? (stage ?? state).replace(/\d+ %/, "") : state}`;
      if (stages.get(kind) !== what) timeline.push({ at: since(), what });
      stages.set(kind, what);
    }
    if (plays && captions && video.jobs.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const done = since();
  for (const line of server.lines) {
    const [, time, what, kind] = /^(\S+) info +(job (?:started|done)) job=\S+ kind=(\S+)/.exec(line) ?? [];
    if (kind && line.includes(id)) timeline.push({ at: since(Date.parse(time)), what: `${kind}: ${what}` });
  }
  timeline.sort((a, b) => a.at - b.at);
  return { plays, captions, done, timeline };
}
