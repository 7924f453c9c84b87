import type { SoundKind, SoundSpan } from "../../src/core/audio_report.ts";
import type { SpeechSpan } from "./windows.ts";

/** Speech that pauses for less than this is one stretch; what sounds, or is silent, for less than this is not shown. */
const LEAST_SECONDS = 0.3;
/** Silence is this much quieter than the loud parts of the file ... */
const BELOW_LOUD_DB = 35;
/** ... but within these bounds: a hissing tape is not all noise, and a whisper is not silence. */
const QUIETEST_DB = -60;
const LOUDEST_DB = -40;
/** Of the frames, the loudest in twenty say what is loud. */
const LOUD_SHARE = 0.95;

/**
 * Divides a file into speech, silence and what is neither. Speech is what the voice activity model says; of the rest,
 * silence is what is quiet, and all that is loud is called "music or noise", for nothing here tells one from the other.
 *
 * @param speech in order
 * @param levels dB below full scale of each frame, shape (nFrames)
 * @param frameSeconds length of a frame
 * @param seconds length of the file
 */
export function soundSpans(
  speech: readonly SpeechSpan[],
  levels: Float32Array,
  frameSeconds: number,
  seconds: number,
): { spans: SoundSpan[]; silenceBelowDb: number } {
  const silenceBelowDb = silenceThreshold(levels);
  const spans: SoundSpan[] = [];
  let at = 0;
  for (const { start, end } of joined(speech)) {
    spans.push(...quietAndLoud(at, start), { start, end, kind: "speech" });
    at = end;
  }
  spans.push(...quietAndLoud(at, seconds));
  return { spans, silenceBelowDb };

  /** What lies between two stretches of speech. */
  function quietAndLoud(from: number, to: number): SoundSpan[] {
    if (to - from <= 0) return [];
    const runs: SoundSpan[] = [];
    for (let frame = Math.floor(from / frameSeconds + 0.5), start = from; start < to; frame++) {
      const end = Math.min(to, Math.max(start, (frame + 1) * frameSeconds));
      const isLast = frame + 1 >= levels.length;
      add(runs, {
        start,
        end: isLast ? to : end,
        kind: levels[frame] >= silenceBelowDb ? "music_or_noise" : "silence",
      });
      start = isLast ? to : end;
    }
    // first what sounds briefly (a click, the end of a word), then pauses within what sounds
    return withoutBrief(withoutBrief(runs, "music_or_noise", "silence"), "silence", "music_or_noise");
  }
}

function silenceThreshold(levels: Float32Array): number {
  const sorted = levels.slice().sort();
  const loud = sorted.length > 0 ? sorted[Math.floor((sorted.length - 1) * LOUD_SHARE)] : -Infinity;
  return Math.min(Math.max(loud - BELOW_LOUD_DB, QUIETEST_DB), LOUDEST_DB);
}

function joined(speech: readonly SpeechSpan[]): SpeechSpan[] {
  const all: SpeechSpan[] = [];
  for (const { start, end } of speech) {
    const last = all.at(-1);
    if (last && start - last.end < LEAST_SECONDS) last.end = end;
    else all.push({ start, end });
  }
  return all;
}

/** Gives short runs of a kind to the runs around them; where there are none they stay. */
function withoutBrief(runs: SoundSpan[], brief: SoundKind, other: SoundKind): SoundSpan[] {
  if (runs.length === 1) return runs;
  const kept: SoundSpan[] = [];
  for (const run of runs) {
    const isBrief = run.kind === brief && run.end - run.start < LEAST_SECONDS;
    add(kept, { ...run, kind: isBrief ? other : run.kind });
  }
  return kept;
}

function add(runs: SoundSpan[], run: SoundSpan): void {
  const last = runs.at(-1);
  if (last?.kind === run.kind) last.end = run.end;
  else runs.push(run);
}
