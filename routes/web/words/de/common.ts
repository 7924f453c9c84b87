import type * as en from "../en/common.ts";
import { formats } from "./formats.ts";

const { bytes, percent, plural } = formats;

export const common: typeof en.common = {
  skip: "Zum Inhalt springen",
  guest: "Gast",
  pages: { playlists: "Playlists", learn: "Lernen", settings: "Einstellungen" },
  searchSaid: "In Titeln, Tags und Gesagtem suchen",
  searchSaidHint: "Titel und Gesagtes suchen (/)",
  nav: "Dein Konto und diese Seite",
  language: "Sprache dieser Website",
  dark: "Dunkel",
  light: "Hell",
  switchTheme: "Zwischen dunkel und hell wechseln",
  account: "Konto",
  accountOf: (name) => `Konto ${name}`,
  signIn: "Anmelden",
  signOut: "Abmelden",
  signOutEverywhere: "Überall abmelden",
  signedInAs: "Angemeldet als <name/>",
  connecting: "Verbinde",
  library: "Mediathek",
  backToLibrary: "Zurück zur Mediathek",
  cancel: "Abbrechen",
  save: "Speichern",
  delete: "Löschen",
  edit: "Bearbeiten",
  tryAgain: "Erneut versuchen",
  detectLanguage: "Erkennen",
  whoMayWatch: "Wer es ansehen darf",
  visibilities: { private: "Privat", unlisted: "Nicht gelistet", public: "Öffentlich" },
  visibilityMeanings: {
    private: "Nur du",
    unlisted: "Alle, die den Link haben",
    public: "Alle, auch auf der Startseite",
  },
  languageDetected: (language, probability) => `${language}, zu ${percent(probability)} sicher`,
  words: (n) => plural(n, { one: "# Wort", other: "# Wörter" }),
  soundOnly: "Nur Ton",
  ofOwner: (owner) => `von ${owner}`,
};

export const labels: typeof en.labels = {
  unknown: "Untertitel",
  commentary: (label) => `${label}, Kommentar`,
  forced: (label) => `${label}, erzwungen`,
  origins: { auto: "automatisch", translated: "übersetzt", edited: "bearbeitet", uploaded: "hochgeladen" },
};

export const status: typeof en.status = {
  preparing: (progress) => `Video wird vorbereitet ${percent(progress)}`,
  waitsToBePrepared: "Wartet auf die Vorbereitung",
  moreSizes: "Weitere Größen folgen",
  failed: "Fehlgeschlagen",
  replacing: (progress) => `Datei wird ersetzt ${percent(progress)}`,
  newFileWaits: "Neue Datei wartet",
  waitsForSpace: "Wartet auf freien Speicherplatz",
  makingCaptions: (progress) => `Untertitel werden erstellt ${percent(progress)}`,
  captionsWait: "Untertitel warten",
  captionsReady: "Untertitel fertig",
  notes: { "no speech": "Keine Sprache gefunden", "no sound": "Ohne Ton" },
  stages: {
    loading: "Beginnt",
    listening: "Sucht nach Sprache",
    transcribing: "Schreibt das Gesagte auf",
    writing: "Speichert",
    "reading the file": "Liest die Datei",
    "storing the file": "Speichert die Datei",
    encoding: "Erstellt Größen, die überall laufen",
    "making preview pictures": "Erstellt Vorschaubilder",
    "waiting for disk space": "Wartet auf freien Speicherplatz",
  },
};

export const filters: typeof en.filters = {
  more: "Weitere Filter",
  any: "Alle",
  anyTime: "Jederzeit",
  topic: "Thema",
  tag: "Tag",
  sentiment: "Stimmung",
  length: "Länge",
  added: "Hinzugefügt",
  safety: "Sicherheit",
  language: "Sprache",
  sentiments: { positive: "Positiv", neutral: "Neutral", negative: "Negativ" },
  watched: "Angesehen",
  watchedChoices: { yes: "Angesehen", no: "Nicht angesehen" },
  lengths: { short: "Unter 5 Minuten", medium: "5 bis 20 Minuten", long: "Über 20 Minuten" },
  ages: { day: "Heute", week: "Diese Woche", month: "Diesen Monat", year: "Dieses Jahr" },
  flagged: "Mit markierten Sätzen oder Bildern",
};

