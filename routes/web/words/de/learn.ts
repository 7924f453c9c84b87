import type * as en from "../en/learn.ts";

export const learn: typeof en.learn = {
  inEnglish: "Die Texte dieser Seiten sind auf Englisch.",
  allChapters: "Alle Kapitel",
  nthOf: (n, all) => `${n} von ${all}`,
  chapters: "Kapitel",
  needsScript: "Die Bilder dieser Seite zeichnet JavaScript, das in diesem Browser ausgeschaltet ist.",
};
