/**
 * Normalizes text for word error rates, as openai/whisper's normalizers do: English gets lower case, no brackets, no
 * fillers, contractions in full, numbers as digits and no punctuation; other languages get lower case and no
 * punctuation. Not done, unlike in openai/whisper: British spellings, and amounts of money other than dollars.
 */
const FILLERS = /\b(hmm|mm|mhm|mmm|uh|um)\b/g;

const CONTRACTIONS: [RegExp, string][] = [
  [/\bwon't\b/g, "will not"],
  [/\bcan't\b/g, "can not"],
  [/\blet's\b/g, "let us"],
  [/\by'all\b/g, "you all"],
  [/\bgonna\b/g, "going to"],
  [/\bgotta\b/g, "got to"],
  [/\bwanna\b/g, "want to"],
  [/\bmr\b/g, "mister"],
  [/\bmrs\b/g, "missus"],
  [/\bdr\b/g, "doctor"],
  [/n't\b/g, " not"],
  [/'re\b/g, " are"],
  [/'ll\b/g, " will"],
  [/'ve\b/g, " have"],
  [/'m\b/g, " am"],
  [/'d\b/g, " would"],
  [/\b(it|that|he|she|what|there|who|where|here)'s\b/g, "$1 is"],
];

const UNITS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
]
  .concat(["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]);
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: Record<string, number> = { hundred: 100, thousand: 1000, million: 1e6, billion: 1e9 };
const ORDINALS: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fifth: 5,
  eighth: 8,
  ninth: 9,
  twelfth: 12,
};
UNITS.forEach((word, n) => n > 3 && ![5, 8, 9, 12].includes(n) && (ORDINALS[`${word}th`] = n));
TENS.forEach((word, n) => ORDINALS[word.replace(/y$/, "ieth")] = (n + 2) * 10);

const SMALL: Record<string, number> = {};
UNITS.forEach((word, n) => SMALL[word] = n);
TENS.forEach((word, n) => SMALL[word] = (n + 2) * 10);

/** Where a number ends: "nineteen, twenty" is no year. */
const PAUSE_MARK = /[,.;:!?…]+["'”’)\]]*(?=\s|$)/;

/** Splits a text into normalized words. */
export function normalize(text: string, language: string): string[] {
  if (language !== "en") return plainWords(text, language);
  const unbracketed = text.replace(/\[[^\]]*\]|\([^)]*\)/g, " ");
  return unbracketed.split(new RegExp(PAUSE_MARK, "g")).flatMap((phrase) => digits(plainWords(phrase, language)));
}

/** A normalized word, and the words of the text that it was made of: `first` to before `end`. */
export interface NormalizedWord {
  text: string;
  first: number;
  end: number;
}

/** Normalizes a text that is split at its blanks, as `normalize` does, and tells which words became which. */
export function normalizeWords(words: readonly string[], language: string): NormalizedWord[] {
  const out: NormalizedWord[] = [];
  let phrase: { text: string; word: number }[] = [];
  const flush = () => {
    const spans = language === "en"
      ? numberSpans(phrase.map(({ text }) => text))
      : phrase.map(({ text }) => ({ text, length: 1 }));
    let at = 0;
    for (const { text, length } of spans) {
      out.push({ text, first: phrase[at].word, end: phrase[at + length - 1].word + 1 });
      at += length;
    }
    phrase = [];
  };
  for (const [i, word] of words.entries()) {
    for (const text of plainWords(word, language)) phrase.push({ text, word: i });
    if (PAUSE_MARK.test(word)) flush();
  }
  flush();
  return out;
}

/** Everything but numbers, which need their neighbours. */
function plainWords(text: string, language: string): string[] {
  let s = text.normalize("NFKC").toLowerCase().replace(/[’‘]/g, "'");
  if (language === "en") {
    s = s.replace(FILLERS, " ");
    s = s.replace(/(\d)\s*%/g, "$1 percent").replace(/\$(\d+(?:[,.]\d+)*)/g, "$1 dollars");
    for (const [pattern, full] of CONTRACTIONS) s = s.replace(pattern, full);
    s = s.replace(/'s\b/g, "s");
  }
  s = s.replace(/(\d)[,.](?=\d{3}\b)/g, "$1").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  if (!s) return [];
  if (["zh", "ja", "yue", "th"].includes(language)) return [...s.replaceAll(" ", "")];
  return s.split(" ");
}

/** Replaces number words by digits: "forty two" by 42, "fourteen fifty five" by 1455, "fifteenth" by 15th. */
export function digits(words: string[]): string[] {
  return numberSpans(words).map(({ text }) => text);
}

function numberSpans(words: string[]): { text: string; length: number }[] {
  const out: { text: string; length: number }[] = [];
  for (let i = 0; i < words.length; i += out.at(-1)!.length) {
    out.push(numberAt(words, i) ?? { text: words[i], length: 1 });
  }
  return out;
}

function numberAt(words: string[], from: number): { text: string; length: number } | null {
  let total = 0;
  let group: number | null = null;
  let i = from;
  for (; i < words.length; i++) {
    const word = words[i];
    if (word in SMALL) {
      const n = SMALL[word];
      if (group === null || (group === 0 && total > 0)) group = n;
      else if (group % 100 === 0 && group > 0 && n < 100) group += n; // two hundred | five
      else if (group % 10 === 0 && group % 100 >= 20 && n < 10) group += n; // forty | two
      else if (group >= 10 && group < 100 && n >= 10) group = group * 100 + n; // fourteen | fifty five
      else break;
    } else if (word in SCALES && group !== null) {
      const scale = SCALES[word];
      if (scale === 100) group *= 100;
      else [total, group] = [total + group * scale, 0];
    } else if (word in ORDINALS) {
      const n = ORDINALS[word];
      if (group !== null && !(group % 10 === 0 && n < 10) && !(group % 100 === 0)) break;
      // "first" and "second" alone are more often words than numbers: they are left as they are
      if (group === null && n < 3) return null;
      const value = total + (group ?? 0) + n;
      return { text: `${value}${suffix(value)}`, length: i + 1 - from };
    } else break;
  }
  if (group === null) return null;
  return { text: String(total + group), length: i - from };
}

function suffix(n: number): string {
  if (n % 100 >= 11 && n % 100 <= 13) return "th";
  return ["th", "st", "nd", "rd"][n % 10] ?? "th";
}
