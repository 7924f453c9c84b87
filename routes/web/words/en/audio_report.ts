import { formats } from "./formats.ts";

const { number, percent, plural } = formats;

const decimals = (value: number, digits: number) =>
  number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).replace("-", "−");

export const audioReport = {
  titleOf: (title: string) => `${title}: audio report`,
  back: "Back to the video",
  learn: "What Whisper makes of it",
  picture: "Waveform and spectrogram",
  looking: "Looking for the report",
  make: "Make the audio report",
  noSound: "This video has no sound, so there is nothing to show.",
  compare: "To compare with",
  howTo: "How to read it",
};

export const audioReportScript = {
  kinds: { speech: "speech", music_or_noise: "music or noise", silence: "silence" },
  waits: "The report waits for its turn.",
  listening: (progress: number) => `Listening, ${percent(progress)}`,
  failed: "The report could not be made.",
  notAsked: "There is no report yet. It takes about a second for every two minutes of sound.",
  notAskedByOwner: "There is no report yet: the owner of this video has not asked for it.",
  theVideo: "the video",
  fromTo: (from: string, to: string, kind: string) => `${from} to ${to}: ${kind}`,
  andMore: (n: number) => `And ${number(n)} more`,
  inWords: (n: number) => plural(n, { one: "The same in words: # part", other: "The same in words: # parts" }),
  references: {
    speech: { name: "Speech", about: "A computer voice says: “Every voice leaves its own picture.”" },
    music: { name: "Music", about: "Four chords of plucked strings, made by a computer" },
    silence: { name: "Silence", about: "A quiet room, made by a computer" },
  } as Record<string, { name: string; about: string }>,
  help:
    "Click or tap to move the playhead, drag to move along, pinch to zoom. With the picture in focus: arrows move the playhead, + and − and the wheel zoom, 0 shows the whole, space plays.",
  slider: (label: string) => `Waveform and spectrogram of ${label}: the playhead`,
  controls: (label: string) => `Controls of ${label}`,
  play: "Play",
  pause: "Pause",
  playOf: (label: string) => `Play ${label}`,
  pauseOf: (label: string) => `Pause ${label}`,
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  earlier: "Look earlier",
  later: "Look later",
  whole: "Whole",
  showWhole: "Show the whole file",
  savePicture: "Save as picture",
  savePictureOf: (label: string) => `Save as picture: ${label}`,
  seen: (from: string, to: string) => `, seen ${from} to ${to}`,
  pointer: (time: string, band: number, hz: number, value: number, isRead: boolean) =>
    `${time}, band ${band} (${number(hz)} Hz): ${decimals(value, 2)}${isRead ? "" : ", not given to Whisper"}`,
  /** Written into the picture. */
  time: "time",
  mel: "mel",
  legend: ["loudness as Whisper", "is told it; 1 = 40 dB"],
};
