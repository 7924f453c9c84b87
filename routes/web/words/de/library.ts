import type * as en from "../en/library.ts";
import { formats } from "./formats.ts";

const { bytes, list, number, percent, plural, time } = formats;

export const library: typeof en.library = {
  title: "Mediathek",
  upload: "Hochladen",
  upTo: (size) => `Bis zu ${bytes(size)} je Datei`,
  chooseFiles: "Dateien auswählen",
  orDrop: "oder Videos, Ton oder Ordner irgendwo auf diese Seite ziehen",
  uploadOptions: "Optionen",
  files: "Dateien",
  language: "Sprache",
  visibility: "Sichtbarkeit",
  needsScript: "Um von dieser Seite hochzuladen, schalte JavaScript in deinem Browser ein.",
  uploads: "Uploads",
  videos: (n) => plural(n, { one: "# Video", other: "# Videos" }),
  videosSoFar: (n) => plural(n, { one: "# Video bisher", other: "# Videos bisher" }),
  emptyForGuests: "Noch keine öffentlichen Videos. Nicht gelistete öffnen sich nur mit ihrem Link.",
  firstRun: {
    begin: "Beginne mit einem Video",
    beginHow:
      "Ziehe ein Video oder Ton irgendwo auf diese Seite, oder wähle eine Datei. Die Untertitel entstehen auf diesem Server.",
    choose: "Video auswählen",
    try: "Oder probiere das Beispiel",
    tryHow: (seconds, size) =>
      `${time(Math.round(seconds), "second")} englische Sprache (${
        bytes(size)
      }), die schon hier liegen. Das Beispiel wird hochgeladen wie jedes Video, und seine Seite zeigt die Untertitel, während sie entstehen.`,
    trySample: "Beispiel ausprobieren",
    sampleName: "Beispiel - die Kunst des Buchdrucks",
    server: "Was dieser Server kann",
    writes: {
      cpu: "Er schreibt Untertitel auf seinem Prozessor, mit dem Modell <model/>.",
      cuda: "Er schreibt Untertitel auf seiner Grafikkarte, mit dem Modell <model/>.",
    },
    model: "Er schreibt Untertitel mit dem Modell <model/>.",
    speed: (times) =>
      `Hier gemessen: ${
        number(times, { maximumFractionDigits: times < 10 ? 1 : 0 })
      }-mal so schnell wie die Sprache. In etwa ${
        time(Math.max(1, Math.round(60 / times)), "minute")
      } ist eine Stunde untertitelt.`,
    notMeasured: "Sein Tempo ist noch nicht gemessen. Das geschieht von selbst, sobald das Modell geladen ist.",
    noWorker: "Es läuft kein Worker: Videos werden weder vorbereitet noch untertitelt.",
    signIn: "<link>Melde dich an</link>, um Videos hinzuzufügen oder deine eigenen zu sehen.",
  },
  noMatch: "Kein Video passt. <link>Alle zeigen</link>",
  more: "Mehr Videos",
  whoMayWatch: (title) => `Wer ${title} ansehen darf`,
  editOf: (title) => `Titel und Tags von ${title} bearbeiten`,
  deleteOf: (title) => `${title} löschen`,
  moreOf: (title) => `Mehr zu ${title}`,
  select: {
    bar: "Ausgewählte Videos",
    all: "Alle",
    allShown: "Alle gezeigten auswählen",
    end: "Fertig",
    box: (title) => `${title} auswählen`,
    actions: {
      tags: "Tags",
      visibility: "Sichtbarkeit",
      playlist: "Playlist",
      download: "Herunterladen",
      captions: "Untertitel",
    },
  },
  find: {
    fold: (n) => n > 0 ? `Filter (${number(n)})` : "Filter",
    form: "Videos",
    label: "Titel und Tags durchsuchen",
    hint: "Titel und Tags",
    search: "Suchen",
    said: "Im Gesagten suchen",
    status: "Status",
    sort: "Sortieren nach",
    order: "Reihenfolge",
    descending: "↓ Absteigend",
    ascending: "↑ Aufsteigend",
    view: "Ansicht",
    grid: "Raster",
    list: "Liste",
    statuses: { captioned: "Mit Untertiteln", processing: "In Arbeit", failed: "Fehlgeschlagen" },
    sorts: { created: "Datum", title: "Titel", duration: "Länge", size: "Dateigröße" },
    only: "Nur",
    remove: (words) => `Filter ${words} entfernen`,
    showAll: "Alle zeigen",
    saidInstead: "„<text/>“ im Gesagten suchen",
  },
};

