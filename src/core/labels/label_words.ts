/** What the labels of caption tracks say besides names of languages and titles. */
export interface LabelWords {
  /** In place of a language that is unknown. */
  unknown: string;
  commentary: (label: string) => string;
  forced: (label: string) => string;
  /** The origin of a track, added to its label if another track has the same label. */
  origins: Record<string, string>;
}

/** In the API, in playlists and in exported files. */
export const ENGLISH_LABELS: LabelWords = {
  unknown: "Captions",
  commentary: (label) => `${label} commentary`,
  forced: (label) => `${label}, forced`,
  origins: { auto: "automatic", translated: "translated", edited: "edited", uploaded: "uploaded" },
};
