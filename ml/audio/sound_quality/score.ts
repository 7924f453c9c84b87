import type { SoundReasonJson } from "../../../src/schemas/sound_quality.ts";
import type { SpeechMeasures } from "./measures.ts";

/** Points of a curve, by rising x: values between them are interpolated, those outside are as the nearest. */
type Curve = readonly (readonly [x: number, y: number])[];

// What each fault takes of a score of 1. Set by hand, by noisy copies of one clip; `./sf bench:sound` measures on others
// how well the scores follow the word error rates (docs/adr/0045-analyses.md)
const NOISE: Curve = [[-5, 0.95], [0, 0.8], [5, 0.5], [10, 0.25], [20, 0.04], [30, 0]]; // dB of SNR
const NARROW: Curve = [[1000, 0.7], [2400, 0.4], [3400, 0.2], [4400, 0.1], [6000, 0.03], [7500, 0]]; // Hz
const ECHO: Curve = [[0.4, 0], [0.47, 0.12], [0.65, 0.3], [1, 0.5]]; // seconds
const CLIPPED: Curve = [[0.01, 0], [0.05, 0.1], [0.3, 0.5], [0.8, 0.85]];
const DROPPED: Curve = [[0.02, 0], [0.1, 0.15], [0.2, 0.35], [0.4, 0.75]];
const QUIET: Curve = [[-75, 0.6], [-60, 0.2], [-45, 0]]; // dB of full scale

/** Below this SNR the fall of speech ends in the noise and says nothing about the room. */
const MIN_SNR_FOR_ECHO_DB = 12;
/** A fault that takes less is not worth a word. */
const WORTH_SAYING = 0.08;

/** What was found besides speech. */
export interface SoundFacts {
  /** null: nobody speaks. */
  speech: SpeechMeasures | null;
  isSilent: boolean;
  isOppositePhase: boolean;
  /** The channel, from 1, that has sound while the other one has none. */
  onlyChannel: number | null;
}

/**
 * Judges how well speech can be understood.
 *
 * @returns a score from 0 to 100, null where nobody speaks, and the reasons, the worst first
 */
export function scoreSound(facts: SoundFacts): { score: number | null; reasons: SoundReasonJson[] } {
  const { speech } = facts;
  if (!speech) {
    const reason = facts.isSilent
      ? { code: "silent" as const, text: "There is nothing to hear.", advice: "Check that the microphone was on." }
      : {
        code: "no_speech" as const,
        text: "No speech was found.",
        advice: "If somebody speaks: record closer to the microphone, or choose another sound track.",
      };
    return { score: null, reasons: [reason] };
  }
  const faults = faultsOf(speech).toSorted((a, b) => b.loss - a.loss);
  const kept = faults.reduce((score, { loss }) => score * (1 - loss), 1);
  const reasons = faults.filter(({ loss }) => loss >= WORTH_SAYING).map(({ reason }) => reason);
  return { score: Math.round(100 * kept), reasons: [...reasons, ...wiringReasons(facts)] };
}

interface Fault {
  /** The part of the score that it takes, 0 to 1. */
  loss: number;
  reason: SoundReasonJson;
}

function faultsOf(speech: SpeechMeasures): Fault[] {
  const { snrDb, bandwidthHz, decaySeconds, clippedShare, droppedShare, speechDb } = speech;
  const closer = "Record closer to the microphone";
  const original = "Upload the original recording if there is one.";
  return [
    {
      loss: at(NOISE, snrDb),
      reason: {
        code: "noise",
        text: snrDb > 0
          ? `The voice is only ${Math.round(snrDb)} dB louder than the noise around it.`
          : "The noise is louder than the voice.",
        advice: `${closer}, or in a quieter place.`,
      },
    },
    {
      loss: at(NARROW, bandwidthHz),
      reason: {
        code: "narrow_band",
        text: `There is no sound above ${bandwidthHz / 1000} kHz, as from a telephone or a codec of a low rate.`,
        advice: original,
      },
    },
    {
      loss: snrDb < MIN_SNR_FOR_ECHO_DB ? 0 : at(ECHO, decaySeconds),
      reason: {
        code: "reverberation",
        text: "The room echoes: sounds are still heard a tenth of a second after they end.",
        advice: `${closer}, or in a room with carpets and curtains.`,
      },
    },
    {
      loss: at(CLIPPED, clippedShare),
      reason: {
        code: "clipping",
        text: `The sound is cut off at the top (${percent(clippedShare)} of it): its level was too high.`,
        advice: `Record at a lower level. ${original}`,
      },
    },
    {
      loss: at(DROPPED, droppedShare),
      reason: {
        code: "dropouts",
        text: `${percent(droppedShare)} of the speech is missing in short gaps, as from a bad connection.`,
        advice: "Upload a recording that was made before the connection.",
      },
    },
    {
      loss: at(QUIET, speechDb),
      reason: {
        code: "quiet",
        text: `The voice is very quiet (${Math.round(speechDb)} dB of full scale).`,
        advice: `${closer}, or at a higher level.`,
      },
    },
  ];
}

function wiringReasons({ isOppositePhase, onlyChannel }: SoundFacts): SoundReasonJson[] {
  const reasons: SoundReasonJson[] = [];
  if (isOppositePhase) {
    reasons.push({
      code: "opposite_phase",
      text: "Left and right cancel each other: one of them is wired the wrong way round.",
      advice: "Captions subtract one from the other, so they lose nothing; listeners with one loudspeaker hear little.",
    });
  }
  if (onlyChannel !== null) {
    reasons.push({
      code: "empty_channel",
      text: `Only channel ${onlyChannel} has sound.`,
      advice: `Captions use channel ${onlyChannel}. For listeners, record it on both.`,
    });
  }
  return reasons;
}

function percent(share: number): string {
  return `${Math.max(1, Math.round(100 * share))} %`;
}

function at(curve: Curve, x: number): number {
  const after = curve.findIndex(([at]) => at >= x);
  if (after === 0) return curve[0][1];
  if (after < 0) return curve[curve.length - 1][1];
  const [[x0, y0], [x1, y1]] = [curve[after - 1], curve[after]];
  return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/** Captions of this score, or below, are expected to be bad; of the other one, to have faults. */
const POOR_SCORE = 40;
const FAIR_SCORE = 70;
/** The same for the mean probability of their words. */
const POOR_CONFIDENCE = 0.6;
const FAIR_CONFIDENCE = 0.75;

/** Foretells how good captions are, by the sound and, once they are made, by how sure Whisper was of their words. */
export function predictCaptions(score: number | null, confidence: number | null): "good" | "fair" | "poor" | null {
  if (score === null && confidence === null) return null;
  if ((score ?? 100) <= POOR_SCORE || (confidence ?? 1) <= POOR_CONFIDENCE) return "poor";
  return (score ?? 100) <= FAIR_SCORE || (confidence ?? 1) <= FAIR_CONFIDENCE ? "fair" : "good";
}

/** The mean probability of the words of captions; null where they have none, as captions from a file. */
export function meanConfidence(cues: readonly { words: readonly { probability: number }[] }[]): number | null {
  const words = cues.flatMap(({ words }) => words);
  return words.length === 0 ? null : words.reduce((sum, { probability }) => sum + probability, 0) / words.length;
}
