/** What `shortcutKey` reads of a key press. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey">;

/** Signs by the place of their key, plain and with Shift, for layouts that have letters there. */
const SIGNS: Record<string, [plain: string, shifted: string]> = {
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
};

/** Whether the layout has Latin letters, as far as key presses have shown. */
let hasLatinLetters = true;

/**
 * The key that a shortcut is named by: "k", "?", "ArrowLeft". Letters are lowercase.
 *
 * It is what the key types. Where that is no Latin letter (Cyrillic, Greek, Hebrew), it is the letter that a US
 * keyboard has at this place. Such layouts have signs on some of those keys: Hebrew types "/" by the key of "q".
 */
export function shortcutKey({ key, code, shiftKey, altKey }: KeyPress): string {
  if (typeof key !== "string") return ""; // Chromium's autofill sends "keydown" without a key
  const letter = /^Key([A-Z])$/.exec(code)?.[1].toLowerCase();
  const isAscii = /^[\x20-\x7e]+$/.test(key);
  if (/^\p{Script=Latin}$/u.test(key)) hasLatinLetters = true;
  else if (letter && !altKey && !isAscii && /^\p{L}/u.test(key)) hasLatinLetters = false; // Alt types signs on a Mac
  if (letter && (!isAscii || key === "Dead" || !hasLatinLetters && key.length === 1)) return letter;
  if (!isAscii) {
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
    if (digit && /^\p{Nd}$/u.test(key)) return digit;
    if (SIGNS[code]) return SIGNS[code][shiftKey ? 1 : 0];
  }
  return key.length === 1 ? key.toLowerCase() : key;
}
