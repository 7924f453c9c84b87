import { ChangeList, type FileContent, type FileCue, linesOf } from "./read_file.ts";
import { StyledText } from "./styled_text.ts";

const TIME = String.raw`(\d{1,4}):(\d{1,2})(?:[.:,](\d{1,3}))?`;
/** A chorus is sung less often. */
const MOST_TIMES = 50;
const LINE_TIMES = new RegExp(String.raw`^(?:\[${TIME}\]\s*){1,${MOST_TIMES}}`);
const EACH_TIME = new RegExp(String.raw`\[${TIME}\]`, "g");
const WORD_TIME = new RegExp(String.raw`<${TIME}>`, "g");

/** Reads LRC, the lines of a song: each has one time or several, and may have the time of each word. */
export function parseLrc(text: string): FileContent {
  const changes = new ChangeList();
  const cues: FileCue[] = [];
  let offset = 0;
  linesOf(text).forEach((raw, i) => {
    const line = raw.trim();
    const times = LINE_TIMES.exec(line)?.[0];
    if (times === undefined) {
      const [, name, value] = /^\[([a-z#]+):(.*)\]$/i.exec(line) ?? [];
      if (name?.toLowerCase() === "offset") offset = Number(value) / 1000 || 0;
      else if (name) changes.addOnce("note", `the header "${name}" is left out`, { line: i + 1 });
      else if (line) changes.add("left_out", "no line as [01:02.50]text", { line: i + 1 });
      return;
    }
    const words = line.slice(times.length);
    for (const match of times.matchAll(EACH_TIME)) {
      cues.push(readLine(words, secondsOf(match) - offset, offset, i + 1));
    }
  });
  cues.sort((a, b) => a.start - b.start);
  // a line lasts until the next one; an empty one ends it
  cues.forEach((cue, i) => cue.end = cues[i + 1]?.start ?? Infinity);
  return { cues: cues.filter(({ text, start, end }) => text && end > start), changes };
}

function readLine(raw: string, start: number, offset: number, line: number): FileCue {
  const styled = new StyledText();
  let at = 0;
  for (const match of raw.matchAll(WORD_TIME)) {
    styled.add(raw.slice(at, match.index));
    styled.mark(secondsOf(match) - offset);
    at = match.index + match[0].length;
  }
  const { text, marks } = styled.add(raw.slice(at)).end();
  return { line, start, end: Infinity, text, ...(marks.length > 0 && { marks }) };
}

function secondsOf([, minutes, seconds, fraction = "0"]: RegExpMatchArray): number {
  return Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}
