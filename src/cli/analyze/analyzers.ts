import { analyzeText, type TextKind, type TextResults } from "../../../ml/text/analyze_text.ts";
import type { Embed } from "../../../ml/text/sentence_encoder.ts";
import { measureSoundQuality } from "../../../ml/audio/sound_quality/sound_quality.ts";
import { findSpeakers } from "../../../ml/speakers/find_speakers.ts";
import type { EmbedVoice } from "../../../ml/speakers/speaker_encoder.ts";
import type { AnalysisKind } from "../../core/analyses.ts";
import type { Cue } from "../../core/types.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import type { MediaTools } from "../../media/process/tools.ts";
import type { AnalysisResultJson } from "../../schemas/analysis.ts";

/** What an analyzer is given. */
export interface AnalyzedFile {
  /** Absolute. */
  path: string;
  /** With the sound track that is analyzed; its `audio` may be absent. */
  info: MediaInfo;
  mediaTools: MediaTools;
  /** Captions the file at the first call. */
  captions(): Promise<FileCaptions>;
  /** Loads the sentence model at the first call. */
  openEmbed(): Promise<Embed>;
  /** Loads the speaker model at the first call. */
  openVoices(): Promise<EmbedVoice>;
}

export interface FileCaptions {
  /** None where nothing is said. */
  cues: Cue[];
  /** null where nothing is said. */
  language: string | null;
}

/** @returns null where there is nothing to make it of, such as no sound */
type Analyzer<Kind extends AnalysisKind> = (file: AnalyzedFile) => Promise<AnalysisResultJson<Kind> | null>;

/** How `analyze` makes each kind. To add one, add a row. */
export const ANALYZERS: { [Kind in AnalysisKind]: Analyzer<Kind> } = {
  sound_quality: async ({ path, info, mediaTools }) =>
    info.audio ? await measureSoundQuality(mediaTools, path, { info }) : null,
  topics: (file) => ofText("topics", file),
  sentiment: (file) => ofText("sentiment", file),
  tags: (file) => ofText("tags", file),
  safety: (file) => ofText("safety", file),
  chapters: (file) => ofText("chapters", file),
  summary: (file) => ofText("summary", file),
  speakers: async ({ path, info, mediaTools, openVoices }) =>
    info.audio ? await findSpeakers(mediaTools, path, { info, embed: await openVoices() }) : null,
};

/** @returns null where nothing is said */
async function ofText<Kind extends TextKind>(
  kind: Kind,
  { info, captions, openEmbed }: AnalyzedFile,
): Promise<TextResults[Kind] | null> {
  const { cues, language } = await captions();
  if (cues.length === 0) return null;
  const text = { cues, language: language ?? "und", durationSeconds: info.durationSeconds };
  return await analyzeText(kind, text, { openEmbed });
}
