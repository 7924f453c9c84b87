import type * as en from "../en/search.ts";
import { formats } from "./formats.ts";

const { number, plural } = formats;

export const search: typeof en.search = {
  title: "Suche",
  titleOf: (query) => `${query} · Suche`,
  heading: "In Titeln, Tags und Gesagtem suchen",
  videos: "Videos",
  hintWithMeaning: 'Wörter, eine Frage oder "ein Satzteil" in Anführungszeichen',
  hint: 'Wörter oder "ein Satzteil" in Anführungszeichen',
  said: "Titel, Tags und Gesagtes",
  language: "Sprache",
  captionLanguage: "Sprache der Untertitel",
  allLanguages: "Alle Sprachen",
  by: "Vergleichen",
  compared: "Was verglichen wird",
  modes: { both: "Wörter und Bedeutung", words: "Nur Wörter", meaning: "Nur Bedeutung" },
  search: "Suchen",
  problem: () => "Diese Suche ist nicht gültig. Versuche es mit anderen Wörtern.",
  howTo:
    "Gib Wörter eines Titels oder Tags ein, oder was jemand sagt. Ein Treffer öffnet das Video dort, wo es gesagt wird.",
  howToQuotes:
    "Wörter werden in allen Formen gefunden, mit oder ohne Akzente; <q>in Anführungszeichen</q> müssen sie aufeinander folgen.",
  howToMeaning: "Was auf Englisch gesagt wird, findest du auch nach seiner Bedeutung: Frage wie einen Menschen.",
  corrected: "Zu <typed/> gibt es nichts. Das sind die Ergebnisse für <corrected/>.",
  onlyWords: () => "Nur Wörter wurden verglichen: Die Suche nach Bedeutung ist gerade nicht verfügbar.",
  moments: "Stellen",
  thatWasAll: "Das war alles.",
  nobody: "Kein Video, das du sehen darfst, enthält <query/>.",
  someSearched: "Nur einige Videos wurden durchsucht: Sieh dir oben die Filter an.",
  tryOther: "Versuche es mit anderen Wörtern.",
  tryFewer: "Versuche es mit weniger oder anderen Wörtern oder ohne Anführungszeichen.",
  more: "Mehr Stellen",
  noneSoFar: "Bisher keine",
  noMoments: "Keine Stellen",
  noMore: "Keine weiteren Stellen",
  count: (n) => plural(n, { one: "# Stelle", other: "# Stellen" }),
  countMore: (n) => plural(n, { one: "# weitere Stelle", other: "# weitere Stellen" }),
  moreThan: (n) => plural(n, { one: "Mehr als # Stelle", other: "Mehr als # Stellen" }),
  nMore: (n) => `${number(n)} weitere`,
  byTitle: "Nach Titel, Tags oder Beschreibung",
  byMeaning: "nach Bedeutung",
  hints: { search: "suchen", results: "Treffer", play: "dort abspielen", enter: "Eingabe" },
};

export const searchScript: typeof en.searchScript = {
  title: search.title,
  titleOf: search.titleOf,
  unreachable: "Der Server ist nicht erreichbar. Was du siehst, ist von vorher; suche gleich noch einmal.",
  count: search.count,
  moreThan: search.moreThan,
};
