import { type AudioReport, secondsByKind } from "./audio_report.ts";

/** What is known of the file besides its sound. */
export interface SourceFormat {
  /** Hz and channels as recorded; null where that is not known. */
  sampleRate: number | null;
  channels: number | null;
}

export interface Lesson {
  title: string;
  paragraphs: string[];
}

/**
 * What the picture of a file's sound is and how it is made, in plain sentences with the file's own figures: for the
 * report and for the pages.
 *
 * @param isOverview whether the overview is all that the reader has, so that what it leaves out is told
 */
export function audioReportLessons(
  report: AudioReport,
  { sampleRate, channels }: SourceFormat,
  isOverview: boolean,
): Lesson[] {
  const { seconds, frames, n_mels, band_hz, pieces, spans, peak_db, silence_below_db } = report;
  const read = pieces.filter(({ is_read }) => is_read);
  const lengths = read.map(({ start, end }) => end - start);
  const readSeconds = lengths.reduce((sum, length) => sum + length, 0);
  const kinds = secondsByKind(spans);
  const below1000 = band_hz.filter((hz) => hz < 1000).length;
  const shown = read.length > 0 ? read : pieces;
  const [min, max] = [Math.min(...shown.map(({ min }) => min)), Math.max(...shown.map(({ max }) => max))];
  const recorded = sampleRate
    ? `This file was recorded at ${wholeNumber(sampleRate)} Hz${channels ? ` in ${count(channels, "channel")}` : ""}; `
    : "";
  return [
    {
      title: "Sampling rate",
      paragraphs: [
        "A microphone turns the pressure of the air into a number, many thousand times a second. " + recorded +
        `Whisper hears one channel at 16,000 Hz, so the ${shortSeconds(seconds)} s here are ${
          wholeNumber(Math.round(seconds * 16000))
        } numbers between −1 and 1: the waveform.`,
        "Half of the sampling rate, 8,000 Hz, is the highest tone that they can hold: a wave needs at least a number on its " +
        "crest and one in its trough. Music loses its shine by that; speech is understood without what lies above." +
        (peak_db === null
          ? " This file is digital silence: all numbers are 0."
          : ` The loudest number of this file is ${decibels(peak_db)} below the largest there can be.`),
      ],
    },
    {
      title: "Windows",
      paragraphs: [
        "One number says nothing of pitch; it takes a stretch of them. 400 numbers, 25 ms, are taken together, faded in and " +
        "out (Hann's window) so that the cut makes no click, and a Fourier transform says how strong each of 201 frequencies " +
        `is, 40 Hz apart. Every 10 ms the next stretch begins, so they overlap; each gives one column of the picture: ${
          wholeNumber(frames)
        } here.`,
        "Longer stretches would tell close tones apart but blur when they begin; shorter ones the other way round. 25 ms hold " +
        "a few swings of a voice and less than a sound of speech.",
        read.length > 0
          ? `Whisper takes at most 30 s at once. This file was cut at pauses into ${count(read.length, "window")} of ${
            lengths.length > 1
              ? `${shortSeconds(Math.min(...lengths))} to ${shortSeconds(Math.max(...lengths))} s`
              : `${shortSeconds(lengths[0])} s`
          } (the brackets above the spectrogram); the other ${
            shortSeconds(seconds - readSeconds)
          } s, in which nobody speaks, are ` +
            "pale here and not given to it. What a window lacks of 30 s is filled with silence, so that each is an array " +
            `of ${n_mels} × 3,000. Where Whisper stops before a window's end, the rest is heard once more as a window of its own.`
          : "Whisper takes at most 30 s at once. Nobody speaks in this file, so nothing of it is given to Whisper.",
      ],
    },
    {
      title: "The mel scale",
      paragraphs: [
        "We hear 200 and 300 Hz as far apart, 7,000 and 7,100 Hz as the same. The mel scale spaces frequencies as we hear them: " +
        "evenly up to 1,000 Hz and ever more widely above.",
        `The 201 frequencies are gathered in ${n_mels} bands that lie evenly on that scale: ${below1000} below 1,000 Hz, ${
          n_mels - below1000
        } for all the rest. The lowest two are ${Math.round(band_hz[1] - band_hz[0])} Hz apart, the highest two ${
          Math.round(band_hz.at(-1)! - band_hz.at(-2)!)
        } Hz. That keeps what tells one vowel from another, in ${n_mels} numbers and not 201.`,
      ],
    },
    {
      title: "Why logarithms",
      paragraphs: [
        "We hear ratios: ten times the power sounds one step louder, whether from a whisper or from a shout. So each value is the " +
        "logarithm of its power: 1 more is 10,000 times the power, or 40 dB.",
        "In each window all that is 80 dB below its strongest value, a hundred millionth of its power, is raised to there: it " +
        `would not be heard beside it. (log₁₀ + 4) / 4 brings the rest near to 0. In ${
          read.length > 0 ? "what Whisper reads of this file" : "this file"
        } the values go from ${twoDecimals(min)} to ${twoDecimals(max)}.`,
      ],
    },
    {
      title: "Speech, silence and the rest",
      paragraphs: [
        `${
          percentOf(kinds.speech, seconds)
        } of this file is speech: a small network, Silero VAD, says so for every 32 ms. ` +
        `${percentOf(kinds.silence, seconds)} is silence: not speech and quieter than ${
          decibels(silence_below_db)
        } below full ` +
        "scale, which is 35 dB below the loud parts of the file, within bounds. " +
        `${
          percentOf(kinds.music_or_noise, seconds)
        } is called "music or noise": it is loud and it is not speech, and nothing ` +
        "here tells which of the two it is. Singing may count as either.",
      ],
    },
    { title: "What is kept of the numbers", paragraphs: [storageText(report, isOverview)] },
  ];
}

function storageText({ overview, pieces, n_mels }: AudioReport, isOverview: boolean): string {
  const step = Math.max(...pieces.map(({ min, max }) => (max - min) / 255), 0);
  const bytes =
    `The spectrogram is the array that Whisper gets, in one byte a value: 256 steps from the smallest to the ` +
    `largest of each window, here ${step.toFixed(4)} at most, so that a value is off by ${
      (step / 2).toFixed(4)
    } at most. `;
  return bytes +
    (overview.mel_step > 1 && !isOverview
      ? `The first look at the whole takes every ${
        ordinal(overview.mel_step)
      } column; of a part that is looked at closely none is left out.`
      : overview.mel_step > 1
      ? `The file is long, so of its columns of ${n_mels} values every ${
        ordinal(overview.mel_step)
      } is in this picture; no ` +
        "column is an average."
      : "No column is left out.");
}

function wholeNumber(n: number): string {
  return n.toLocaleString("en");
}

function shortSeconds(seconds: number): string {
  return seconds < 100 ? String(Math.round(seconds * 10) / 10) : wholeNumber(Math.round(seconds));
}

function decibels(db: number): string {
  return `${Math.abs(db)} dB`;
}

function twoDecimals(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

function percentOf(part: number, seconds: number): string {
  return `${seconds > 0 ? Math.round(100 * part / seconds) : 0} %`;
}

function ordinal(n: number): string {
  return n === 2 ? "second" : `${n}th`;
}

function count(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}
