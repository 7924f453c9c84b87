import { sentence } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

export const search = {
  title: "Search",
  titleOf: (query: string) => `${query} · Search`,
  heading: "Search titles, tags and what is said",
  videos: "Videos",
  hintWithMeaning: 'Words, a question, or "a phrase" in quotes',
  hint: 'Words, or "a phrase" in quotes',
  said: "Titles, tags and what is said",
  language: "Language",
  captionLanguage: "Language of the captions",
  allLanguages: "All languages",
  by: "By",
  compared: "What is compared",
  modes: { both: "Words and meaning", words: "Words only", meaning: "Meaning only" },
  search: "Search",
  /** What is wrong with the query. */
  problem: (detail: string) => sentence(detail),
  howTo: "Type words of a title or a tag, or what somebody says. A moment opens the video where it is said.",
  howToQuotes:
    "Words are found in all their forms, with or without accents; <q>in quotes</q> they have to follow each other.",
  howToMeaning: "What is said in English is also found by what it means: ask as you would ask a person.",
  corrected: "Nothing has <typed/>. These are the results for <corrected/>.",
  onlyWords: (reason: string) => `Only words were compared: ${sentence(reason)}`,
  moments: "Moments",
  thatWasAll: "That was all.",
  nobody: "No video that you may see has <query/>.",
  someSearched: "Only some videos were searched: see the filters above.",
  tryOther: "Try other words.",
  tryFewer: "Try fewer words, other ones, or no quotes.",
  more: "More moments",
  noneSoFar: "None so far",
  noMoments: "No moments",
  noMore: "No more moments",
  count: (n: number) => plural(n, { one: "# moment", other: "# moments" }),
  countMore: (n: number) => plural(n, { one: "# more moment", other: "# more moments" }),
  moreThan: (n: number) => plural(n, { one: "More than # moment", other: "More than # moments" }),
  nMore: (n: number) => `${number(n)} more`,
  byTitle: "By title, tags or description",
  byMeaning: "by meaning",
  hints: { search: "search", results: "results", play: "play there", enter: "enter" },
};

export const searchScript = {
  title: search.title,
  titleOf: search.titleOf,
  unreachable: "The server can't be reached. What you see is from before; search again in a moment.",
  count: search.count,
  moreThan: search.moreThan,
};