export const errors: typeof en.errors = {
  signInTitle: "Bitte melde dich an, um diese Seite zu sehen",
  signInText: "<link>Melde dich an</link>, dann kommst du hierher zurück.",
  nothingHere: "Hier ist nichts",
  nothingHereText: "Vielleicht ist die Adresse falsch geschrieben, oder was hier war, wurde gelöscht oder ist privat.",
  notAllowed: "Du darfst diese Seite nicht sehen",
  notAllowedText: "Sie ist für ihren Besitzer oder für die Verwaltung dieses Servers.",
  serverFailed: "Auf dem Server ist etwas schiefgegangen",
  serverFailedText:
    "Bitte versuche es gleich noch einmal. Passiert es wieder, sag bitte denen Bescheid, die diesen Server betreiben.",
  notDone: "Das war nicht möglich",
  busyTitle: "Der Server ist ausgelastet oder gerade nicht verfügbar",
  offlineTitle: "Der Server ist nicht erreichbar",
  offlineText: "Diese Seite versucht es alle paar Sekunden noch einmal und kommt von selbst zurück.",
  unavailableTitle: "Gerade nicht verfügbar",
  databaseAway: "Der Server kommt gerade nicht an seine Daten",
  databaseAwayText: "Nichts ist verloren. Diese Seite versucht es alle paar Sekunden und kommt von selbst zurück.",
  tryNow: "Jetzt erneut versuchen",
};

export const app: typeof en.app = {
  description: "Videos mit Untertiteln, auf einem eigenen Server",
};

export const analysisNames: typeof en.analysisNames = {
  sound_quality: "Tonqualität",
  topics: "Themen",
  sentiment: "Stimmung",
  tags: "Vorgeschlagene Tags",
  safety: "Sicherheit",
  chapters: "Kapitel",
  summary: "Zusammenfassung",
  meaning: "Suche nach Bedeutung",
  speakers: "Sprecher",
  sound_events: "Musik",
  thumbnails: "Vorschaubilder",
};

export const commonScript: typeof en.commonScript = {
  close: "Diese Meldung schließen",
  closeSign: "×",
  copyFailed: (text) => `Dieser Browser erlaubt hier kein Kopieren. Der Text ist: ${text}`,
  live: "Live",
  asking: "Wird alle paar Sekunden aktualisiert",
  offline: "Der Server ist nicht erreichbar. Versuche es wieder, wenn die Verbindung zurück ist.",
  offlineKept: "Der Server ist nicht erreichbar. Was du eingegeben hast, bleibt auf dieser Seite.",
  offlineShort: (when) => `Keine Verbindung. ${when}`,
  tryNow: "Jetzt versuchen",
  tryingAgain: "Neuer Versuch läuft",
  tryingAgainIn: (seconds) =>
    plural(seconds, { one: "Neuer Versuch in # Sekunde", other: "Neuer Versuch in # Sekunden" }),
  back: "Die Verbindung ist wieder da.",
  problems: {
    401: "Bitte melde dich dafür wieder an.",
    403: "Du darfst das nicht ändern. Bitte melde dich als Besitzer an.",
    404: "Das gibt es nicht mehr.",
    409: "Das geht gerade nicht, weil sich inzwischen etwas geändert hat.",
    413: "Die Datei ist größer, als dieser Server annimmt.",
    415: "Diese Datei enthält weder Video noch Ton, die sich lesen lassen.",
    423: "Das wird gerade an anderer Stelle geändert. Versuche es gleich noch einmal.",
    429: "Das waren zu viele Versuche. Bitte warte eine Weile.",
    500: "Auf dem Server ist etwas schiefgegangen. Versuche es gleich noch einmal.",
    503: "Der Server ist ausgelastet oder gerade nicht verfügbar. Versuche es gleich noch einmal.",
    507: "Der Speicher des Servers ist voll.",
  },
  withReason: (meaning, detail) => `${meaning} (${detail})`,
  refused: "Der Server konnte das nicht tun. Versuche es gleich noch einmal.",
  fileTooLarge: (size, most) => `Die Datei hat ${bytes(size)}. Dieser Server nimmt bis zu ${bytes(most)} an.`,
};
