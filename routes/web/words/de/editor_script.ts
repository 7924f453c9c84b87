import type * as en from "../en/editor_script.ts";
import { formats } from "./formats.ts";

const { dateTime, list, number, percent, plural } = formats;

const captions = (n: number) => plural(n, { one: "# Untertitel", other: "# Untertitel" });
const captionsDative = (n: number) => plural(n, { one: "# Untertitel", other: "# Untertiteln" });
const seconds = (n: number) => `${number(n, { maximumFractionDigits: 3 })} s`;

export const editorScript: typeof en.editorScript = {
  play: "Abspielen",
  pause: "Pause",
  percent,
  captions,
  dateTime,
  steps: {
    times: "Zeiten",
    shift: "Verschieben",
    start: "Anfang",
    end: "Ende",
    move: "Bewegen",
    shiftOf: (n) => `Verschieben von ${captionsDative(n)}`,
    shiftOfAll: "Verschieben aller Untertitel",
    speaker: "Sprecher",
    place: "Platz",
    bold: "Fett",
    italic: "Kursiv",
    underline: "Unterstrichen",
    typing: "Eingabe",
    split: "Teilen",
    merge: "Verbinden",
    insert: "Einfügen",
    deleteOf: (n) => `Löschen von ${captionsDative(n)}`,
    repair: "Beheben",
    repairAll: "Beheben aller Fehler",
    replace: "Ersetzung",
    replaceOf: (n) => plural(n, { one: "# Ersetzung", other: "# Ersetzungen" }),
    correction: "Korrektur",
    kept: "Behaltenes Wort",
    draft: "Entwurf",
    newest: "Neueste Version",
    imported: "Importierte Datei",
    restored: "Wiederhergestellte Version",
    merged: "Zwei zusammengefügte Versionen",
  },
  snappingOn: "Einrasten an",
  snappingOff: "Einrasten aus",
  startAt: (time) => `Anfang ${time}`,
  endAt: (time) => `Ende ${time}`,
  styleOn: (style) => `${style} an`,
  styleOff: (style) => `${style} aus`,
  noCue: "Es gibt keinen Untertitel: Füge zuerst einen ein",
  isFirst: "Das ist der erste Untertitel",
  isLast: "Das ist der letzte Untertitel",
  selected: (n) => `${captions(n)} ausgewählt`,
  splitAtPosition: "An der Position geteilt",
  splitNeedsCursor: "Setze den Cursor zwischen zwei Wörter oder die Position in den Untertitel",
  mergeNeedsNext: "Das ist der letzte Untertitel: Es gibt keinen zum Verbinden",
  splitNeedsPlayhead: "Die Position ist nicht zwischen zwei Wörtern dieses Untertitels.",
  undone: (what) => `Rückgängig: ${what}`,
  nothingToUndo: "Es gibt nichts rückgängig zu machen",
  redone: (what) => `Wiederholt: ${what}`,
  nothingToRedo: "Es gibt nichts zu wiederholen",
  undoOf: (what) => `Rückgängig: ${what}`,
  redoOf: (what) => `Wiederholen: ${what}`,
  nothingChanged: "Nichts geändert",
  list: {
    empty: "Es gibt noch keine Untertitel: Spiele ab und drücke n, wo der erste beginnt.",
    emptyText: "(leer)",
    edited: "bearbeitet",
    problems: (n) => plural(n, { one: " Problem", other: " Probleme" }),
  },
  form: {
    label: "Der Untertitel, den du bearbeitest",
    start: "Anfang",
    end: "Ende",
    in: "Hier",
    inLabel: "Hier: an der Position anfangen",
    out: "Hier",
    outLabel: "Hier: an der Position enden",
    play: "Abspielen",
    playLabel: "Abspielen: diesen Untertitel",
    split: "Teilen",
    splitLabel: "Teilen am Cursor im Text",
    merge: "Verbinden",
    mergeLabel: "Verbinden mit dem nächsten Untertitel",
    insert: "Einfügen",
    insertLabel: "Einfügen: einen Untertitel nach diesem",
    delete: "Löschen",
    deleteLabel: "Löschen: die ausgewählten Untertitel",
    text: "Text des Untertitels",
    facts: (seconds, perSecond, lines) =>
      `${number(seconds, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s, ${
        number(perSecond, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
      } Zeichen/s, ${lines} je Zeile`,
    repair: "Beheben",
    repairOf: (message) => `Beheben: ${message}`,
    noTime: (text) => `„${text}“ ist keine Zeit. Schreibe sie so: 1:23.5.`,
  },
  look: {
    speaker: "Sprecher",
    place: "Platz",
    places: {
      7: "Oben links",
      8: "Oben",
      9: "Oben rechts",
      4: "Mitte links",
      5: "Mitte",
      6: "Mitte rechts",
      1: "Unten links",
      2: "Unten",
      3: "Unten rechts",
    },
    asInFile: "Wie in der Datei",
    letters: { bold: "F", italic: "K", underline: "U" },
    make: {
      bold: "Ausgewählten Text fett machen",
      italic: "Ausgewählten Text kursiv machen",
      underline: "Ausgewählten Text unterstreichen",
    },
  },
  check: {
    tab: "Prüfen",
    tabWith: (n) => `Prüfen ${number(n)}`,
    none: "Keine Probleme gefunden",
    count: (n, fixable) =>
      `${plural(n, { one: "# Problem", other: "# Probleme" })}, ${
        fixable === 0
          ? "keines lässt sich beheben"
          : plural(fixable, { one: "# lässt sich beheben", other: "# lassen sich beheben" })
      }`,
    more: (n) => `Und ${number(n)} weitere`,
    item: (cue, time, message) => `${cue} bei ${time}: ${message}`,
    repairOf: (cue, message) => `Beheben: Untertitel ${cue}: ${message}`,
    fault: ({ rule, value, limit, message }) => {
      const tenths = (n: number) => number(n, { maximumFractionDigits: 1 });
      switch (rule) {
        case "empty":
          return "Er hat keinen Text.";
        case "order":
          return "Er beginnt vor dem Untertitel darüber.";
        case "line_chars":
          return `Eine Zeile hat ${number(value)} Zeichen: höchstens ${number(limit)}.`;
        case "lines":
          return `Er hat ${number(value)} Zeilen: höchstens ${number(limit)}.`;
        case "chars_per_second":
          return `Er hat ${tenths(value)} Zeichen je Sekunde: höchstens ${tenths(limit)}.`;
        case "too_short":
          return value < 0
            ? "Er endet, bevor er beginnt."
            : `Er dauert ${seconds(value)}: mindestens ${seconds(limit)}.`;
        case "too_long":
          return `Er dauert ${seconds(value)}: höchstens ${seconds(limit)}.`;
        case "overlap":
          return `Er überlappt den nächsten Untertitel um ${seconds(value)}.`;
        case "gap":
          return `Bis zum nächsten Untertitel sind es ${seconds(value)}: mindestens ${seconds(limit)}.`;
      }
      return message;
    },
  },
  find: {
    notFound: "Nichts gefunden",
    found: (n) => `${number(n)} gefunden`,
    nthOf: (n, all) => `${number(n)} von ${number(all)}`,
    replaced: (n) => `${number(n)} ersetzt`,
  },
  review: {
    words: (n) => plural(n, { one: "# Wort", other: "# Wörter" }),
    none: "Kein unsicheres Wort",
    last: "Das war das letzte",
    certainty: (probability) => `Bei diesem Wort zu ${percent(probability)} sicher`,
  },
  shift: {
    selectedOne: "Den ausgewählten Untertitel",
    selected: (n) => `Die ${number(n)} ausgewählten Untertitel`,
    noTime: (text) => `„${text}“ ist keine Zeit. Schreibe sie so: 0.5 oder 1:23.5.`,
  },
  tracks: {
    added: (language) => `${language} ist hinzugefügt.`,
    deleteText: (label) =>
      `Die Untertitel (${label}) werden mit allen Versionen gelöscht. Das lässt sich nicht rückgängig machen.`,
    deleteTitle: "Diese Untertitel löschen?",
    keep: "Behalten",
    delete: "Löschen",
  },
  versions: {
    sources: { auto: "erstellt", edited: "bearbeitet", uploaded: "importiert", translated: "übersetzt" },
    you: "dir",
    somebody: "jemandem",
    machine: "StreamForge",
    compare: (date) => `Version vom ${date} vergleichen mit`,
    theOneBefore: "Der davor",
    difference: "Unterschied",
    differenceOf: (date) => `Was die Version vom ${date} geändert hat`,
    restore: "Wiederherstellen",
    restoreOf: (date) => `Wiederherstellen: die Version vom ${date}`,
    restored: (date) => `Die Version vom ${date} ist wieder da. Die anderen bleiben in der Liste.`,
    about: (source, by, n) => `, ${source} von ${by}, ${captions(n)}`,
    shown: "Wird gezeigt",
  },
  files: {
    chooseFirst: "Wähle zuerst eine Datei aus.",
    wrongName: (name, formats) => `„${name}“ ist keine Untertiteldatei. Möglich sind ${list(formats, "disjunction")}.`,
    addFirst: "Füge zuerst unter „Sprachen“ Untertitel hinzu: Die Datei wird in sie eingelesen.",
    imported: (name) => `„${name}“ ist als neue Version importiert.`,
    importedWith: (name, changes) =>
      `„${name}“ ist als neue Version importiert. ${
        plural(changes, {
          one: "# Sache darin wurde geändert: siehe unten.",
          other: "# Sachen darin wurden geändert: siehe unten.",
        })
      }`,
    fileName: "Untertitel",
    cue: (n) => `Untertitel ${n}`,
    line: (n) => `Zeile ${n}`,
    more: (n) => plural(n, { one: "Und # weitere Änderung", other: "Und # weitere Änderungen" }),
  },
  make: {
    waits: "Die Untertitel warten darauf, neu erstellt zu werden",
    asked: "Die Untertitel werden neu erstellt. Was anders ist, wird hier gezeigt, wenn sie fertig sind.",
    addFirst: "Füge zuerst unter „Sprachen“ Untertitel hinzu: Das Skript wird in sie eingepasst.",
    matching: "Das Skript wird an den Ton angepasst.",
    unreachable: "Der Server ist nicht erreichbar. Neue Anfrage läuft",
    scriptWaits: "Das Skript wartet, bis es an der Reihe ist",
    progress: (progress) => `Skript wird angepasst, ${percent(progress)}`,
    matched: "Das Skript ist an den Ton angepasst",
    failed: "Das Skript konnte nicht an den Ton angepasst werden",
    creating: (progress) => `Untertitel werden erstellt, ${percent(progress)}`,
    willBeCreated: "Die Untertitel warten darauf, erstellt zu werden",
    createdAgain: "Neu erstellt",
  },
  wave: {
    label: "Wellenform, seitlich verschiebbar",
    noSound: "Kein Ton",
    waits: "Wartet",
    listening: (progress) => `Hört zu, ${percent(progress)}`,
    failed: "Nicht verfügbar",
  },
  draft: {
    title: "Es gibt einen Entwurf",
    text: (n, date) => `Du hast nicht gespeicherte Änderungen an ${captionsDative(n)} vom ${date}.`,
    onDevice: " Sie sind auf diesem Gerät aufbewahrt, weil der Server nicht erreichbar war.",
    outdated: " Die Untertitel wurden seitdem gespeichert: Beim Speichern siehst du beide Versionen.",
    discard: "Verwerfen",
    continue: "Fortfahren",
    kept: "Entwurf aufbewahrt",
    keptOffline: "Offline: Entwurf auf diesem Gerät aufbewahrt",
    keptHere: "Entwurf auf diesem Gerät aufbewahrt",
    notKept: "Der Entwurf konnte nicht aufbewahrt werden: Speichere, bevor du gehst",
    otherTab: "Ein anderer Tab hat auch einen Entwurf dieser Untertitel",
    twiceTitle: "Doppelt geöffnet",
    twiceText:
      "Diese Untertitel werden auch in einem anderen Tab oder auf einem anderen Gerät bearbeitet, mit eigenem Entwurf. Nur ein Entwurf wird aufbewahrt.",
    keepOther: "Den anderen Entwurf behalten",
    keepThis: "Diesen behalten",
  },
  save: {
    saved: "Gespeichert",
    saving: "Wird gespeichert",
    notSaved: "Nicht gespeichert",
    notSavedYet: "Noch nicht gespeichert",
    conflict: "Nicht gespeichert: Inzwischen hat jemand anderes gespeichert",
    stillMade: "Die Untertitel werden noch erstellt. Sobald sie vollständig sind, lassen sie sich bearbeiten.",
    noneNoSound: "Es gibt noch keine Untertitel und keinen Ton, um sie zu erstellen: „Sprachen“ fügt leere hinzu.",
    none: "Es gibt noch keine Untertitel: „Sprachen“ fügt leere hinzu, „Neu erstellen“ erstellt sie.",
    somebody: "Jemand",
    otherSaved:
      "Jemand hat eine andere Version dieser Untertitel gespeichert. Beim Speichern siehst du beide nebeneinander.",
    otherShown: (who) => `${who} hat eine andere Version gespeichert. Sie wird hier gezeigt.`,
    noCaptions: "Es gibt noch keine Untertitel",
    allSaved: "Alles ist gespeichert",
  },
  compare: {
    saveChosen: "Auswahl speichern",
    toChoose: (n) => plural(n, { one: "# Stelle zu wählen", other: "# Stellen zu wählen" }),
    allChosen: "Alles gewählt",
    bothChanged: "von beiden geändert",
    youChanged: "von dir geändert",
    otherChanged: (who) => `geändert von ${who}`,
    yours: "deine",
    theirs: "die andere",
    title: "Jemand anderes hat diese Untertitel gespeichert",
    text: (who) =>
      `${who} hat eine andere Version gespeichert, nachdem du begonnen hast. Wähle, was bleiben soll. Nichts geht verloren: Jede Version bleibt unter „Versionen“.`,
    allYours: "Alles von dir",
    allTheirs: "Alles andere",
    both: "Beide Versionen",
    goOn: "Weiter bearbeiten",
    removed: "(entfernt)",
    speaker: (name) => `Sprecher ${name}`,
    fromTo: (from, to) => `${from} bis ${to}`,
    kinds: { same: "gleich", added: "hinzugefügt", removed: "entfernt", changed: "geändert" },
    was: (times) => `vorher ${times}`,
    noDifference: "Es gibt keinen Unterschied.",
    differ: (n, all) =>
      plural(n, {
        one: `# von ${captionsDative(all)} unterscheidet sich.`,
        other: `# von ${captionsDative(all)} unterscheiden sich.`,
      }),
    differences: "Unterschiede",
    close: "Schließen",
  },
  help: {
    title: "Tastenkürzel",
    alt: "Während du in ein Feld schreibst, halte Alt mit derselben Taste: Alt I, Alt ↓, Alt S.",
    all: "Alle Tasten",
    single: "Einzelne Buchstaben sind Kürzel (mit Alt sind sie es immer)",
    close: "Schließen",
    names: {
      space: "Leertaste",
      shift: "Umschalt",
      home: "Pos1",
      end: "Ende",
      enter: "Eingabe",
      insert: "Einfg",
      delete: "Entf",
      ctrl: "Strg",
      escape: "Esc",
    },
    inATime: "in einer Zeit",
    playOrPause: "Abspielen oder anhalten",
    playCue: "Diesen Untertitel abspielen",
    previous: "Voriger Untertitel",
    next: "Nächster Untertitel",
    selectAbove: "Auch den Untertitel darüber auswählen",
    selectBelow: "Auch den Untertitel darunter auswählen",
    first: "Erster Untertitel",
    last: "Letzter Untertitel",
    goTo: "Zum Untertitel an der Position",
    back01: "Position 0,1 s zurück",
    on01: "Position 0,1 s vor",
    backFrame: "Position ein Bild zurück",
    onFrame: "Position ein Bild vor",
    back1: "Position 1 s zurück",
    on1: "Position 1 s vor",
    setIn: "Untertitel an der Position anfangen",
    setOut: "Untertitel an der Position enden",
    startEarlier: "0,1 s früher anfangen",
    startLater: "0,1 s später anfangen",
    endEarlier: "0,1 s früher enden",
    endLater: "0,1 s später enden",
    startFrameEarlier: "Ein Bild früher anfangen",
    startFrameLater: "Ein Bild später anfangen",
    endFrameEarlier: "Ein Bild früher enden",
    endFrameLater: "Ein Bild später enden",
    moveEarlier: "Untertitel 0,1 s früher",
    moveLater: "Untertitel 0,1 s später",
    editText: "Text bearbeiten",
    splitPlayhead: "An der Position teilen",
    merge: "Mit dem nächsten Untertitel verbinden",
    insertPlayhead: "Untertitel an der Position einfügen",
    insertAfter: "Untertitel nach diesem einfügen",
    delete: "Ausgewählte Untertitel löschen",
    snapping: "Einrasten an und aus",
    findReplace: "Suchen und ersetzen",
    check: "Prüfen",
    review: "Unsichere Wörter durchsehen",
    repairAll: "Alle beheben",
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    save: "Speichern",
    undo: "Rückgängig",
    redo: "Wiederholen",
    splitCursor: "Text am Cursor teilen",
    playTyping: "Abspielen oder anhalten, auch beim Schreiben",
    leaveText: "Vom Text zur Liste",
    timeArrows: "0,1 s mehr oder weniger; mit Umschalt ein Bild",
  },
};
