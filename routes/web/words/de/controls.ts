import type * as en from "../en/controls.ts";
import { formats } from "./formats.ts";

const { number } = formats;

export const controls: typeof en.controls = {
  back: "10 Sekunden zurück",
  forward: "10 Sekunden vor",
  leap: "10 s",
  cast: "Auf Fernseher oder Lautsprecher abspielen",
  more: "Weitere Bedienelemente",
  off: "Aus",
  look: "Aussehen der Untertitel",
  presets: { terminal: "Terminal", white: "Weiß auf durchscheinendem Grund" },
  custom: "Eigenes Aussehen",
  sample: "So sehen Untertitel aus.",
  font: "Schrift",
  fonts: {
    "mono-sans": "Terminal",
    "mono-serif": "Schreibmaschine",
    sans: "Ohne Serifen",
    serif: "Mit Serifen",
    casual: "Locker",
    cursive: "Schreibschrift",
    "small-caps": "Kapitälchen",
  },
  size: "Größe",
  textColor: "Textfarbe",
  textOpacity: "Deckkraft des Textes",
  edge: "Rand",
  edges: { none: "Keiner", raised: "Erhaben", depressed: "Vertieft", outline: "Umriss", shadow: "Schatten" },
  background: "Hintergrund",
  backgroundOpacity: "Deckkraft des Hintergrunds",
  window: "Fenster",
  windowOpacity: "Deckkraft des Fensters",
  colors: {
    terminal: "Terminalgrün",
    amber: "Bernstein",
    white: "Weiß",
    yellow: "Gelb",
    green: "Grün",
    cyan: "Cyan",
    blue: "Blau",
    magenta: "Magenta",
    red: "Rot",
    black: "Schwarz",
  },
  percent: (value) => number(value / 100, { style: "percent" }),
  loop: "Stelle wiederholen",
  loopStart: "Ab hier",
  loopEnd: "Bis hier",
  loopClear: "Beenden",
};

export const controlsScript: typeof en.controlsScript = {
  loop: {
    none: "Nichts wird wiederholt.",
    from: (start) => `Wiederholt ab ${start}: Wähle das Ende.`,
    both: (start, end) => `Wiederholt ${start} bis ${end}.`,
  },
  leave: "Vollbild verlassen",
  keys: {
    loopStart: "Ab hier wiederholen",
    loopEnd: "Bis hier wiederholen",
    loopClear: "Wiederholung beenden",
    look: "Aussehen der Untertitel: Terminal oder weiß",
    size: "Untertitel größer oder kleiner",
  },
};
