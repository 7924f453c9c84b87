import type { Sentence } from "../ml/text/sentences.ts";

/** A talk of tests/data/text/documents.txt. */
export interface LabelledTalk {
  half: "tune" | "test";
  topic: string;
  names: string[];
  /** What a person would take as tags, in lower case. */
  phrases: string[];
  /** Those of `phrases` that the talk can't do without. */
  mainPhrases: string[];
  sentences: string[];
  /** Indices of the sentences that say what it is about. */
  central: number[];
}

const FOLDER = new URL("../tests/data/text/", import.meta.url);
const WORDS_PER_SECOND = 2.5;

export function readTalks(): LabelledTalk[] {
  const text = Deno.readTextFileSync(new URL("documents.txt", FOLDER));
  return text.split(/^== /m).slice(1).map((block) => {
    const [title, names, phrases, ...body] = block.trim().split("\n");
    const listed = listOf(phrases, "phrases:");
    const [half, ...topic] = title.split(" ");
    const marked = body.join(" ").split(/(?<=[.?!]) /);
    return {
      half: half as LabelledTalk["half"],
      topic: topic.join(" "),
      names: listOf(names, "names:"),
      phrases: listed.map((phrase) => phrase.replace("*", "")),
      mainPhrases: listed.filter((phrase) => phrase.startsWith("*")).map((phrase) => phrase.slice(1)),
      sentences: marked.map((sentence) => sentence.replace(/^\*/, "")),
      central: marked.flatMap((sentence, i) => sentence.startsWith("*") ? [i] : []),
    };
  });
}

/** The items of a line such as `names: Lisbon, Porto`, in lower case. */
function listOf(line: string, label: string): string[] {
  if (!line.startsWith(label)) throw new Error(`"${line}" does not begin with "${label}"`);
  return line.slice(label.length).split(",").map((item) => item.trim().toLowerCase()).filter(Boolean);
}

/** Reads safety.json or sentiment.json. */
export function readLabelled<T>(name: string): T[] {
  return JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
}

/** Gives sentences the times of a speaker at 150 words a minute. */
export function timed(texts: readonly string[]): Sentence[] {
  let at = 0;
  return texts.map((text) => {
    const start = at;
    at += text.split(" ").length / WORDS_PER_SECOND;
    return { start, end: at, text };
  });
}