export const libraryScript: typeof en.libraryScript = {
  videos: library.videos,
  videosSoFar: library.videosSoFar,
  captioned: "mit Untertiteln",
  busy: "in Arbeit",
  failed: "fehlgeschlagen",
  lessThanAMinuteLeft: "Noch weniger als eine Minute",
  minutesLeft: (minutes) => `Noch etwa ${time(minutes, "minute")}`,
  hoursLeft: (hours, minutes) => `Noch etwa ${time(hours, "hour")}${minutes > 0 ? ` ${time(minutes, "minute")}` : ""}`,
  folders: {
    taken: (n, names) =>
      plural(n, {
        one: `# Datei aus ${quoted(names)} wurde hinzugefügt.`,
        other: `# Dateien aus ${quoted(names)} wurden hinzugefügt.`,
      }),
    empty: (names) => `${quoted(names)} ${names.length === 1 ? "ist" : "sind"} leer.`,
    noMedia: (names) => `In ${quoted(names)} ist weder Video noch Ton.`,
    others: (n) =>
      plural(n, {
        one: "# Datei ist weder Video noch Ton und wurde ausgelassen.",
        other: "# Dateien sind weder Video noch Ton und wurden ausgelassen.",
      }),
    unreadable: (n) =>
      plural(n, { one: "# Datei konnte nicht gelesen werden.", other: "# Dateien konnten nicht gelesen werden." }),
    cut: "Darin ist noch mehr: Ziehe den Rest in kleineren Ordnern hierher.",
  },
  fold: library.find.fold,
  select: {
    count: (n) => plural(n, { one: "# ausgewählt", other: "# ausgewählt" }),
    none: "Kein Video ist ausgewählt.",
    failed: (failed, all) =>
      `${number(failed)} von ${plural(all, { one: "# Video", other: "# Videos" })} konnte nicht geändert werden:`,
    reasons: "Gründe",
    changed: (n) => plural(n, { one: "# Video ist geändert.", other: "# Videos sind geändert." }),
    tagsOf: (n) => plural(n, { one: "Tags von # Video", other: "Tags von # Videos" }),
    addTags: "Tags hinzufügen",
    addTagsHelp: "Durch Kommas getrennt",
    removeTags: "Tags entfernen: wähle, welche wegfallen",
    change: "Ändern",
    whoMayWatch: (n) => plural(n, { one: "Wer # Video ansehen darf", other: "Wer # Videos ansehen darf" }),
    visibilities: { private: "Privat", unlisted: "Nicht gelistet", public: "Öffentlich" },
    visibilityMeanings: {
      private: "Nur du",
      unlisted: "Alle, die den Link haben",
      public: "Alle, auch auf der Startseite",
    },
    captionsAgain: (n) =>
      plural(n, { one: "Untertitel von # Video neu erstellen?", other: "Untertitel von # Videos neu erstellen?" }),
    captionsHelp: "Was von Hand bearbeitet ist, bleibt. Es dauert so lange wie beim ersten Mal.",
    makeCaptions: "Untertitel erstellen",
    captionsQueued: (n) =>
      plural(n, {
        one: "Die Untertitel von # Video werden neu erstellt.",
        other: "Die Untertitel von # Videos werden neu erstellt.",
      }),
    addTo: (n) =>
      plural(n, { one: "# Video zu einer Playlist hinzufügen", other: "# Videos zu einer Playlist hinzufügen" }),
    newPlaylist: "Titel einer neuen Playlist",
    makePlaylist: "Erstellen und hinzufügen",
    added: (n, title) =>
      plural(n, { one: `# Video ist jetzt in „${title}“.`, other: `# Videos sind jetzt in „${title}“.` }),
    downloadOf: (n) => plural(n, { one: "# Video herunterladen", other: "# Videos herunterladen" }),
    downloadHelp: "Als eine ZIP-Datei.",
    both: "Videos und Untertitel",
    videosOnly: "Videos",
    videosHelp: "Die hochgeladenen Dateien, soweit sie dir gehören und aufbewahrt sind; sonst die größte Fassung.",
    captionsOnly: "Untertitel",
    tooMany: (most) => `Höchstens ${number(most)} Videos lassen sich auf einmal herunterladen. Wähle weniger aus.`,
    deleted: (n) => plural(n, { one: "# Video ist gelöscht.", other: "# Videos sind gelöscht." }),
    maybeDeleted: (n) =>
      plural(n, {
        one: "# Video ist vielleicht gelöscht: Es kam keine Antwort.",
        other: "# Videos sind vielleicht gelöscht: Es kam keine Antwort.",
      }),
    undoOf: (n) =>
      plural(n, { one: "Löschen von # Video rückgängig machen", other: "Löschen von # Videos rückgängig machen" }),
  },
  edit: {
    heading: "Titel und Tags",
    title: "Titel",
    tags: "Tags",
    tagsHelp: "Durch Kommas getrennt, höchstens 20",
    tagsInUse: "Verwendete Tags",
    cancel: "Abbrechen",
    save: "Speichern",
  },
  undo: "Rückgängig",
  undoOf: (title) => `Löschen von ${title} rückgängig machen`,
  deleted: "<title/> ist gelöscht.",
  queue: {
    pauseAll: "Alle anhalten",
    resumeAll: "Alle fortsetzen",
    chooseAgain: "Dateien erneut auswählen",
    cancelThese: "Diese abbrechen",
    clear: "Fertige ausblenden",
    cantAdd: (reason) => `Die Dateien können nicht hinzugefügt werden: ${reason}. Wähle sie erneut aus.`,
    inOtherTab: "Wird bereits in einem anderen Tab gesendet.",
    emptyFile: "Die Datei ist leer.",
    sentOf: (done, all) => `${done} von ${plural(all, { one: "# Datei", other: "# Dateien" })} gesendet`,
    partOf: (fraction, size) => `${percent(fraction)} von ${bytes(size)}`,
    speed: (perSecond) => `${bytes(perSecond)}/s`,
    left: (time) => `noch ${time}`,
    toChoose: (n) =>
      plural(n, {
        one: "# Datei erneut auszuwählen",
        other: "# Dateien erneut auszuwählen, alle auf einmal oder einzeln",
      }),
    changed: (name) =>
      `„${name}“ wurde geändert, nachdem ein Teil gesendet war: Brich diesen Upload ab und wähle die Datei neu aus.`,
    other: (name, size) =>
      `Das ist eine andere Datei. Begonnen wurde mit „${name}“ (${bytes(size)}): Wähle diese aus, um fortzufahren.`,
  },
  shared: {
    title: "Mit dieser App geteilt",
    ask: (names) => `${quoted(names)} hochladen?`,
    askToSignIn: (names) => `Melde dich an, um ${quoted(names)} hochzuladen. Bis dahin wartet es in diesem Browser.`,
    upload: "Hochladen",
    signIn: "Anmelden",
    drop: "Nicht hochladen",
    nothing: "In dem, was geteilt wurde, war keine Datei.",
    failed:
      "Was geteilt wurde, konnte nicht übernommen werden. Teile es noch einmal, oder wähle die Datei auf dieser Seite.",
  },
  upload: {
    start: "Starten",
    pause: "Anhalten",
    resume: "Fortsetzen",
    tryAgain: "Erneut versuchen",
    close: "Schließen",
    cancel: "Abbrechen",
    chooseAgain: "Erneut auswählen",
    labels: {
      start: (name) => `Upload von ${name} starten`,
      pause: (name) => `Upload von ${name} anhalten`,
      resume: (name) => `Upload von ${name} fortsetzen`,
      tryAgain: (name) => `Erneut versuchen: ${name}`,
      close: (name) => `Upload von ${name} schließen`,
      cancel: (name) => `Upload von ${name} abbrechen`,
      chooseAgain: (name) => `Erneut auswählen: ${name}`,
    },
    connectionLost: "Verbindung verloren, neuer Versuch läuft",
    serverBusy: "der Server ist ausgelastet, neuer Versuch läuft",
    unreadable:
      "Die Datei lässt sich nicht lesen: Sie ist ein Ordner oder wurde geändert, verschoben oder gelöscht. Wähle sie erneut aus.",
    offline: "Der Server ist nicht erreichbar. Es geht weiter, wenn die Verbindung zurück ist.",
    sent: (size) => `${bytes(size)} gesendet`,
    waits: (size) => `${bytes(size)}, wartet`,
    paused: (done) => `${done}, angehalten`,
    checking: (size) => `${bytes(size)} gesendet, der Server prüft die Datei`,
    chooseToContinue: (reason) => `${reason} Wähle die Datei erneut aus, um fortzufahren.`,
    notSentYet: (size) => `${bytes(size)}, noch nicht gesendet; wähle die Datei erneut aus`,
    somePartSent: (size) => `Ein Teil von ${bytes(size)} ist gesendet; wähle die Datei erneut aus, um fortzufahren`,
    partSent: (fraction, size) =>
      `${percent(fraction)} von ${bytes(size)} sind gesendet; wähle die Datei erneut aus, um fortzufahren`,
  },
};

function quoted(names: string[]): string {
  return list(names.map((name) => `„${name}“`));
}
