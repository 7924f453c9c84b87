import type * as en from "../en/controls.ts";
import { formats } from "./formats.ts";

const { number } = formats;

export const controls: typeof en.controls = {
  back: "10 segundos atrás",
  forward: "10 segundos adelante",
  leap: "10 s",
  cast: "Reproducir en un televisor o altavoz",
  more: "Más controles",
  off: "Desactivados",
  look: "Aspecto de los subtítulos",
  presets: { terminal: "Terminal", white: "Blanco sobre fondo translúcido" },
  custom: "Tu propio aspecto",
  sample: "Así se ven los subtítulos.",
  font: "Letra",
  fonts: {
    "mono-sans": "Terminal",
    "mono-serif": "Máquina de escribir",
    sans: "Sin remates",
    serif: "Con remates",
    casual: "Informal",
    cursive: "Cursiva",
    "small-caps": "Versalitas",
  },
  size: "Tamaño",
  textColor: "Color del texto",
  textOpacity: "Opacidad del texto",
  edge: "Borde",
  edges: { none: "Ninguno", raised: "En relieve", depressed: "Hundido", outline: "Contorno", shadow: "Sombra" },
  background: "Fondo",
  backgroundOpacity: "Opacidad del fondo",
  window: "Ventana",
  windowOpacity: "Opacidad de la ventana",
  colors: {
    terminal: "Verde terminal",
    amber: "Ámbar",
    white: "Blanco",
    yellow: "Amarillo",
    green: "Verde",
    cyan: "Cian",
    blue: "Azul",
    magenta: "Magenta",
    red: "Rojo",
    black: "Negro",
  },
  percent: (value) => number(value / 100, { style: "percent" }),
  loop: "Repetir una parte",
  loopStart: "Desde aquí",
  loopEnd: "Hasta aquí",
  loopClear: "Terminar",
};

export const controlsScript: typeof en.controlsScript = {
  loop: {
    none: "No se repite nada.",
    from: (start) => `Repite desde ${start}: elige el final.`,
    both: (start, end) => `Repite de ${start} a ${end}.`,
  },
  leave: "Salir de pantalla completa",
  keys: {
    loopStart: "Repetir desde aquí",
    loopEnd: "Repetir hasta aquí",
    loopClear: "Dejar de repetir",
    look: "Aspecto de los subtítulos: terminal o blanco",
    size: "Subtítulos más grandes o más pequeños",
  },
};
