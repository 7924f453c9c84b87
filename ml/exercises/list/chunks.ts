import type { Exercise } from "../exercise.ts";
import { describe, insist, Mistake } from "../mistake.ts";
import type { CutFunction, Span } from "../signatures.ts";
import { speechSpans } from "../sound_tools.ts";

const MAX_FRAMES = 937;
/** 10 s: a window may hold silence of up to 5 s; what is near that is not judged. */
const LONG_SILENCE = 312;
/** Frames at the edges of speech that are not judged. */
const EDGE = 3;

/** Probabilities from [frames, speech?] in turn. */
function sound(...parts: readonly (readonly [frames: number, isSpeech: boolean])[]): Float32Array {
  return Float32Array.from(parts.flatMap(([frames, isSpeech]) => Array(frames).fill(isSpeech ? 0.95 : 0.02)));
}

const seconds = (frame: number) => `${(frame * 0.032).toFixed(1)} s`;

function windowsOf(learner: CutFunction, probabilities: Float32Array): Span[] {
  const windows = learner(probabilities);
  insist(Array.isArray(windows), `the function must return an array of windows, but it returned ${describe(windows)}`);
  windows.forEach((window, i) => {
    insist(
      Number.isInteger(window?.start) && Number.isInteger(window?.end),
      `window ${i} is ${JSON.stringify(window)}: it must be { start, end }, whole frames`,
    );
    insist(window.end > window.start, `window ${i} is empty: it goes from ${window.start} to ${window.end}`);
    insist(
      window.end - window.start <= MAX_FRAMES,
      `window ${i} is ${window.end - window.start} frames long (${
        seconds(window.end - window.start)
      }): Whisper reads at most ${MAX_FRAMES}, 30 s`,
    );
    insist(
      i === 0 || window.start >= windows[i - 1].end,
      `window ${i} begins at ${window.start}, before window ${i - 1} ends at ${
        windows[i - 1]?.end
      }: words would be written twice`,
    );
  });
  return windows;
}

function checkCovered(windows: readonly Span[], probabilities: Float32Array): void {
  for (const { start, end } of speechSpans(probabilities)) {
    for (let frame = start + EDGE; frame < end - EDGE; frame++) {
      if (windows.some((window) => frame >= window.start && frame < window.end)) continue;
      throw new Mistake(`frame ${frame} (${seconds(frame)}) is speech and lies in no window: its words would be lost`);
    }
  }
}

export const chunks: Exercise<CutFunction> = {
  id: "2.3",
  name: "chunks",
  title: "Cutting a long recording",
  chapter: "Speech",
  functionName: "cutWindows",
  text: [
    "Whisper reads 30 s at a time. A long recording must be cut, and a cut within a word loses that word: so the cuts belong into pauses. Where nobody speaks for long nothing needs to be read at all.",
    "A detector says for each frame of 32 ms how likely it holds speech; speechSpans() makes spans of that. Pack the spans into windows, in order: as many as fit into 937 frames. A silence of more than 156 frames (5 s) does not belong into a window. Somebody may also speak for longer than 30 s without a pause: then cut inside, there is no other way.",
    "The picture it makes: the waveform with windows drawn over it, each ending where it is quiet.",
  ],
  starter: `import { speechSpans } from "streamforge";
import type { Span } from "streamforge";

const MAX_FRAMES = 937; // 30 s
const MAX_SILENCE = 156; // 5 s

/**
 * Windows of at most 937 frames that hold all speech, in order and without overlap, cut at pauses.
 *
 * @param probabilities of speech, one for each frame of 32 ms
 * @returns windows as frames; \`end\` is the first frame after the window
 */
export function cutWindows(probabilities: Float32Array): Span[] {
  const spans = speechSpans(probabilities); // { start, end }, in order
  throw new Error("not written yet");
}
`,
  imports: ["speechSpans"],
  hints: [
    "Go through the spans and keep one open window. A span either fits into it, or the window is closed and the span begins a new one.",
    "A span fits if span.end - window.start is at most 937 and span.start - window.end at most 156. A span that is longer than 937 itself must be cut into pieces first.",
    "First cut long spans: while (end - start > 937) push { start, end: start + 937 } and move start. Then for each piece: if the last window can take it, set that window's end to the piece's end, else push a copy of the piece.",
  ],
  own: [{ path: "ml/audio/window_packer.ts", name: "WindowPacker" }],
  checks: [
    {
      title: "without speech there are no windows",
      run(learner) {
        insist(windowsOf(learner, sound([400, false])).length === 0, "there are windows in a recording without speech");
        insist(windowsOf(learner, new Float32Array(0)).length === 0, "there are windows in an empty recording");
      },
    },
    {
      title: "short speech is one window",
      run(learner) {
        const probabilities = sound([50, false], [200, true], [30, false], [100, true], [60, false]);
        const windows = windowsOf(learner, probabilities);
        checkCovered(windows, probabilities);
        insist(
          windows.length === 1,
          `two spans of speech with a pause of 1 s between them make ${windows.length} windows: pack what fits into 30 s into one`,
        );
      },
    },
    {
      title: "all speech of a long recording lies in windows of at most 30 s, cut at pauses",
      run(learner) {
        const probabilities = sound(
          [20, false],
          ...Array.from({ length: 12 }, () => [[260, true], [40, false]] as const).flat(),
        );
        const windows = windowsOf(learner, probabilities);
        checkCovered(windows, probabilities);
        windows.forEach(({ end }, i) => {
          const within = speechSpans(probabilities).find((span) => span.start + EDGE < end && end < span.end - EDGE);
          insist(
            !within,
            `window ${i} ends at frame ${end}, in the middle of speech (${within?.start} to ${within?.end}): end it at the pause before`,
          );
        });
        insist(windows.length <= 6, `12 spans of 8 s make ${windows.length} windows: three fit into each`);
      },
    },
    {
      title: "long silence lies in no window",
      run(learner) {
        const probabilities = sound([100, true], [400, false], [100, true]);
        const windows = windowsOf(learner, probabilities);
        checkCovered(windows, probabilities);
        const from = windows.findIndex(({ start, end }) => Math.min(end, 500) - Math.max(start, 100) > LONG_SILENCE);
        insist(
          from < 0,
          `window ${from} holds a silence of 400 frames (12.8 s): begin a new window where it is longer than 156`,
        );
      },
    },
    {
      title: "speech of more than 30 s without a pause is cut all the same",
      run(learner) {
        const probabilities = sound([10, false], [2500, true], [20, false]);
        const windows = windowsOf(learner, probabilities);
        checkCovered(windows, probabilities);
        insist(windows.length <= 5, `80 s of speech make ${windows.length} windows: three or four are enough`);
      },
    },
  ],
};
