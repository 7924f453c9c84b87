import { canRead } from "../../src/core/analyses.ts";
import type { Cue } from "../../src/core/types.ts";
import type {
  ChaptersJson,
  MeaningJson,
  SafetyJson,
  SentimentJson,
  SuggestedTagsJson,
  SummaryJson,
  TopicsJson,
} from "../../src/schemas/text_analyses.ts";
import { findChapters } from "./chapters.ts";
import { suggestTags } from "./key_phrases.ts";
import { passagesOf } from "./passages.ts";
import { flagSentences, SAFETY_RULE } from "./safety.ts";
import type { Embed } from "./sentence_encoder.ts";
import { SENTENCE_MODEL } from "./sentence_model.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { sentimentOverTime, sentimentRule } from "./sentiment.ts";
import { summarize, thinOut } from "./summary.ts";
import { chooseTopics, embedTopics, scoreTopics } from "./topics.ts";

/** The result of each analysis of a text. */
export interface TextResults {
  topics: TopicsJson;
  sentiment: SentimentJson;
  tags: SuggestedTagsJson;
  safety: SafetyJson;
  chapters: ChaptersJson;
  summary: SummaryJson;
  meaning: MeaningJson;
}
export type TextKind = keyof TextResults;

/** A text to find something out about. */
export interface AnalyzedText {
  cues: readonly Cue[];
  /** A language code; "und" where it is unknown. */
  language: string;
  /** The language that is spoken, where the text is a translation. */
  translatedFrom?: string | null;
  /** Of the video; null where it is unknown. */
  durationSeconds: number | null;
}

/** What a kind is made by. */
export interface TextTools {
  /** Called only where the kind needs embeddings and the language is the model's. */
  openEmbed(): Promise<Embed>;
  /** Called at least once a second of computing beside embeddings. */
  pause?(): Promise<void>;
  /** @param share 0 to 1 */
  onProgress?(share: number): void;
  /** Gets the passages of the kind `meaning` with their embeddings; if absent, they are only counted. */
  takePassages?(passages: readonly Sentence[], vectors: readonly Float32Array[]): void;
}

const MAX_FLAGS = 200;

/** What makes each kind of a text in English. */
const TEXT_MAKERS: Readonly<Record<TextKind, string>> = {
  topics: `${SENTENCE_MODEL.name}, list of topics 1`,
  sentiment: sentimentRule("en"),
  tags: `${SENTENCE_MODEL.name}, tag rule 2`,
  safety: SAFETY_RULE,
  chapters: `${SENTENCE_MODEL.name}, chapter rule 2`,
  summary: `${SENTENCE_MODEL.name}, TextRank`,
  meaning: `${SENTENCE_MODEL.name}, passage rule 1`,
};

/** What makes a kind of a text in a language, for people to read. */
export function makerOf(kind: TextKind, language: string): string {
  return kind === "sentiment" ? sentimentRule(language) : TEXT_MAKERS[kind];
}

/**
 * Finds something out about a text. In languages that the kind's model or word lists were not made for nothing is made,
 * and `unavailable` says so.
 */
export async function analyzeText<Kind extends TextKind>(
  kind: Kind,
  { cues, language, translatedFrom = null, durationSeconds }: AnalyzedText,
  tools: TextTools,
): Promise<TextResults[Kind]> {
  const isKnown = canRead(kind, language);
  const unavailable = isKnown ? null : `not available for ${nameOf(language)}`;
  const sentences = isKnown ? sentencesOf(cues) : [];
  const found = await MAKERS[kind](sentences, { language, durationSeconds: durationSeconds ?? 0 }, tools);
  return { language, unavailable, translated_from: translatedFrom, ...found } as TextResults[Kind];
}

/** The English name of a language. */
function nameOf(code: string): string {
  if (code === "und") return "captions whose language is unknown";
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code; // not a well-formed tag
  }
}

type Found<Kind extends TextKind> = Omit<TextResults[Kind], "language" | "unavailable" | "translated_from">;

const MAKERS: {
  [Kind in TextKind]: (
    sentences: Sentence[],
    text: { language: string; durationSeconds: number },
    tools: TextTools,
  ) => Found<Kind> | Promise<Found<Kind>>;
} = {
  topics: async (sentences, _, tools) => {
    if (sentences.length === 0) return { topics: [] };
    const embed = await tools.openEmbed();
    const topics = await embedTopics(embed);
    const scores = scoreTopics(await embedAll(sentences, embed, tools), topics);
    return { topics: chooseTopics(scores).map(({ topic, score }) => ({ topic, score: rounded(score) })) };
  },
  sentiment: async (sentences, { language }, { pause }) => {
    const { score, label, spans } = await sentimentOverTime(sentences, language, pause);
    return {
      score: score === null ? null : rounded(score),
      label,
      spans: spans.map((span) => ({ ...times(span), score: rounded(span.score) })),
    };
  },
  tags: async (sentences, _, tools) => {
    if (sentences.length === 0) return { tags: [] };
    const embed = await tools.openEmbed();
    const tags = await suggestTags(sentences, await embedAll(sentences, embed, tools), embed, tools.pause);
    return { tags: tags.map((tag) => ({ ...tag, score: rounded(tag.score) })) };
  },
  safety: (sentences) => ({
    flags: flagSentences(sentences).slice(0, MAX_FLAGS).map((flag) => ({ ...flag, ...times(flag) })),
  }),
  chapters: async (sentences, { durationSeconds }, tools) => {
    if (sentences.length === 0) return { chapters: [] };
    const embed = await tools.openEmbed();
    const vectors = await embedAll(sentences, embed, tools);
    const chapters = await findChapters(sentences, vectors, durationSeconds, embed);
    return { chapters: chapters.map((chapter) => ({ ...chapter, ...times(chapter) })) };
  },
  summary: async (sentences, _, tools) => {
    if (sentences.length === 0) return { sentences: [] };
    const compared = thinOut(sentences);
    const summary = summarize(compared, await embedAll(compared, await tools.openEmbed(), tools));
    return { sentences: summary.map((one) => ({ ...one, ...times(one), score: rounded(one.score) })) };
  },
  meaning: async (sentences, _, tools) => {
    const passages = passagesOf(sentences);
    if (passages.length === 0 || !tools.takePassages) return { passages: passages.length };
    tools.takePassages(passages, await embedAll(passages, await tools.openEmbed(), tools));
    return { passages: passages.length };
  },
};

async function embedAll(
  sentences: readonly Sentence[],
  embed: Embed,
  { onProgress }: TextTools,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const { text } of sentences) {
    vectors.push(await embed(text));
    onProgress?.(vectors.length / sentences.length);
  }
  return vectors;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function times({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start: rounded(start), end: rounded(end) };
}
