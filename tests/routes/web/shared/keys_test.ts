import assert from "node:assert/strict";
import { type KeyPress, shortcutKey } from "../../../../routes/web/shared/client/keys.ts";

const keyOf = (key: string, code: string, held: Partial<KeyPress> = {}) =>
  shortcutKey({ key, code, shiftKey: false, altKey: false, ...held });
const SHIFT = { shiftKey: true };
const ALT = { altKey: true };

/** A press, and the shortcut's key. */
const PRESSES: [string, ReturnType<typeof keyOf>, string][] = [
  ["US", keyOf("k", "KeyK"), "k"],
  ["US, caps lock", keyOf("K", "KeyK"), "k"],
  ["US, Shift", keyOf("?", "Slash", SHIFT), "?"],
  ["AZERTY: the letter that is printed on the key", keyOf("a", "KeyQ"), "a"],
  ["AZERTY: no digit without Shift", keyOf("é", "Digit2"), "é"],
  ["Dvorak", keyOf("t", "KeyK"), "t"],
  ["Dvorak: a sign on the key of w", keyOf(",", "KeyW"), ","],
  ["Turkish: no dot", keyOf("ı", "KeyI"), "i"],
  ["a Mac's Alt types signs", keyOf("å", "KeyA", ALT), "a"],
  ["a Mac's Alt waits for a letter", keyOf("Dead", "KeyN", ALT), "n"],
  ["Dvorak after that", keyOf("'", "KeyQ"), "'"],
  ["Russian", keyOf("л", "KeyK"), "k"],
  ["Russian, Shift", keyOf("Л", "KeyK", SHIFT), "k"],
  ["Russian: a letter where US has a comma", keyOf("б", "Comma"), ","],
  ["Russian: the same with Shift", keyOf("Б", "Comma", SHIFT), "<"],
  ["Russian: question mark", keyOf("?", "Digit7", SHIFT), "?"],
  ["Greek", keyOf("ξ", "KeyJ"), "j"],
  ["Greek: a sign on the key of q", keyOf(";", "KeyQ"), "q"],
  ["Hebrew", keyOf("ל", "KeyK"), "k"],
  ["Hebrew: / on the key of q", keyOf("/", "KeyQ"), "q"],
  ["Arabic: two letters on one key", keyOf("لا", "KeyB"), "b"],
  ["Persian digit", keyOf("۵", "Digit5"), "5"],
  ["Chromium's autofill: no key", keyOf(undefined as unknown as string, ""), ""],
  ["named keys", keyOf("ArrowLeft", "ArrowLeft"), "ArrowLeft"],
  ["AZERTY again: m beside l", keyOf("m", "Semicolon"), "m"],
  ["AZERTY again: a comma where others have m", keyOf(",", "KeyM"), ","],
  ["Dvorak again", keyOf("'", "KeyQ"), "'"],
];

for (const [name, got, expected] of PRESSES) {
  Deno.test(`shortcutKey(): ${name}: ${expected}`, () => assert.equal(got, expected));
}
