import type { AnalysisKind } from "../../../../src/core/analyses.ts";
import type { AnalysisResultJson } from "../../../../src/schemas/analysis.ts";
import { SoundQuality, soundQualityLine } from "./sound_quality.tsx";

/** How the page shows a kind of analysis. */
export interface AnalysisView<Result> {
  /** The result in a few words, shown while the panel is closed. */
  line(result: Result): string;
  /** The result as a whole. */
  Details(props: { result: Result }): unknown;
}

/** How each kind is shown. To add one, add its file in this folder and a row here. */
export const ANALYSIS_VIEWS: { [Kind in AnalysisKind]: AnalysisView<AnalysisResultJson<Kind>> } = {
  sound_quality: { line: soundQualityLine, Details: SoundQuality },
};

/** The view of a kind, for results as the database has them. */
export function viewOf(kind: AnalysisKind): AnalysisView<never> {
  return ANALYSIS_VIEWS[kind] as AnalysisView<never>;
}
