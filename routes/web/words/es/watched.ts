import type * as en from "../en/watched.ts";
import { formats } from "./formats.ts";

const { percent } = formats;

export const watched: typeof en.watched = {
  continueWatching: "Seguir viendo",
  share: (share) => share === 1 ? "Visto" : `${percent(share)} visto`,
  left: (time) => `Quedan ${time}`,
  remove: (title) => `Quitar ${title} de esta fila`,
  removeSign: "×",
};

export const watchedScript: typeof en.watchedScript = {
  share: watched.share,
  left: watched.left,
  continuesAt: (time) => `Continúa en ${time}.`,
  startOver: "Empezar de nuevo",
};
