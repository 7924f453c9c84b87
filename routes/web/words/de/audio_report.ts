import type * as en from "../en/audio_report.ts";
import { formats } from "./formats.ts";

const { number, percent, plural } = formats;

const decimals = (value: number, digits: number) =>
  number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).replace("-", "−");

export const audioReport: typeof en.audioReport = {
  titleOf: (title) => `${title}: Tonbericht`,
  back: "Zurück zum Video",
  learn: "Was Whisper daraus macht",
  picture: "Wellenform und Spektrogramm",
  looking: "Sucht den Bericht",
  make: "Tonbericht erstellen",
  noSound: "Dieses Video hat keinen Ton, also gibt es nichts zu zeigen.",
  compare: "Zum Vergleich",
  howTo: "Wie man es liest",
};

export const audioReportScript: typeof en.audioReportScript = {
  kinds: { speech: "Sprache", music_or_noise: "Musik oder Geräusch", silence: "Stille" },
  waits: "Der Bericht wartet, bis er an der Reihe ist.",
  listening: (progress) => `Hört zu, ${percent(progress)}`,
  failed: "Der Bericht konnte nicht erstellt werden.",
  notAsked: "Es gibt noch keinen Bericht. Er dauert etwa eine Sekunde je zwei Minuten Ton.",
  notAskedByOwner: "Es gibt noch keinen Bericht: Der Besitzer dieses Videos hat ihn nicht angefordert.",
  theVideo: "Video",
  fromTo: (from, to, kind) => `${from} bis ${to}: ${kind}`,
  andMore: (n) => `Und ${number(n)} weitere`,
  inWords: (n) => plural(n, { one: "Dasselbe in Worten: # Abschnitt", other: "Dasselbe in Worten: # Abschnitte" }),
  references: {
    speech: { name: "Sprache", about: "Eine Computerstimme sagt auf Englisch: „Every voice leaves its own picture.“" },
    music: { name: "Musik", about: "Vier Akkorde gezupfter Saiten, vom Computer erzeugt" },
    silence: { name: "Stille", about: "Ein ruhiger Raum, vom Computer erzeugt" },
  },
  help:
    "Klicken oder tippen bewegt den Abspielkopf, Ziehen verschiebt, zwei Finger zoomen. Wenn das Bild den Fokus hat: Pfeile bewegen den Abspielkopf, + und − und das Mausrad zoomen, 0 zeigt alles, die Leertaste spielt ab.",
  slider: (label) => `Wellenform und Spektrogramm von ${label}: der Abspielkopf`,
  controls: (label) => `Steuerung von ${label}`,
  play: "Abspielen",
  pause: "Pause",
  playOf: (label) => `${label} abspielen`,
  pauseOf: (label) => `${label} anhalten`,
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  earlier: "Früher",
  later: "Später",
  whole: "Alles",
  showWhole: "Die ganze Datei zeigen",
  savePicture: "Als Bild speichern",
  savePictureOf: (label) => `Als Bild speichern: ${label}`,
  seen: (from, to) => `, zu sehen ist ${from} bis ${to}`,
  pointer: (time, band, hz, value, isRead) =>
    `${time}, Band ${band} (${number(hz)} Hz): ${decimals(value, 2)}${isRead ? "" : ", Whisper nicht gegeben"}`,
  time: "Zeit",
  mel: "Mel",
  legend: ["Lautstärke, wie Whisper", "sie bekommt; 1 = 40 dB"],
};
