import { formats } from "./formats.ts";

const { percent } = formats;

/** How far videos were watched. */
export const watched = {
  continueWatching: "Continue watching",
  share: (share: number) => share === 1 ? "Watched" : `${percent(share)} watched`,
  left: (time: string) => `${time} left`,
  remove: (title: string) => `Remove ${title} from this row`,
  removeSign: "×",
};

export const watchedScript = {
  share: watched.share,
  left: watched.left,
  continuesAt: (time: string) => `Continues at ${time}.`,
  startOver: "Start over",
};
