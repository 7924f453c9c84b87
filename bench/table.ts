import type { Contender } from "./contenders.ts";
import type { Goal } from "./goals.ts";
import { PROVENANCE } from "./programs.ts";
import { differenceOf, type Score } from "./score.ts";
import type { Interval } from "./scoring/bootstrap.ts";

/** The results of the whole benchmark. */
export interface Report {
  date: string;
  command: string;
  machine: { cpu: string; threads: number; device: string; memoryBytes: number; system: string };
  model: string;
  /** Seconds. */
  audio: { long: number; clips: number; clipCount: number };
  scores: Score[];
  goals: Goal[];
  /** Settings without results, and why. */
  missing: { contender: Contender; reason: string }[];
}

/** `first` is the score of the first setting, StreamForge's default. */
type Column = [title: string, cell: (score: Score, first: Score) => string];

const COLUMNS: Column[] = [
  ["Engine", ({ contender }) => contender.engine],
  ["Setting", ({ contender }) => contender.label],
  ["Word times", ({ contender }) => contender.words ? "yes" : "no"],
  ["RTF min", ({ realTimeFactorMin }) => fixed(realTimeFactorMin, 4)],
  ["RTF median", ({ realTimeFactorMedian }) => fixed(realTimeFactorMedian, 4)],
  ["x real time", ({ realTimeFactorMedian }) => fixed(1 / realTimeFactorMedian, 1)],
  ["CPU s / audio s", ({ processorFactor }) => fixed(processorFactor, 4)],
  ["x real time, clips", ({ clipsRealTimeFactor }) => fixed(1 / clipsRealTimeFactor, 1)],
  ["WER en %", ({ english }) => rateWithInterval(english)],
  ["WER other %", ({ others }) => rateWithInterval(others)],
  ["WER joined %", ({ werJoined }) => fixed(werJoined, 1)],
  ["Against our default, en", (score, first) => difference(differenceOf(score, first, true))],
  ["Lost s (listed)", ({ lostSeconds, droppedSeconds }) => `${fixed(lostSeconds, 1)} (${fixed(droppedSeconds, 1)})`],
  ["Words over silence", ({ wordsOverSilence }) => String(wordsOverSilence)],
  ["Peak MB", ({ peakBytes }) => fixed(peakBytes / 1e6, 0)],
  ["Load s", ({ loadSeconds }) => fixed(loadSeconds, 2)],
  ["First text s", ({ firstSeconds }) => fixed(firstSeconds, 2)],
  ["Word start off, ms", (score) => pair(score.startErrorMedian, score.startError95)],
  ["Word end off, ms", (score) => pair(score.endErrorMedian, score.endError95)],
  ["Start off alignment, ms", (score) => pair(score.alignedErrorMedian, score.alignedError95)],
  ["Others' cores", ({ otherCores }) => fixed(otherCores, 2)],
];

/** Writes the report as Markdown. */
export function markdown(report: Report): string {
  const { machine, audio } = report;
  const versions = new Map(report.scores.map(({ contender, versions }) => [contender.engine, versions]));
  const runs = Math.min(...report.scores.map(({ runs }) => runs));
  return [
    `# Speech benchmark, ${report.date}`,
    "",
    `\`${report.command}\``,
    "",
    `${machine.cpu}, ${machine.threads} threads, ${machine.device}, ${
      (machine.memoryBytes / 2 ** 30).toFixed(0)
    } GiB, ` +
    `${machine.system}. Model ${report.model}; the same weights for all. ${audio.clipCount} clips of ` +
    `${audio.clips.toFixed(0)} s together` +
    (audio.long ? `, one recording of ${audio.long.toFixed(0)} s joined from English ones` : "") +
    `. ${runs} ${
      runs === 1 ? "run" : "runs"
    } of each setting, in turn, each in its own process, from the file to the text.`,
    "",
    rows(
      COLUMNS.map(([title]) => title),
      report.scores.map((score) => COLUMNS.map(([, cell]) => cell(score, report.scores[0]))),
    ),
    "",
    "RTF: seconds of work for a second of audio, of the long recording where there is one, every run. Word error rates are " +
    "of the clips, which the first run of each reads, with 95 % intervals by the bootstrap over clips; joined: of the recordings that were joined " +
    "from clips, all runs. Against our default: points more (+) or fewer (-) than the first row on the same clips, with the interval of the paired " +
    "bootstrap: a difference is more than chance where it does not hold 0. Lost: seconds of speech in stretches of at least 0.8 s without a word for it, " +
    "in all recordings; in brackets those that the engine itself lists as left out. First text: from the start of the process to the first segment " +
    "of the first clip; transformers.js gives a file's text at its end. Word times off: median and 95th percentile over " +
    "synthesised speech whose word times are known, in words that were written right. Off alignment: the same for the English " +
    "clips against PocketSphinx's forced alignment of what is said, which itself is wrong over music and noise. Others' cores: what other processes " +
    "used of the machine meanwhile (an ffmpeg of its own too, which peak memory leaves out); above 0.1 the speeds are too low, and unevenly so. CPU s / audio s: the processor time of " +
    "all threads, which other processes hardly change, but in which threads that wait for one another in a loop count as working.",
    "",
    ...[...versions].map(([engine, ofEngine]) =>
      `- ${engine}: ${PROVENANCE[engine]} (${
        Object.entries(ofEngine).map(([name, version]) => `${name} ${version}`).join(", ")
      })`
    ),
    "",
    ...goalLines(report.goals),
    ...lostLines(report.scores[0]),
    ...(report.missing.length ? ["## Not run", ""] : []),
    ...report.missing.map(({ contender, reason }) =>
      `- ${contender.engine}, ${contender.label}, word times ${contender.words ? "on" : "off"}: ${reason}`
    ),
  ].join("\n").trimEnd() + "\n";
}

function goalLines(goals: Goal[]): string[] {
  const verdict = (isMet: boolean | null) => isMet === null ? "not measured" : isMet ? "yes" : "no";
  const cells = goals.map(({ text, reached, isMet }) => [text, reached || "-", verdict(isMet)]);
  return goals.length ? ["## Goals", "", rows(["Goal", "Here", "Met"], cells), ""] : [];
}

function lostLines(first: Score | undefined): string[] {
  if (!first?.lost.length) return [];
  return ["## Speech that the first row lost without listing it", "", ...first.lost.map((text) => `- ${text}`), ""];
}

function rows(head: string[], body: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((row) => row[i].length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join("\n");
}

function fixed(value: number, digits: number): string {
  return isFinite(value) ? value.toFixed(digits) : "-";
}

function rateWithInterval({ value, low, high }: Interval): string {
  return isFinite(value) ? `${value.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})` : "-";
}

function difference(interval: Interval | null): string {
  if (!interval) return "-";
  const [value, low, high] = [interval.value, interval.low, interval.high].map((points) =>
    `${points > 0 ? "+" : ""}${points.toFixed(1)}`
  );
  return `${value} (${low} to ${high})`;
}

function pair(middle: number, high: number): string {
  return isFinite(middle) ? `${(middle * 1000).toFixed(0)} / ${(high * 1000).toFixed(0)}` : "-";
}
