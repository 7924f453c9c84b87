import { type ChapterLine, type ChapterProblem, MAX_CHAPTER_TITLE_CHARS } from "../../shared/chapter_list.ts";
import { clock } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

/** @param end of the video, in seconds */
type Says = (problem: ChapterProblem, line: ChapterLine, end: number | null) => string;

/** What the owner writes about a video on its page, and what belongs to it. */
export const videoPage = {
  description: {
    title: "Description",
    add: "Add a description",
    edit: "Edit the description",
    more: "Show more",
    less: "Show less",
    help: "Web addresses become links, and times such as 1:23 jump there in the video.",
  },
  chapters: {
    title: "Chapters",
    edit: "Edit the chapters",
    fromDescription: "Take the list of the description",
    none: "There are none yet.",
    /** By who made them. */
    by: {
      analysis: (n: number) =>
        plural(n, { one: "# chapter, found in the captions", other: "# chapters, found in the captions" }),
      file: (n: number) => plural(n, { one: "# chapter of the file", other: "# chapters of the file" }),
      person: (n: number) => plural(n, { one: "# chapter that you wrote", other: "# chapters that you wrote" }),
    },
    stay: "Chapters that you save stay when the captions change.",
  },
  /** Having captions made again. */
  again: {
    more: "Model, words and lines",
    model: "Model",
    usual: (model: string) => `${model}, the usual one`,
    vocabulary: "Names and words to expect",
    vocabularyHint: "For example: Ada Lovelace, Analytical Engine",
    beams: "Beams",
    beamsHelp: "More beams are slower and sometimes more accurate.",
    lineChars: "Characters in a line",
    lineCharsHelp: "Empty: as usual for the language",
    edits:
      "Lines that you edited stay, all others are written again. Viewers keep the old captions until the new ones are complete.",
    newLines: (n: number) =>
      plural(n, {
        one: "# new line so far. Viewers have the old ones until all are written.",
        other: "# new lines so far. Viewers have the old ones until all are written.",
      }),
  },
  /** What is said in other videos that is near in meaning. */
  related: "Related moments",
};

export const videoPageScript = {
  description: {
    add: videoPage.description.add,
    edit: videoPage.description.edit,
    more: videoPage.description.more,
    less: videoPage.description.less,
  },
  chapters: {
    here: "Here",
    removeSign: "×",
    startOf: (n: number) => `Start of chapter ${number(n)}`,
    hereOf: (n: number) => `Here: chapter ${number(n)} starts where the player is`,
    titleOf: (n: number) => `Title of chapter ${number(n)}`,
    removeOf: (n: number) => `Remove chapter ${number(n)}`,
    add: (time: string) => `Add a chapter at ${time}`,
    saved: "The chapters are saved.",
    problems: {
      noTime: ({ line }) => `Line ${number(line)} has no time. Write one like 1:23, or press Here.`,
      badTime: ({ line }, { time }) => `Line ${number(line)}: "${time}" is not a time. Write it like 1:23 or 1:02:03.`,
      noTitle: ({ line }) => `Line ${number(line)} has no title.`,
      longTitle: ({ line }) =>
        `Line ${number(line)}: the title is too long, it may have ${number(MAX_CHAPTER_TITLE_CHARS)} characters.`,
      afterEnd: ({ line }, { time }, end) =>
        `Line ${number(line)} starts at ${time}, but the video ends at ${clock(end ?? 0)}.`,
      sameTime: ({ line, other }) => `Lines ${number(other ?? 0)} and ${number(line)} start at the same time.`,
    } as Record<ChapterProblem["code"], Says>,
  },
};
