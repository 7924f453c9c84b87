import type * as en from "../en/video_page.ts";
import { MAX_CHAPTER_TITLE_CHARS } from "../../shared/chapter_list.ts";
import { clock } from "../../shared/format.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

export const videoPage: typeof en.videoPage = {
  description: {
    title: "Beschreibung",
    add: "Beschreibung hinzufügen",
    edit: "Beschreibung bearbeiten",
    more: "Mehr anzeigen",
    less: "Weniger anzeigen",
    help: "Webadressen werden zu Links, und Zeiten wie 1:23 springen im Video dorthin.",
  },
  chapters: {
    title: "Kapitel",
    edit: "Kapitel bearbeiten",
    fromDescription: "Liste aus der Beschreibung nehmen",
    none: "Es gibt noch keine.",
    by: {
      analysis: (n) => plural(n, { other: "# Kapitel, in den Untertiteln gefunden" }),
      file: (n) => plural(n, { other: "# Kapitel der Datei" }),
      person: (n) => plural(n, { other: "# Kapitel von dir" }),
    },
    stay: "Kapitel, die du speicherst, bleiben, auch wenn sich die Untertitel ändern.",
  },
  again: {
    more: "Modell, Wörter und Zeilen",
    model: "Modell",
    usual: (model) => `${model}, das übliche`,
    vocabulary: "Namen und Wörter, die vorkommen",
    vocabularyHint: "Zum Beispiel: Ada Lovelace, Analytical Engine",
    beams: "Suchpfade",
    beamsHelp: "Mehr Suchpfade brauchen länger und sind manchmal genauer.",
    lineChars: "Zeichen in einer Zeile",
    lineCharsHelp: "Leer: wie für die Sprache üblich",
    edits:
      "Zeilen, die du bearbeitet hast, bleiben, alle anderen werden neu geschrieben. Wer zusieht, behält die alten Untertitel, bis die neuen fertig sind.",
    newLines: (n) =>
      plural(n, {
        one: "Bisher # neue Zeile. Wer zusieht, hat die alten, bis alle geschrieben sind.",
        other: "Bisher # neue Zeilen. Wer zusieht, hat die alten, bis alle geschrieben sind.",
      }),
  },
  related: "Verwandte Stellen",
};

export const videoPageScript: typeof en.videoPageScript = {
  description: {
    add: videoPage.description.add,
    edit: videoPage.description.edit,
    more: videoPage.description.more,
    less: videoPage.description.less,
  },
  chapters: {
    here: "Hier",
    removeSign: "×",
    startOf: (n) => `Beginn von Kapitel ${number(n)}`,
    hereOf: (n) => `Hier: Kapitel ${number(n)} beginnt, wo das Video gerade ist`,
    titleOf: (n) => `Titel von Kapitel ${number(n)}`,
    removeOf: (n) => `Kapitel ${number(n)} entfernen`,
    add: (time) => `Kapitel bei ${time} hinzufügen`,
    saved: "Die Kapitel sind gespeichert.",
    problems: {
      noTime: ({ line }) => `Zeile ${number(line)} hat keine Zeit. Schreib eine wie 1:23 oder drück auf Hier.`,
      badTime: ({ line }, { time }) =>
        `Zeile ${number(line)}: „${time}“ ist keine Zeit. Schreib sie wie 1:23 oder 1:02:03.`,
      noTitle: ({ line }) => `Zeile ${number(line)} hat keinen Titel.`,
      longTitle: ({ line }) =>
        `Zeile ${number(line)}: Der Titel ist zu lang, er darf ${number(MAX_CHAPTER_TITLE_CHARS)} Zeichen haben.`,
      afterEnd: ({ line }, { time }, end) =>
        `Zeile ${number(line)} beginnt bei ${time}, aber das Video endet bei ${clock(end ?? 0)}.`,
      sameTime: ({ line, other }) => `Die Zeilen ${number(other ?? 0)} und ${number(line)} beginnen zur selben Zeit.`,
    },
  },
};
