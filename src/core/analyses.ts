/** What can be found out about a video after its captions, in the order of pages and of `analyze --json`. */
export const ANALYSIS_NAMES = [
  "sound_quality",
  "topics",
  "sentiment",
  "tags",
  "safety",
  "chapters",
  "summary",
  "meaning",
  "speakers",
  "sound_events",
  "thumbnails",
] as const;
export type AnalysisName = typeof ANALYSIS_NAMES[number];

interface AnalysisRow {
  /** The kind of job that makes it, in `src/jobs/registry.ts`. */
  job: string;
  /** Whether it is made of the captions, and so again when they change. */
  readsCaptions: boolean;
  /**
   * The languages of captions that its rules were made for; if absent, all. Of captions in others the English ones of
   * the same video are read, where there are any.
   */
  languages?: readonly string[];
  /** Whether it is made of the picture, too or alone. A kind of neither captions nor picture is made of the sound. */
  readsPicture?: boolean;
  /** Whether only those who may change the video see it. */
  isForOwner?: boolean;
  /** Its name on pages. */
  title: string;
}

const ENGLISH = ["en"];
/** English and those in which the word lists were measured: docs/adr/0046-what-it-is-about.md. */
export const SENTIMENT_LANGUAGES = ["en", "de", "es", "fr"];

/** The analyses that this version makes. `docs/adding.md` says how to add one. */
export const ANALYSES = {
  sound_quality: { job: "analyze_sound", readsCaptions: false, title: "sound quality" },
  topics: { job: "analyze_topics", readsCaptions: true, languages: ENGLISH, title: "topics" },
  sentiment: { job: "analyze_sentiment", readsCaptions: true, languages: SENTIMENT_LANGUAGES, title: "sentiment" },
  tags: { job: "analyze_tags", readsCaptions: true, languages: ENGLISH, title: "suggested tags" },
  safety: {
    job: "analyze_safety",
    readsCaptions: true,
    languages: ENGLISH,
    readsPicture: true,
    isForOwner: true,
    title: "safety",
  },
  chapters: { job: "analyze_chapters", readsCaptions: true, languages: ENGLISH, title: "chapters" },
  summary: { job: "analyze_summary", readsCaptions: true, languages: ENGLISH, title: "summary" },
  meaning: { job: "analyze_meaning", readsCaptions: true, languages: ENGLISH, title: "search by meaning" },
  speakers: { job: "analyze_speakers", readsCaptions: false, title: "speakers" },
  sound_events: { job: "analyze_sound_events", readsCaptions: false, title: "music" },
  thumbnails: { job: "analyze_thumbnails", readsCaptions: false, readsPicture: true, title: "thumbnails" },
} as const satisfies Partial<Record<AnalysisName, AnalysisRow>>;

export type AnalysisKind = keyof typeof ANALYSES;
export const ANALYSIS_KINDS = ANALYSIS_NAMES.filter((name): name is AnalysisKind => isAnalysisKind(name));

export function isAnalysisKind(name: string): name is AnalysisKind {
  return Object.hasOwn(ANALYSES, name);
}

export function analysisOf(kind: AnalysisKind): AnalysisRow {
  return ANALYSES[kind];
}

/** Whether a kind can be made of captions in a language. @param language a code such as `en` or `pt-BR` */
export function canRead(kind: AnalysisKind, language: string): boolean {
  return analysisOf(kind).languages?.includes(language.split("-")[0]) ?? true;
}

/** What a video has that analyses are made of. */
export interface AnalyzedParts {
  hasCaptions: boolean;
  hasAudio: boolean;
  hasVideo: boolean;
}

/** Whether a video has what a kind is made of. */
export function canBeMade(kind: AnalysisKind, { hasCaptions, hasAudio, hasVideo }: AnalyzedParts): boolean {
  const { readsCaptions, readsPicture } = analysisOf(kind);
  if (!readsCaptions && !readsPicture) return hasAudio;
  return (readsCaptions && hasCaptions) || (Boolean(readsPicture) && hasVideo);
}

/** The kind that a job makes; undefined for other jobs. */
export function analysisOfJob(job: string): AnalysisKind | undefined {
  return ANALYSIS_KINDS.find((kind) => analysisOf(kind).job === job);
}
