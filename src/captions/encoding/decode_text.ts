import { analyse } from "chardet";
import { ALPHABETS, SCRIPT_ENCODINGS } from "./alphabets.ts";

/** The text of a file, and how its bytes were read. */
export interface DecodedText {
  text: string;
  /** The name that `TextDecoder` has for it. */
  encoding: string;
  /** Whether the encoding was found by what the text looks like. */
  isGuessed: boolean;
  /** Whether bytes are not of this encoding: each is "\ufffd" in the text. */
  isDamaged: boolean;
}

/** Bytes that are looked at to find the encoding. */
const SAMPLE_BYTES = 200_000;
/** The least confidence of chardet, in percent, that is believed without looking at the language. */
const SURE_PERCENT = 60;

/**
 * Decodes a text file: UTF-8, UTF-16 with or without a byte-order mark, and the encodings that Windows had before.
 *
 * @param options.encoding a person's choice, a label of `TextDecoder`
 * @param options.language of the text, if known: it decides where the bytes alone don't
 * @throws {RangeError} if `encoding` is unknown
 */
export function decodeText(
  bytes: Uint8Array,
  { encoding, language = null }: { encoding?: string; language?: string | null } = {},
): DecodedText {
  if (encoding !== undefined) return decodeAs(bytes, encoding, false);
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return decodeAs(bytes, "utf-8", false);
  if (a === 0xff && b === 0xfe) return decodeAs(bytes, "utf-16le", false);
  if (a === 0xfe && b === 0xff) return decodeAs(bytes, "utf-16be", false);
  const wide = wideEncoding(bytes);
  if (wide) return decodeAs(bytes, wide, true);
  const utf8 = tryDecode(bytes, "utf-8");
  if (utf8 !== null) return { text: utf8, encoding: "utf-8", isGuessed: false, isDamaged: false };
  // a file of UTF-8 with a few damaged bytes
  if (isMostlyUtf8(bytes)) return decodeAs(bytes, "utf-8", false);
  return decodeAs(bytes, guessEncoding(bytes, language), true);
}

function decodeAs(bytes: Uint8Array, label: string, isGuessed: boolean): DecodedText {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label.trim());
  } catch {
    throw new RangeError(
      `encoding is ${JSON.stringify(label)}: it must be one such as utf-8, windows-1252 or shift_jis`,
    );
  }
  const { encoding } = decoder;
  const text = decoder.decode(bytes);
  // a replaced byte leaves its sign, which a text may have itself
  return { text, encoding, isGuessed, isDamaged: text.includes("\ufffd") && tryDecode(bytes, encoding) === null };
}

function tryDecode(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-16 without a mark: digits and line ends have a zero byte each, all on the same side. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const n = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  let [even, odd] = [0, 0];
  for (let i = 0; i < n; i += 2) {
    if (bytes[i] === 0 && bytes[i + 1] !== 0) even++;
    if (bytes[i + 1] === 0 && bytes[i] !== 0) odd++;
  }
  if (Math.max(even, odd) < Math.max(2, n / 2 * 0.1)) return null;
  return odd > 4 * even ? "utf-16le" : even > 4 * odd ? "utf-16be" : null;
}

function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, SAMPLE_BYTES));
  let [good, bad] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) bad++;
    else if (code > 0x7f) good++;
  }
  return good > 20 * bad;
}

function guessEncoding(bytes: Uint8Array, language: string | null): string {
  const sample = linesBeyondAscii(bytes);
  if (isThai(sample)) return "windows-874";
  const found = analyse(sample).filter(({ name, confidence }) => confidence > 0 && isUsable(name));
  const labels = found.map(({ name }) => windowsEncoding(name.toLowerCase(), sample));
  const [first = "windows-1252"] = labels;
  if (["windows-1252", "windows-1250", "windows-1254", "iso-8859-2"].includes(first)) {
    return latinEncoding(sample, { language, guess: first });
  }
  const isSure = (found[0]?.confidence ?? 0) >= SURE_PERCENT;
  const ofLanguage = (SCRIPT_ENCODINGS[language ?? ""] ?? []).find((label) =>
    (labels.includes(label) || !isSure) && tryDecode(sample, label) !== null
  );
  return ofLanguage ?? labels.find((label) => tryDecode(sample, label) !== null) ?? first;
}

function isUsable(name: string): boolean {
  return !/^(?:UTF-|ASCII|ISO-2022|mbcs)/i.test(name) || name === "ISO-2022-JP";
}

