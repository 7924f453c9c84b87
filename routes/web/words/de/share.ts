import type * as en from "../en/share.ts";
import { formats } from "./formats.ts";

const { percent } = formats;

export const share: typeof en.share = {
  share: "Teilen",
  shareOf: (title) => `${title} teilen`,
  heading: "Teilen: <title/>",
  link: "Link",
  copyLink: "Link kopieren",
  startAt: "Beginnen bei",
  startTime: "Anfangszeit",
  privateLink: "Nur du kannst diesen Link öffnen. Wähle „Nicht gelistet“, und alle, die ihn haben, können zusehen.",
  qr: "QR-Code",
  sendTo: "An eine App senden",
  embed: "Einbetten",
  embedHelp: "HTML für eine andere Seite",
  size: "Größe",
  asWideAsItsPlace: "So breit wie sein Platz",
  copyCode: "Code kopieren",
  download: "Herunterladen",
  downloadOf: (title) => `${title} herunterladen`,
  downloadHeading: "Herunterladen: <title/>",
  video: "Video",
  sizeOf: (name, size) => `${name}, ${size}`,
  original: (shortSide) => `Original, ${shortSide}p`,
  sound: "Ton",
  downloadVideo: (size) => `Das Video herunterladen: ${size}`,
  captions: "Untertitel",
  noCaptions: "Es gibt noch keine Untertitel zum Herunterladen.",
  captionsAs: (format) => `Die Untertitel als ${format} herunterladen`,
  trackAs: (track, format) => `Die Untertitel (${track}) als ${format} herunterladen`,
  withCaptions: "Video mit Untertiteln",
  exports: {
    mp4: "Das Video als MP4 mit allen Untertiteln erstellen und herunterladen",
    mkv: "Das Video als MKV mit allen Untertiteln erstellen und herunterladen",
    burned: "Das Video als MP4 mit Untertiteln im Bild erstellen und herunterladen",
    burnedShort: "Im Bild",
  },
  burnTrack: "Untertitel im Bild",
};

export const shareScript: typeof en.shareScript = {
  close: "Schließen",
  gone: "Es existiert nicht mehr.",
  linkCopied: "Der Link ist kopiert.",
  linkAtCopied: (time) => `Der Link, der bei ${time} beginnt, ist kopiert.`,
  codeCopied: "Der Code ist kopiert.",
  notCopied: "Dieser Browser erlaubt hier kein Kopieren. Der Text ist markiert: Kopiere ihn mit Strg+C.",
  wrongTime: (text) => `„${text}“ ist keine Zeit. Schreibe sie als 1:23 oder 83.`,
  visibilityNow: {
    private: "Es ist jetzt privat.",
    unlisted: "Es ist jetzt nicht gelistet.",
    public: "Es ist jetzt öffentlich.",
  },
  waiting: "Wartet",
  percent,
  exportFailed: "Die Datei konnte nicht erstellt werden.",
  exportReady: "Die Datei ist fertig, und das Herunterladen beginnt. Sie wird einen Tag lang aufbewahrt.",
};
