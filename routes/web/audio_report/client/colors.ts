type Rgb = readonly [number, number, number];

// From silence to loud. Lightness always rises (dark) or falls (light), so the order shows without colour vision
const DARK: Rgb[] = [[8, 12, 10], [16, 52, 42], [22, 104, 72], [62, 168, 92], [150, 214, 90], [244, 236, 130], [
  255,
  252,
  232,
]];
const LIGHT: Rgb[] = [[251, 250, 244], [214, 228, 190], [146, 196, 140], [72, 152, 104], [24, 104, 82], [14, 58, 62], [
  6,
  16,
  24,
]];

/** The picture's colours, read from the page's current style. */
export interface Colors {
  ground: string;
  text: string;
  dim: string;
  line: string;
  wave: string;
  speech: string;
  onSpeech: string;
  other: string;
  playhead: string;
  font: string;
  /** 256 colours from silence to loud, three bytes each: red, green, blue. */
  heat: Uint8Array;
}

/** Reads the computed colours through an element: a canvas understands neither `var()` nor `light-dark()`. */
export function readColors(root: HTMLElement): Colors {
  const probe = document.createElement("span");
  probe.hidden = true;
  root.append(probe);
  const color = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    ground: color("bg"),
    text: color("fg"),
    dim: color("dim"),
    line: color("line"),
    wave: color("green"),
    speech: color("green"),
    onSpeech: color("bg"),
    other: color("amber"),
    playhead: color("red"),
    font: getComputedStyle(root).fontFamily,
  };
  probe.remove();
  return { ...colors, heat: heat(isDark(colors.ground) ? DARK : LIGHT) };
}

function isDark(color: string): boolean {
  const [r, g, b] = color.match(/[\d.]+/g)!.map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

function heat(stops: Rgb[]): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = i / 255 * (stops.length - 1);
    const from = Math.min(Math.floor(place), stops.length - 2);
    for (let c = 0; c < 3; c++) {
      table[3 * i + c] = stops[from][c] + (place - from) * (stops[from + 1][c] - stops[from][c]);
    }
  }
  return table;
}
