export const NOTICE_CODES = [
  "incomplete",
  "joined",
  "opposite_phase",
  "earlier_file",
  "not_replaced",
  "not_taken",
  "poor_captions",
] as const;
export type NoticeCode = typeof NOTICE_CODES[number];

/** What the owner of a video should know about its file, although it can be played. */
export interface Notice {
  code: NoticeCode;
  /** A sentence for people, in English. */
  text: string;
  /** Of poor captions: what is wrong with the sound, by its codes, for pages in other languages. */
  reasons?: string[];
}

/** The captions are of a file that was replaced. */
export const EARLIER_FILE = "earlier_file";

/** The sound says that captions will be bad, or what Whisper was sure of that they are. */
export const POOR_CAPTIONS = "poor_captions";

export const OPPOSITE_PHASE: Notice = {
  code: "opposite_phase",
  text: "Left and right cancel each other: a cable is wired the wrong way round. For the captions they were " +
    "subtracted; loudspeakers that mix them to one channel play silence.",
};
