import type * as en from "../en/watched.ts";
import { formats } from "./formats.ts";

const { percent } = formats;

export const watched: typeof en.watched = {
  continueWatching: "Weiterschauen",
  share: (share) => share === 1 ? "Angesehen" : `${percent(share)} angesehen`,
  left: (time) => `Noch ${time}`,
  remove: (title) => `${title} aus dieser Reihe entfernen`,
  removeSign: "×",
};

export const watchedScript: typeof en.watchedScript = {
  share: watched.share,
  left: watched.left,
  continuesAt: (time) => `Geht bei ${time} weiter.`,
  startOver: "Von vorn",
};
