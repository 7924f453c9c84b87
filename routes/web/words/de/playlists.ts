import type * as en from "../en/playlists.ts";
import { formats } from "./formats.ts";

const { number } = formats;

export const playlists: typeof en.playlists = {
  title: "Playlists",
  yours: "Deine Playlists",
  others: "Öffentliche Playlists",
  none: "Noch keine Playlists. Erstelle hier eine oder wähle „Merken“ bei einem Video.",
  nonePublic: "Noch keine öffentlichen Playlists.",
  newTitle: "Titel der neuen Playlist",
  newVisibility: "Wer die neue Playlist sehen darf",
  create: "Playlist erstellen",
  playAll: "Alle abspielen",
  copyLink: "Link kopieren",
  rename: "Umbenennen",
  whoMaySee: "Wer diese Playlist sehen darf",
  visibilities: { private: "Privat", unlisted: "Nicht gelistet", public: "Öffentlich" },
  visibilityMeanings: {
    private: "Nur du",
    unlisted: "Alle, die den Link haben",
    public: "Alle, auch auf der Seite der Playlists",
  },
  titleField: "Titel",
  empty: "Noch nichts darin: Wähle „Merken“ bei einem Video.",
  emptyForYou: "Nichts darin, was du ansehen darfst.",
  up: "Hoch",
  down: "Runter",
  remove: "Entfernen",
  moveUp: (title) => `${title} nach oben`,
  moveDown: (title) => `${title} nach unten`,
  removeOf: (title) => `${title} entfernen`,
  reorderHelp: "Ziehe ein Video an eine andere Stelle oder verschiebe es mit seinen Knöpfen.",
  save: "Merken",
  saveOf: (title) => `${title} in einer Playlist merken`,
  saveTo: "In einer Playlist merken: <title/>",
  saveTitle: "In einer Playlist merken",
  queue: "Playlist",
  playsNext: "Das nächste von selbst abspielen",
  previous: "Zurück",
  next: "Weiter",
};

export const playlistsScript: typeof en.playlistsScript = {
  added: (title) => `Es ist jetzt in „${title}“.`,
  removed: (title) => `Es ist nicht mehr in „${title}“.`,
  linkCopied: "Der Link der Playlist ist kopiert.",
  nextKey: "Nächstes oder voriges der Playlist",
  confirmDelete: "Diese Playlist löschen? Ihre Videos bleiben.",
  delete: "Löschen",
  keep: "Behalten",
  moved: (title, place, of) => `${title} ist jetzt Nummer ${number(place)} von ${number(of)}.`,
  taken: (title) => `${title} ist entfernt.`,
  visibilityNow: {
    private: "Sie ist jetzt privat.",
    unlisted: "Sie ist jetzt nicht gelistet.",
    public: "Sie ist jetzt öffentlich.",
  },
};
