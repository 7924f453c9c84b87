// How captions look: the choices that US rules ask of players (47 CFR 79.103), and their style.
import { byId } from "../../shared/client/dom.ts";

type Rgb = readonly [red: number, green: number, blue: number];
const COLORS: Record<string, Rgb> = {
  terminal: [0x62, 0xe5, 0x8a],
  amber: [0xff, 0xb8, 0x4d],
  white: [255, 255, 255],
  yellow: [255, 255, 0],
  green: [0, 255, 0],
  cyan: [0, 255, 255],
  blue: [0, 0, 255],
  magenta: [255, 0, 255],
  red: [255, 0, 0],
  black: [0, 0, 0],
};

/** How captions look. All values are strings, as menus have them. */
export interface CaptionLook {
  font: string;
  /** Percent. */
  size: string;
  color: string;
  /** Percent, as are the other opacities. */
  textOpacity: string;
  edge: string;
  background: string;
  backgroundOpacity: string;
  /** The area around the background. */
  window: string;
  windowOpacity: string;
}

const TERMINAL: CaptionLook = {
  font: "mono-sans",
  size: "100",
  color: "terminal",
  textOpacity: "100",
  edge: "none",
  background: "black",
  backgroundOpacity: "100",
  window: "black",
  windowOpacity: "0",
};

/** Looks to choose with one click, by the values of their buttons. */
export const PRESETS: Record<string, CaptionLook> = {
  terminal: TERMINAL,
  white: { ...TERMINAL, font: "sans", color: "white", backgroundOpacity: "50" },
};

/** The style of captions on the picture and of the sample in the menu. */
export function lookStyle(look: CaptionLook): string {
  const size = Number(look.size) / 100;
  const background = over(
    { rgb: COLORS[look.background], alpha: Number(look.backgroundOpacity) / 100 },
    { rgb: COLORS[look.window], alpha: Number(look.windowOpacity) / 100 },
  );
  const text = Number(look.textOpacity) / 100;
  const variant = `font-variant: ${look.font === "small-caps" ? "small-caps" : "normal"};`;
  const shared = `font-family: ${fontFamily(look.font)};${variant}` +
    `color: ${rgba(COLORS[look.color], text)};` +
    `background: ${background};` +
    // a window hugs the background: browsers give no other way to paint around a cue
    `outline: ${
      look.windowOpacity === "0" ? "none" : `0.4em solid ${rgba(COLORS[look.window], look.windowOpacity)}`
    };` +
    `text-shadow: ${edgeShadow(look.edge, text)};`;
  // Chromium lets no cue have small capitals of its own, but cues inherit them from their box
  return `video::-webkit-media-text-track-display { ${variant} }` +
    `video::cue { ${shared} font-size: max(${round(92 * size)}%, ${round(0.85 * size)}rem); }` +
    `.cue-sample span { ${shared} font-size: ${size}em; }`;
}

/** Fonts are named in the style sheet. */
function fontFamily(font: string): string {
  return getComputedStyle(byId("screen")).getPropertyValue(`--cue-${font}`);
}

function edgeShadow(edge: string, alpha: number): string {
  const dark = rgba([0, 0, 0], alpha);
  const light = rgba([200, 200, 200], alpha);
  if (edge === "raised") return `0.04em 0.04em 0 ${dark}, 0.08em 0.08em 0 ${dark}`;
  if (edge === "depressed") return `0.05em 0.05em 0 ${light}, -0.05em -0.05em 0 ${dark}`;
  if (edge === "shadow") return `0.08em 0.08em 0.12em ${dark}, 0.1em 0.1em 0.2em ${dark}`;
  if (edge !== "outline") return "none";
  const sides = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];
  return sides.map(([x, y]) => `${0.06 * x}em ${0.06 * y}em 0.02em ${dark}`).join(", ");
}

interface Paint {
  rgb: Rgb;
  /** 0 to 1. */
  alpha: number;
}

/** One paint over another one, as a single colour. */
function over(top: Paint, bottom: Paint): string {
  const alpha = top.alpha + bottom.alpha * (1 - top.alpha);
  if (alpha === 0) return "transparent";
  const mixed = top.rgb.map((value, i) =>
    Math.round((value * top.alpha + bottom.rgb[i] * bottom.alpha * (1 - top.alpha)) / alpha)
  );
  return rgba(mixed as unknown as Rgb, alpha);
}

function rgba([red, green, blue]: Rgb, alpha: number | string): string {
  return `rgb(${red} ${green} ${blue} / ${typeof alpha === "string" ? `${alpha}%` : round(alpha)})`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
