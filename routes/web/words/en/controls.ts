import { formats } from "./formats.ts";

const { number } = formats;

/** The player's buttons, and the look of its captions. */
export const controls = {
  back: "10 seconds back",
  forward: "10 seconds forward",
  leap: "10 s",
  cast: "Play on a TV or speaker",
  more: "More controls",
  off: "Off",
  look: "Look of the captions",
  presets: { terminal: "Terminal", white: "White on a see-through box" },
  custom: "Your own look",
  sample: "This is how captions look.",
  font: "Font",
  fonts: {
    "mono-sans": "Terminal",
    "mono-serif": "Typewriter",
    sans: "Sans serif",
    serif: "Serif",
    casual: "Casual",
    cursive: "Cursive",
    "small-caps": "Small capitals",
  },
  size: "Size",
  textColor: "Text color",
  textOpacity: "Text opacity",
  edge: "Edge",
  edges: { none: "None", raised: "Raised", depressed: "Depressed", outline: "Outline", shadow: "Shadow" },
  background: "Background",
  backgroundOpacity: "Background opacity",
  window: "Window",
  windowOpacity: "Window opacity",
  colors: {
    terminal: "Terminal green",
    amber: "Amber",
    white: "White",
    yellow: "Yellow",
    green: "Green",
    cyan: "Cyan",
    blue: "Blue",
    magenta: "Magenta",
    red: "Red",
    black: "Black",
  },
  percent: (value: number) => number(value / 100, { style: "percent" }),
  loop: "Repeat a part",
  loopStart: "From here",
  loopEnd: "To here",
  loopClear: "Stop",
};

export const controlsScript = {
  loop: {
    none: "Nothing is repeated.",
    from: (start: string) => `Repeats from ${start}: choose the end.`,
    both: (start: string, end: string) => `Repeats ${start} to ${end}.`,
  },
  leave: "Leave full screen",
  keys: {
    loopStart: "Repeat from here",
    loopEnd: "Repeat to here",
    loopClear: "Stop repeating",
    look: "Look of the captions: terminal or white",
    size: "Larger or smaller captions",
  },
};
