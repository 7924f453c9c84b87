import type * as en from "../en/audio_report.ts";
import { formats } from "./formats.ts";

const { number, percent, plural } = formats;

const decimals = (value: number, digits: number) =>
  number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).replace("-", "−");

export const audioReport: typeof en.audioReport = {
  titleOf: (title) => `${title}: informe de audio`,
  back: "Volver al vídeo",
  learn: "Lo que Whisper entiende",
  picture: "Forma de onda y espectrograma",
  looking: "Buscando el informe",
  make: "Crear el informe de audio",
  noSound: "Este vídeo no tiene sonido, así que no hay nada que mostrar.",
  compare: "Para comparar",
  howTo: "Cómo leerlo",
};

export const audioReportScript: typeof en.audioReportScript = {
  kinds: { speech: "voz", music_or_noise: "música o ruido", silence: "silencio" },
  waits: "El informe espera su turno.",
  listening: (progress) => `Escuchando, ${percent(progress)}`,
  failed: "No se pudo crear el informe.",
  notAsked: "Todavía no hay informe. Tarda más o menos un segundo por cada dos minutos de sonido.",
  notAskedByOwner: "Todavía no hay informe: el propietario de este vídeo no lo ha pedido.",
  theVideo: "el vídeo",
  fromTo: (from, to, kind) => `de ${from} a ${to}: ${kind}`,
  andMore: (n) => `Y ${number(n)} más`,
  inWords: (n) => plural(n, { one: "Lo mismo en palabras: # parte", other: "Lo mismo en palabras: # partes" }),
  references: {
    speech: { name: "Voz", about: "Una voz de ordenador dice en inglés: «Every voice leaves its own picture.»" },
    music: { name: "Música", about: "Cuatro acordes de cuerdas pulsadas, hechos por ordenador" },
    silence: { name: "Silencio", about: "Una habitación tranquila, hecha por ordenador" },
  },
  help:
    "Haz clic o toca para mover el cursor, arrastra para desplazarte, pellizca para ampliar. Con la imagen seleccionada: las flechas mueven el cursor, + y − y la rueda amplían, 0 lo muestra todo, espacio reproduce.",
  slider: (label) => `Forma de onda y espectrograma de ${label}: el cursor`,
  controls: (label) => `Controles de ${label}`,
  play: "Reproducir",
  pause: "Pausar",
  playOf: (label) => `Reproducir ${label}`,
  pauseOf: (label) => `Pausar ${label}`,
  zoomIn: "Ampliar",
  zoomOut: "Reducir",
  earlier: "Ver antes",
  later: "Ver después",
  whole: "Todo",
  showWhole: "Mostrar todo el archivo",
  savePicture: "Guardar como imagen",
  savePictureOf: (label) => `Guardar como imagen: ${label}`,
  seen: (from, to) => `, a la vista de ${from} a ${to}`,
  pointer: (time, band, hz, value, isRead) =>
    `${time}, banda ${band} (${number(hz)} Hz): ${decimals(value, 2)}${isRead ? "" : ", no se da a Whisper"}`,
  time: "tiempo",
  mel: "mel",
  legend: ["volumen como lo recibe", "Whisper; 1 = 40 dB"],
};
