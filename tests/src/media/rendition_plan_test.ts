import assert from "node:assert/strict";
import { planRenditions } from "../../../src/media/rendition_plan.ts";
import type { MediaInfo, VideoStream } from "../../../src/media/media_info.ts";

const audio = {
  index: 1,
  track: 1,
  title: null,
  isDefault: true,
  isCommentary: false,
  isDescription: false,
  codec: "aac",
  profile: "LC",
  channels: 2,
  bitRate: null,
  sampleRate: 48000,
  language: null,
  startSeconds: 0,
};

function video(width: number, height: number, browserPlayable: boolean): MediaInfo {
  const unknown = { colorTransfer: null, colorPrimaries: null, colorMatrix: null, bitRate: null, level: 40 };
  const picture: VideoStream = {
    ...{ index: 0, codec: "h264", profile: "High", pixFmt: "yuv420p", width, height, rotation: 0, frameRate: 25 },
    ...{ maxFrameRate: 25, isHdr: false, isInterlaced: false, startSeconds: 0, ...unknown },
  };
  return {
    format: "mov,mp4",
    durationSeconds: 1,
    startSeconds: 0,
    shiftSeconds: 0,
    subtitles: [],
    video: picture,
    audio,
    audioTracks: [audio],
    browserPlayable,
  };
}

/** `name WxH`, with a `=` before a copy. */
function planned(info: MediaInfo): string[] {
  const { first, rest } = planRenditions(info);
  return [first, ...rest].map(({ name, width, height, copy }) => `${copy ? "=" : ""}${name} ${width}x${height}`);
}

Deno.test("planRenditions() copies a source that browsers play, and encodes only smaller sizes", () => {
  assert.deepEqual(planned(video(1920, 1080, true)), ["=source 1920x1080", "720p 1280x720", "360p 640x360"]);
  assert.deepEqual(planned(video(3840, 2160, true)), [
    "=source 3840x2160",
    ...["1080p 1920x1080", "720p 1280x720", "360p 640x360"],
  ]);
  assert.deepEqual(planned(video(320, 240, true)), ["=source 320x240"]);
});

Deno.test("planRenditions() begins with 720p otherwise, and never enlarges", () => {
  assert.deepEqual(planned(video(1920, 1080, false)), ["720p 1280x720", "1080p 1920x1080", "360p 640x360"]);
  assert.deepEqual(planned(video(1280, 720, false)), ["720p 1280x720", "360p 640x360"]);
  assert.deepEqual(planned(video(1600, 900, false)), ["720p 1280x720", "1080p 1600x900", "360p 640x360"]);
  assert.deepEqual(planned(video(200, 100, false)), ["720p 200x100"]);
});

Deno.test("planRenditions() limits the short side, in even pixels", () => {
  assert.deepEqual(planned(video(1080, 1920, false)), ["720p 720x1280", "1080p 1080x1920", "360p 360x640"]);
  assert.deepEqual(planned(video(853, 481, false)), ["720p 852x480", "360p 638x360"]);
  assert.deepEqual(planned(video(1, 1, false)), ["720p 2x2"]);
  assert.deepEqual(planned(video(20000, 720, false))[0], "720p 4096x148");
});

Deno.test("planRenditions() plans one rendition for sound alone", () => {
  const sound = (codec: string, browserPlayable: boolean): MediaInfo => ({
    ...{
      format: "mp3",
      durationSeconds: 1,
      startSeconds: 0,
      shiftSeconds: 0,
      subtitles: [],
      video: null,
      audio: { ...audio, codec },
      audioTracks: [],
      browserPlayable,
    },
  });
  assert.deepEqual(planned(sound("aac", true)), ["=source nullxnull"]);
  assert.deepEqual(planned(sound("mp3", true)), ["source nullxnull"], "encoded to AAC");
  assert.deepEqual(planned(sound("flac", false)), ["720p nullxnull"]);
  assert.equal(planRenditions(sound("flac", false)).first.shortSide, 0);
});
