import type * as en from "../en/share.ts";
import { formats } from "./formats.ts";

const { percent } = formats;

export const share: typeof en.share = {
  share: "Compartir",
  shareOf: (title) => `Compartir ${title}`,
  heading: "Compartir: <title/>",
  link: "Enlace",
  copyLink: "Copiar enlace",
  startAt: "Empezar en",
  startTime: "Momento de inicio",
  privateLink: "Solo tú puedes abrir este enlace. Elige «Oculto» y podrá verlo cualquiera que lo tenga.",
  qr: "Código QR",
  sendTo: "Enviar a una aplicación",
  embed: "Insertar",
  embedHelp: "HTML para otra página",
  size: "Tamaño",
  asWideAsItsPlace: "Tan ancho como su lugar",
  copyCode: "Copiar código",
  download: "Descargar",
  downloadOf: (title) => `Descargar ${title}`,
  downloadHeading: "Descargar: <title/>",
  video: "Vídeo",
  sizeOf: (name, size) => `${name}, ${size}`,
  original: (shortSide) => `Original, ${shortSide}p`,
  sound: "Sonido",
  downloadVideo: (size) => `Descargar el vídeo: ${size}`,
  captions: "Subtítulos",
  noCaptions: "Todavía no hay subtítulos para descargar.",
  captionsAs: (format) => `Descargar los subtítulos como ${format}`,
  trackAs: (track, format) => `Descargar los subtítulos (${track}) como ${format}`,
  withCaptions: "Vídeo con subtítulos",
  exports: {
    mp4: "Crear y descargar el vídeo como MP4 con todos los subtítulos",
    mkv: "Crear y descargar el vídeo como MKV con todos los subtítulos",
    burned: "Crear y descargar el vídeo como MP4 con subtítulos en la imagen",
    burnedShort: "En la imagen",
  },
  burnTrack: "Subtítulos en la imagen",
};

export const shareScript: typeof en.shareScript = {
  close: "Cerrar",
  gone: "Ya no existe.",
  linkCopied: "El enlace está copiado.",
  linkAtCopied: (time) => `El enlace que empieza en ${time} está copiado.`,
  codeCopied: "El código está copiado.",
  notCopied: "Este navegador no permite copiar aquí. El texto está seleccionado: cópialo con Ctrl+C.",
  wrongTime: (text) => `«${text}» no es un momento. Escríbelo como 1:23 u 83.`,
  visibilityNow: {
    private: "Ahora es privado.",
    unlisted: "Ahora está oculto.",
    public: "Ahora es público.",
  },
  waiting: "En espera",
  percent,
  exportFailed: "No se pudo crear el archivo.",
  exportReady: "El archivo está listo y empieza su descarga. Se guarda durante un día.",
};
