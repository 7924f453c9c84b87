import { ENGLISH_LABELS } from "../../../../src/core/labels/label_words.ts";
import { sentence } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { bytes, percent, plural } = formats;

/** The frame of every page, and what several pages show. */
export const common = {
  skip: "Skip to the content",
  guest: "guest",
  pages: { playlists: "Playlists", learn: "Learn", settings: "Settings" },
  searchSaid: "Search titles, tags and speech",
  searchSaidHint: "Search titles and speech (/)",
  nav: "You and this page",
  language: "Language of this site",
  dark: "Dark",
  light: "Light",
  switchTheme: "Switch between dark and light",
  account: "Account",
  accountOf: (name: string) => `Account ${name}`,
  signIn: "Sign in",
  signOut: "Sign out",
  signOutEverywhere: "Sign out everywhere",
  signedInAs: "Signed in as <name/>",
  connecting: "Connecting",
  library: "Library",
  backToLibrary: "Back to the library",
  cancel: "Cancel",
  save: "Save",
  delete: "Delete",
  edit: "Edit",
  tryAgain: "Try again",
  detectLanguage: "Detect",
  whoMayWatch: "Who may watch",
  visibilities: { private: "Private", unlisted: "Unlisted", public: "Public" },
  visibilityMeanings: {
    private: "Only you",
    unlisted: "Anyone with the link",
    public: "Everybody, on the front page too",
  },
  languageDetected: (language: string, probability: number) => `${language}, ${percent(probability)} sure`,
  words: (n: number) => plural(n, { one: "# word", other: "# words" }),
  soundOnly: "Sound only",
  ofOwner: (owner: string) => `by ${owner}`,
};

/** What the labels of caption tracks say; in English as the API does. */
export const labels = ENGLISH_LABELS;

/** The state of a video. */
export const status = {
  preparing: (progress: number) => `Preparing the video ${percent(progress)}`,
  waitsToBePrepared: "Waiting to be prepared",
  moreSizes: "More sizes to come",
  failed: "Failed",
  replacing: (progress: number) => `Replacing the file ${percent(progress)}`,
  newFileWaits: "New file waiting",
  waitsForSpace: "Waiting for free disk space",
  makingCaptions: (progress: number) => `Making captions ${percent(progress)}`,
  captionsWait: "Captions waiting",
  captionsReady: "Captions ready",
  /** Why there are no captions, by what the server stores. */
  notes: { "no speech": "No speech was found", "no sound": "It has no sound" },
  /** What a job does, by what the server stores. */
  stages: {
    loading: "Starting",
    listening: "Listening for speech",
    transcribing: "Writing down what is said",
    writing: "Saving",
    "reading the file": "Reading the file",
    "storing the file": "Saving the file",
    encoding: "Making sizes that play everywhere",
    "making preview pictures": "Making preview pictures",
    "waiting for disk space": "Waiting for free disk space",
  },
};

/** The filters of videos, in the library and in the search. */
export const filters = {
  more: "More filters",
  any: "Any",
  anyTime: "Any time",
  topic: "Topic",
  tag: "Tag",
  sentiment: "Sentiment",
  length: "Length",
  added: "Added",
  safety: "Safety",
  language: "Language",
  sentiments: { positive: "Positive", neutral: "Neutral", negative: "Negative" },
  watched: "Watched",
  watchedChoices: { yes: "Watched", no: "Not watched" },
  lengths: { short: "Under 5 minutes", medium: "5 to 20 minutes", long: "Over 20 minutes" },
  ages: { day: "Today", week: "This week", month: "This month", year: "This year" },
  flagged: "With flagged sentences or pictures",
};

/** Pages in place of the one that was asked for. */
export const errors = {
  signInTitle: "Please sign in to see this page",
  signInText: "<link>Sign in</link>, and you come back to this page.",
  nothingHere: "There is nothing here",
  nothingHereText: "The address may be mistyped, or what was here was deleted or is private.",
  notAllowed: "You may not see this page",
  notAllowedText: "It is for the owner or for people who manage this server.",
  serverFailed: "Something went wrong on the server",
  serverFailedText: "Please try again in a moment. If it happens again, tell whoever runs this server.",
  notDone: "This could not be done",
  busyTitle: "The server is busy or not available now",
  offlineTitle: "The server can't be reached",
  offlineText: "This page tries again every few seconds, and comes back by itself.",
  unavailableTitle: "Not available now",
  databaseAway: "The server can't reach its data right now",
  databaseAwayText: "Nothing is lost. This page tries again every few seconds, and comes back by itself.",
  tryNow: "Try again now",
};

/** The pages as an installed app. */
export const app = {
  description: "Videos with captions, on a server of one's own",
};

/** The names of what is found out about a video. */
export const analysisNames = {
  sound_quality: "Sound quality",
  topics: "Topics",
  sentiment: "Sentiment",
  tags: "Suggested tags",
  safety: "Safety",
  chapters: "Chapters",
  summary: "Summary",
  meaning: "Search by meaning",
  speakers: "Speakers",
  sound_events: "Music",
  thumbnails: "Thumbnails",
};

/** What every page's script says. */
export const commonScript = {
  close: "Close this message",
  closeSign: "×",
  copyFailed: (text: string) => `This browser does not allow copying here. The text is: ${text}`,
  live: "Live",
  asking: "Updates every few seconds",
  offline: "The server can't be reached. Try again when the connection is back.",
  offlineKept: "The server can't be reached. What you typed stays on this page.",
  offlineShort: (when: string) => `No connection. ${when}`,
  tryNow: "Try now",
  tryingAgain: "Trying again",
  tryingAgainIn: (seconds: number) =>
    plural(seconds, { one: "Trying again in # second", other: "Trying again in # seconds" }),
  back: "The connection is back.",
  /** What a refusal of the server means, by its status; for those that are not here, `refused`. */
  problems: {
    401: "Please sign in again to do this.",
    403: "You may not change this. Please sign in as its owner.",
    404: "It does not exist any more.",
    409: "This can't be done right now, because something changed in the meantime.",
    413: "The file is larger than this server takes.",
    415: "This file has neither video nor sound that can be read.",
    423: "It is being changed somewhere else right now. Try again in a moment.",
    429: "There were too many tries. Please wait a while.",
    500: "Something went wrong on the server. Try again in a moment.",
    503: "The server is busy or not available now. Try again in a moment.",
    507: "The server's disk is full.",
  } as Record<number, string>,
  /** With the reason that the server gives, which is in English. */
  withReason: (_meaning: string, detail: string) => sentence(detail),
  refused: "The server could not do this. Try again in a moment.",
  fileTooLarge: (size: number, most: number) => `The file has ${bytes(size)}. This server takes up to ${bytes(most)}.`,
};
