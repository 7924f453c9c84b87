import type { SoundKind, SoundSpan } from "../../src/core/audio_report.ts";
import type { SpeechSpan } from "./windows.ts";

/** Shorter pauses do not split speech; shorter sounds and silences are not shown. */
const MIN_SECONDS = 0.3;
/** Silence is this much quieter than the loud parts of the file ... */
const BELOW_LOUD_DB = 35;
/** ... but the threshold stays within these bounds: tape hiss may be silence, a whisper may not. */
const MIN_THRESHOLD_DB = -60;
const MAX_THRESHOLD_DB = -40;
/** The loudest twentieth of the frames are the loud parts. */
const LOUD_SHARE = 0.95;

/**
 * Divides a file into speech, silence and "music or noise". The voice activity model finds the speech. The rest is
 * silence where it is quiet; where it is loud, music and noise are not told apart.
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

  /** Divides the sound between two spans of speech. */
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
    // first brief sounds (a click, the end of a word), then brief pauses within sound
    return withoutBrief(withoutBrief(runs, "music_or_noise", "silence"), "silence", "music_or_noise");
  }
}

function silenceThreshold(levels: Float32Array): number {
  const sorted = levels.slice().sort();
  const loud = sorted.length > 0 ? sorted[Math.floor((sorted.length - 1) * LOUD_SHARE)] : -Infinity;
  return Math.min(Math.max(loud - BELOW_LOUD_DB, MIN_THRESHOLD_DB), MAX_THRESHOLD_DB);
}

function joined(speech: readonly SpeechSpan[]): SpeechSpan[] {
  const all: SpeechSpan[] = [];
  for (const { start, end } of speech) {
    const last = all.at(-1);
    if (last && start - last.end < MIN_SECONDS) last.end = end;
    else all.push({ start, end });
  }
  return all;
}

/** Merges brief runs of one kind into the runs around them; a single run stays. */
function withoutBrief(runs: SoundSpan[], brief: SoundKind, other: SoundKind): SoundSpan[] {
  if (runs.length === 1) return runs;
  const kept: SoundSpan[] = [];
  for (const run of runs) {
    const isBrief = run.kind === brief && run.end - run.start < MIN_SECONDS;
    add(kept, { ...run, kind: isBrief ? other : run.kind });
  }
  return kept;
}

function add(runs: SoundSpan[], run: SoundSpan): void {
  const last = runs.at(-1);
  if (last?.kind === run.kind) last.end = run.end;
  else runs.push(run);
}
