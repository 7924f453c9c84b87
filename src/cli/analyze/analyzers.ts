import { analyzeText, type TextKind, type TextResults } from "../../../ml/text/analyze_text.ts";
import { measureSoundQuality } from "../../../ml/audio/sound_quality/sound_quality.ts";
import { findMusic } from "../../../ml/sound_events/find_music.ts";
import { findSpeakers } from "../../../ml/speakers/find_speakers.ts";
import type { AnalysisKind } from "../../core/analyses.ts";
import type { AnalysisResultJson } from "../../schemas/analysis.ts";
import type { SoundEventsJson } from "../../schemas/sound_events.ts";
import type { AnalyzedFile } from "./analyzed_file.ts";
import { safetyOf } from "./safety.ts";
import { thumbnailsOf } from "./thumbnails.ts";

/** @returns null where there is nothing to make it of, such as no sound */
type Analyzer<Kind extends AnalysisKind> = (file: AnalyzedFile) => Promise<AnalysisResultJson<Kind> | null>;

/** How `analyze` makes each kind. To add one, add a row. */
export const ANALYZERS: { [Kind in AnalysisKind]: Analyzer<Kind> } = {
  sound_quality: async ({ path, info, mediaTools }) =>
    info.audio ? await measureSoundQuality(mediaTools, path, { info }) : null,
  topics: (file) => ofText("topics", file),
  sentiment: (file) => ofText("sentiment", file),
  tags: (file) => ofText("tags", file),
  safety: safetyOf,
  chapters: (file) => ofText("chapters", file),
  summary: (file) => ofText("summary", file),
  meaning: (file) => ofText("meaning", file),
  speakers: async ({ path, info, mediaTools, openVoices }) =>
    info.audio ? await findSpeakers(mediaTools, path, { info, embed: await openVoices() }) : null,
  sound_events: async (file) => file.info.audio ? await soundEventsOf(file) : null,
  thumbnails: async (file) => file.info.video ? await thumbnailsOf(file, file.info.video) : null,
};

async function soundEventsOf({ path, info, mediaTools, captions, openMusic }: AnalyzedFile): Promise<SoundEventsJson> {
  const { cues } = await captions();
  const model = await openMusic();
  try {
    return await findMusic(mediaTools, path, { info, cues, model });
  } finally {
    await model.release();
  }
}

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
