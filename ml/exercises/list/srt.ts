import type { Exercise } from "../exercise.ts";
import { describe, insist, Mistake } from "../mistake.ts";
import type { SrtFunction } from "../signatures.ts";

function written(learner: SrtFunction, cues: Parameters<SrtFunction>[0]): string {
  const text = learner(cues);
  insist(typeof text === "string", `the function must return a text, but it returned ${describe(text)}`);
  return text;
}

function checkTime(learner: SrtFunction, start: number, expected: string): void {
  const line = written(learner, [{ start, end: 360_000, text: "x" }]).split("\n")[1] ?? "";
  const time = line.split(" --> ")[0];
  if (time === expected) return;
  const at = `${start} s is written as "${time}": it must be "${expected}"`;
  if (time.replace(".", ",") === expected) {
    throw new Mistake(`${at}. SRT has a comma before the milliseconds, WebVTT has a dot`);
  }
  if (/,1000$/.test(time)) {
    throw new Mistake(`${at}. There are no 1000 milliseconds: round the whole time to milliseconds first, then divide`);
  }
  if (/,\d{0,2}$/.test(time)) throw new Mistake(`${at}. Milliseconds have three digits: 5 ms are 005`);
  if (/^\d\d:\d\d,/.test(time)) throw new Mistake(`${at}. SRT always has hours`);
  if (/(^|:)\d([:,])/.test(time)) throw new Mistake(`${at}. Hours, minutes and seconds have two digits`);
  const minutes = Number(time.split(":")[1]);
  if (minutes > 59) throw new Mistake(`${at}. Minutes go up to 59: the rest are hours`);
  throw new Mistake(at);
}

export const srt: Exercise<SrtFunction> = {
  id: "3.3",
  name: "srt",
  title: "SRT",
  chapter: "Captions",
  functionName: "writeSrt",
  text: [
    "SubRip (SRT) is one of the oldest kinds of caption files, and the most common. It is a list of blocks: a number from 1 on, the times with an arrow between them, the text in one or more lines, and an empty line.",
    "A time is hours, minutes, seconds and milliseconds: 00:01:02,500. Note the comma. Players are strict: a cue whose time they can't read is not shown at all.",
    'The picture it makes: "1", "00:00:00,000 --> 00:00:01,500", "Hello.", and then the video with a text on it.',
  ],
  starter: `/**
 * @param cues in order; start and end in seconds
 * @returns the file: a number from 1 on, times, text and an empty line for each cue
 */
export function writeSrt(cues: readonly { start: number; end: number; text: string }[]): string {
  throw new Error("not written yet");
}
`,
  imports: [],
  hints: [
    "Write a function for one time first. The rest is joining lines with line feeds.",
    'Round the seconds to whole milliseconds once, and take hours, minutes, seconds and the rest from that number. padStart(2, "0") makes two digits.',
    "const ms = Math.round(seconds * 1000); hours are Math.floor(ms / 3600000), minutes Math.floor(ms / 60000) % 60, seconds Math.floor(ms / 1000) % 60, and ms % 1000 has three digits. A cue is `${i + 1}\\n${start} --> ${end}\\n${text}\\n\\n`.",
  ],
  own: [
    { path: "src/captions/files/srt.ts", name: "writeSrt" },
    { path: "src/captions/files/times.ts", name: "formatTime" },
  ],
  checks: [
    {
      title: "times have hours, a comma, and the right number of digits",
      run(learner) {
        checkTime(learner, 62.5, "00:01:02,500");
        checkTime(learner, 1.005, "00:00:01,005");
        checkTime(learner, 3725.25, "01:02:05,250");
      },
    },
    {
      title: "milliseconds are rounded, and carry over",
      run(learner) {
        checkTime(learner, 59.9996, "00:01:00,000");
        checkTime(learner, 1.9999, "00:00:02,000");
      },
    },
    {
      title: "the blocks follow each other",
      run(learner) {
        const text = written(learner, [
          { start: 0, end: 1.5, text: "Hello." },
          { start: 2, end: 4, text: "Two\nlines." },
        ]);
        const expected =
          "1\n00:00:00,000 --> 00:00:01,500\nHello.\n\n2\n00:00:02,000 --> 00:00:04,000\nTwo\nlines.\n\n";
        if (text === expected) return;
        const lines = text.split("\n");
        insist(lines[0] !== "0", "the first number is 0: SRT counts from 1");
        insist(lines[0] === "1", `the first line is "${lines[0]}": it must be the number of the cue, 1`);
        insist(/ --> /.test(lines[1] ?? ""), `the second line is "${lines[1]}": times have " --> " between them`);
        insist(
          lines[1] === "00:00:00,000 --> 00:00:01,500",
          `the second line is "${lines[1]}": it must be "00:00:00,000 --> 00:00:01,500"`,
        );
        insist(
          /Hello\.\n\n/.test(text),
          "there is no empty line between two cues: players would read the next number as text",
        );
        insist(text.includes("Two\nlines."), "a text of two lines must stay two lines");
        insist(
          text.endsWith("lines.\n\n"),
          "the file must end with an empty line after the last cue, as after every other",
        );
        throw new Mistake(`the file is ${JSON.stringify(text)}: it should be ${JSON.stringify(expected)}`);
      },
    },
    {
      title: "no cues make an empty file",
      run(learner) {
        insist(
          written(learner, []) === "",
          `without cues the file is ${JSON.stringify(learner([]))}: it must be empty`,
        );
      },
    },
  ],
};
