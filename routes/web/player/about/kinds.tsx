import type { AnalysisKind } from "../../../../src/core/analyses.ts";
import type { AnalysisResultJson } from "../../../../src/schemas/analysis.ts";
import type { Video } from "../../../../src/db/videos/videos.ts";
import { chaptersLine, FoundChapters } from "./chapters.tsx";
import { Meaning, meaningLine } from "./meaning.tsx";
import { Safety, safetyLine } from "./safety.tsx";
import { Sentiment, sentimentLine } from "./sentiment.tsx";
import { SoundQuality, soundQualityLine } from "./sound_quality.tsx";
import { SoundEvents, soundEventsLine } from "./sound_events.tsx";
import { Speakers, speakersLine } from "./speakers.tsx";
import { Summary, summaryLine } from "./summary.tsx";
import { Tags, tagsLine } from "./tags.tsx";
import { Thumbnails, thumbnailsLine } from "./thumbnails.tsx";
import { Topics, topicsLine } from "./topics.tsx";

/** How the page shows a kind of analysis. */
export interface AnalysisView<Result> {
  /** The result in a few words, shown while the panel is closed. */
  line(result: Result): string;
  /** Whether there is more than what was made of the captions, so that it is shown without them too. */
  hasMore?(result: Result): boolean;
  /** The result as a whole. */
  Details(props: { result: Result; video: Video; mayChange: boolean }): unknown;
}

/** How each kind is shown. To add one, add its file in this folder and a row here. */
export const ANALYSIS_VIEWS: { [Kind in AnalysisKind]: AnalysisView<AnalysisResultJson<Kind>> } = {
  sound_quality: { line: soundQualityLine, Details: SoundQuality },
  topics: { line: topicsLine, Details: Topics },
  sentiment: { line: sentimentLine, Details: Sentiment },
  tags: { line: tagsLine, Details: Tags },
  safety: { line: safetyLine, Details: Safety, hasMore: ({ frames_looked_at = null }) => frames_looked_at !== null },
  chapters: { line: chaptersLine, Details: FoundChapters },
  summary: { line: summaryLine, Details: Summary },
  meaning: { line: meaningLine, Details: Meaning },
  speakers: { line: speakersLine, Details: Speakers },
  sound_events: { line: soundEventsLine, Details: SoundEvents },
  thumbnails: { line: thumbnailsLine, Details: Thumbnails },
};

/** The view of a kind, for results as the database has them. */
export function viewOf(kind: AnalysisKind): AnalysisView<never> {
  return ANALYSIS_VIEWS[kind] as AnalysisView<never>;
}
