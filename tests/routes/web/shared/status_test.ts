import assert from "node:assert/strict";
import type { ActiveJob } from "../../../../src/db/videos/videos.ts";
import { statusOf } from "../../../../routes/web/shared/status.ts";

const ready = {
  state: "ready" as const,
  error: null,
  captionStatus: "ready" as const,
  captionError: null,
  captionNote: null,
  jobs: [] as ActiveJob[],
};
const job = (kind: ActiveJob["kind"], progress: number, state: ActiveJob["state"] = "running"): ActiveJob => ({
  ...{ id: "j", kind, state, progress, stage: null, started_at: null, attempt: 1 },
});
const badges = (video: Partial<typeof ready> | Record<string, unknown>) =>
  statusOf({ ...ready, ...video } as typeof ready).badges.map((badge) => badge.text);

Deno.test("statusOf() names the stage of a video", () => {
  assert.deepEqual(badges({}), ["Captions ready"]);
  assert.deepEqual(badges({ captionNote: "no speech" }), ["No speech was found"]);
  assert.deepEqual(badges({ captionStatus: "processing", jobs: [job("caption_video", 0.427)] }), [
    "Making captions 42%",
  ]);
  assert.deepEqual(badges({ captionStatus: "pending", jobs: [job("caption_video", 0, "queued")] }), [
    "Captions waiting",
  ]);
  assert.deepEqual(badges({ state: "processing", jobs: [job("transcode_video", 0.1)] }), ["Preparing the video 10%"]);
  assert.deepEqual(badges({ jobs: [job("transcode_renditions", 0.5)] }), ["Captions ready", "Preparing the video 50%"]);
  assert.deepEqual(badges({ jobs: [job("drop_original", 0)] }), ["Captions ready"]);
  assert.deepEqual(badges({ jobs: [job("replace_file", 0.25)] }), ["Captions ready", "Replacing the file 25%"]);
  assert.deepEqual(badges({ state: "failed", jobs: [job("replace_file", 0, "queued")] }), [
    ...["Failed", "New file waiting"],
  ]);
});

Deno.test("statusOf() gives the reason of a failure, and what can be retried", () => {
  const video = statusOf({ ...ready, state: "failed", error: "broken", captionStatus: "failed" });
  assert.deepEqual([video.badges[0].text, video.reasons, video.retry], ["Failed", ["broken"], "video"]);
  const captions = statusOf({ ...ready, captionStatus: "failed", captionError: "no memory" });
  assert.deepEqual([captions.badges[0].text, captions.reasons, captions.retry], [
    "Failed",
    ["no memory"],
    "captions",
  ]);
  const sizes = statusOf({ ...ready, error: "no space" });
  assert.deepEqual(sizes.badges.map((badge) => badge.text), ["Captions ready", "Failed"]);
  assert.deepEqual([sizes.reasons, sizes.retry], [["no space"], "video"]);
});

Deno.test("statusOf() does not call a video failed while it is being retried", () => {
  const video = { ...ready, state: "failed" as const, error: "broken", jobs: [job("transcode_video", 0, "queued")] };
  assert.deepEqual(statusOf(video).badges.map((badge) => badge.kind), ["busy"]);
});

Deno.test("statusOf() names jobs that wait for disk space", () => {
  const parked = (kind: ActiveJob["kind"]) => ({ ...job(kind, 0, "queued"), stage: "waiting for disk space" });
  assert.deepEqual(badges({ state: "processing", jobs: [parked("transcode_video")] }), ["Waiting for free disk space"]);
  const both = { captionStatus: "pending" as const, jobs: [parked("caption_video"), parked("transcode_renditions")] };
  assert.deepEqual(badges(both), ["Waiting for free disk space", "Waiting for free disk space"]);
});
