import type * as en from "../en/playlists.ts";
import { formats } from "./formats.ts";

const { number } = formats;

export const playlists: typeof en.playlists = {
  title: "Listas de reproducción",
  yours: "Tus listas",
  others: "Listas públicas",
  none: "Todavía no hay listas. Crea una aquí o elige «Guardar» en un vídeo.",
  nonePublic: "Todavía no hay listas públicas.",
  newTitle: "Título de la lista nueva",
  newVisibility: "Quién puede ver la lista nueva",
  create: "Crear lista",
  playAll: "Reproducir todo",
  copyLink: "Copiar enlace",
  rename: "Cambiar nombre",
  whoMaySee: "Quién puede ver esta lista",
  visibilities: { private: "Privada", unlisted: "Oculta", public: "Pública" },
  visibilityMeanings: {
    private: "Solo tú",
    unlisted: "Cualquiera que tenga el enlace",
    public: "Todo el mundo, también en la página de listas",
  },
  titleField: "Título",
  empty: "Todavía no tiene nada: elige «Guardar» en un vídeo.",
  emptyForYou: "No tiene nada que puedas ver.",
  up: "Subir",
  down: "Bajar",
  remove: "Quitar",
  moveUp: (title) => `Subir ${title}`,
  moveDown: (title) => `Bajar ${title}`,
  removeOf: (title) => `Quitar ${title}`,
  reorderHelp: "Arrastra un vídeo a otro lugar o muévelo con sus botones.",
  save: "Guardar",
  saveOf: (title) => `Guardar ${title} en una lista`,
  saveTo: "Guardar en una lista: <title/>",
  saveTitle: "Guardar en una lista",
  queue: "Lista",
  playsNext: "Reproducir el siguiente automáticamente",
  previous: "Anterior",
  next: "Siguiente",
};

export const playlistsScript: typeof en.playlistsScript = {
  added: (title) => `Ahora está en «${title}».`,
  removed: (title) => `Ya no está en «${title}».`,
  linkCopied: "El enlace de la lista está copiado.",
  nextKey: "Siguiente o anterior de la lista",
  confirmDelete: "¿Borrar esta lista? Sus vídeos se quedan.",
  delete: "Borrar",
  keep: "Conservarla",
  moved: (title, place, of) => `${title} es ahora el número ${number(place)} de ${number(of)}.`,
  taken: (title) => `${title} ya no está en la lista.`,
  visibilityNow: { private: "Ahora es privada.", unlisted: "Ahora está oculta.", public: "Ahora es pública." },
};