/** The lines with bytes beyond ASCII: numbers and times say nothing. */
function linesBeyondAscii(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let from = 0;
  let hasHigh = false;
  for (let i = 0; i <= bytes.length && kept.length < SAMPLE_BYTES; i++) {
    const byte = bytes[i] ?? 10;
    if (byte === 10 || byte === 13) {
      const to = Math.min(i + 1, bytes.length, from + SAMPLE_BYTES);
      if (hasHigh) { for (let k = from; k < to; k++) kept.push(bytes[k]); }
      [from, hasHigh] = [i + 1, false];
    } else if (byte > 0x7f) hasHigh = true;
  }
  return Uint8Array.from(kept);
}

/** Windows' encoding in place of an ISO one, where the bytes allow both: files of people come from Windows. */
function windowsEncoding(name: string, sample: Uint8Array): string {
  // letters in ISO 8859-2 that are signs in Windows-1250
  if (name === "iso-8859-2") {
    return isWithinWords(sample, [0xa1, 0xa6, 0xa9, 0xac, 0xae, 0xb1, 0xb5, 0xb6]) ? name : "windows-1250";
  }
  if (name === "iso-8859-7") return isWithinWords(sample, [0xb6]) ? name : "windows-1253";
  const names: Record<string, string> = {
    ...{ "iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-8": "windows-1255" },
  };
  return names[name] ?? name;
}

function isWithinWords(sample: Uint8Array, letters: number[]): boolean {
  const isLetter = (byte = 32) => byte >= 0x41 && byte <= 0x5a || byte >= 0x61 && byte <= 0x7a || byte >= 0xc0;
  return sample.some((byte, i) => letters.includes(byte) && isLetter(sample[i - 1]) && isLetter(sample[i + 1]));
}

/** The encoding in which a text in Latin script has only letters of one language, or nearly so. */
function latinEncoding(sample: Uint8Array, { language, guess }: { language: string | null; guess: string }): string {
  const counts = new Map<string, Map<string, number>>();
  const lettersIn = (encoding: string) => {
    if (!counts.has(encoding)) counts.set(encoding, lettersBeyondAscii(new TextDecoder(encoding).decode(sample)));
    return counts.get(encoding)!;
  };
  let [best, most] = [guess, 0];
  for (const { languages, encoding, letters } of ALPHABETS) {
    const counted = lettersIn(encoding);
    let [known, all] = [0, 0];
    for (const [char, count] of counted) {
      all += count;
      if (letters.includes(char) || letters.includes(char.toLowerCase())) known += count;
    }
    const share = (known + 1) / (all + 1);
    const score = share + (languages.includes(language ?? "") ? 0.1 : 0) + (encoding === guess ? 0.05 : 0);
    if (score > most + 1e-9) [best, most] = [encoding, score];
  }
  return guess === "iso-8859-2" && best === "windows-1250" ? guess : best;
}

/** How often each letter or sign beyond ASCII occurs, without quotation marks and dashes. */
function lettersBeyondAscii(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const char of text) {
    if (char <= "\x7f" || /[\u2010-\u203a\u20ac\u2122«»\u00a0©®♪]/.test(char)) continue;
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  return counts;
}

/** Whether bytes obey the spelling of Thai: vowels and tones follow a consonant, and there are enough of them. */
function isThai(sample: Uint8Array): boolean {
  const isConsonant = (byte = 0) => byte >= 0xa1 && byte <= 0xce;
  const isAbove = (byte = 0) => byte === 0xd1 || byte >= 0xd4 && byte <= 0xda || byte >= 0xe7 && byte <= 0xee;
  const isLeading = (byte = 0) => byte >= 0xe0 && byte <= 0xe4;
  let [high, marks, wrong] = [0, 0, 0];
  sample.forEach((byte, i) => {
    if (byte <= 0x80) return;
    high++;
    const isThaiByte = byte >= 0xa0 && byte <= 0xda || byte >= 0xdf && byte <= 0xfb || byte === 0x85 ||
      byte >= 0x91 && byte <= 0x97;
    if (!isThaiByte) wrong++;
    else if (isAbove(byte)) {
      marks++;
      if (!isConsonant(sample[i - 1]) && !isAbove(sample[i - 1])) wrong++;
    } else if (isLeading(byte)) {
      marks++;
      if (!isConsonant(sample[i + 1])) wrong++;
    }
  });
  return high >= 4 && marks >= 0.12 * high && wrong <= 0.02 * high;
}
