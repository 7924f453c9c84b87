/** Synthetic speech with the statistics of real speech: Zipf's law, set phrases, inflected words, four languages. */

const COMMON: Record<string, string> = {
  en: `the of and to a in that it is you was for on we are with as this they be at have not from but what all were
    when your can there an which their said if do will each about how up out them then she many some so these would
    other into has more her two like him see time could no make than first been its who now people my made over did
    down only way find use may water long little very after words called just where most know get through back much
    before go good new write our used me man too any day same right look think also around another came come work
    three word must because does part even place well such here take why things help put years different away again
    off went old number great tell men say small every found still between name should home big give air line set own
    under read last never us left end along while might next sound below saw something thought both few those always
    looked show large often together asked house don't world going want school important until form food keep children
    feet land side without boy once animals life enough took sometimes four head above kind began almost live page got`,
  es: `de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre
    este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han
    yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada e vida otro después
    otros aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres sí dijo sido gran país según menos`,
  de:
    `der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass
    sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch
    man sein wurde sei hatte kann gegen vom können schon wenn habe seine Mark ihre dann unter wir soll ich eines Jahr
    zwei Jahren diese dieser wieder keine Uhr seiner worden will zwischen immer Millionen was sagte gibt alle Häuser`,
};
const PHRASES: Record<string, string[]> = {
  en: ["at the end of the day", "as soon as possible", "thank you very much", "on the other hand", "in the middle of"],
  es: ["por otra parte", "muchas gracias", "al fin y al cabo"],
  de: ["auf der anderen Seite", "vielen Dank", "zum ersten Mal"],
};
const ONSETS = "b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sc sh sl sp st th tr".split(" ");
const VOWELS = "a e i o u a e i o ai ea ee oo ou".split(" ");
const CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "ck", "nd", "st", "ng"];
const ENDINGS: Record<string, string[]> = {
  en: ["", "", "", "s", "ed", "ing", "ly", "er"],
  es: ["a", "o", "as", "os", "ar", "ando", "ción", "é"],
  de: ["", "en", "er", "es", "ung", "lich", "e", "ä"],
};
const SYNTHETIC_WORDS = 40_000; // stems of each language
const KANA = [..."のにはをたがでてとしれさあいなかるんもりうおくきことまよそけせやめみつちえらわろ"];
const KANJI_FIRST = 0x4e00;

export const LANGUAGES_SPOKEN = ["en", "en", "en", "en", "en", "en", "en", "es", "de", "ja"];

/** Generates text from a seed: the same seed gives the same text. */
export class SyntheticSpeech {
  #state: number;
  readonly #common: Record<string, string[]> = {};

  constructor(seed: number) {
    this.#state = seed * 2654435761 >>> 0 || 1;
    for (const [language, words] of Object.entries(COMMON)) this.#common[language] = words.split(/\s+/);
  }

  /** In [0, 1), by mulberry32. */
  random(): number {
    this.#state = this.#state + 0x6d2b79f5 >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)];
  }

  /** A word's rank from 0; rank n has a probability proportional to 1 / (n + 3). */
  rank(ranks: number): number {
    return Math.min(ranks - 1, Math.floor(3 * Math.exp(this.random() * Math.log(ranks / 3 + 1)) - 3));
  }

  /** The word of a rank: the first ones are real, the others are synthetic stems with an ending. */
  word(language: string, rank: number): string {
    const common = this.#common[language];
    if (rank < common.length) return common[rank];
    const stem = rank - common.length;
    const syllable = (n: number) =>
      ONSETS[n % ONSETS.length] + VOWELS[Math.floor(n / ONSETS.length) % VOWELS.length] +
      CODAS[(n * 7 + 3) % CODAS.length];
    const base = syllable(stem * 31 + 17) + syllable(Math.floor(stem / 11) * 13 + stem);
    return base + this.pick(ENDINGS[language]);
  }

  /** The text of one cue. @param subject ranks of the words that this video is about */
  cue(language: string, subject: number[]): string {
    if (language === "ja") return this.#japanese();
    const count = 5 + Math.floor(this.random() * 8);
    const words: string[] = [];
    while (words.length < count) {
      if (this.random() < 0.01) words.push(this.pick(PHRASES[language]));
      else if (this.random() < 0.05) words.push(this.word(language, this.pick(subject)));
      else words.push(this.word(language, this.rank(SYNTHETIC_WORDS)));
    }
    const text = words.join(" ");
    return text[0].toUpperCase() + text.slice(1) + this.pick([".", ",", "", "?"]);
  }

  subject(): number[] {
    return Array.from({ length: 12 }, () => 300 + Math.floor(this.random() * (SYNTHETIC_WORDS - 300)));
  }

  japaneseWord(): string {
    const kanji = () => String.fromCodePoint(KANJI_FIRST + this.rank(2500) * 8);
    return kanji() + (this.random() < 0.6 ? kanji() : "");
  }

  #japanese(): string {
    let text = "";
    while (text.length < 16) {
      text += this.japaneseWord() + this.pick(KANA) + (this.random() < 0.5 ? this.pick(KANA) : "");
    }
    return text + "。";
  }

  title(): string {
    const word = this.word("en", 250 + this.rank(3000));
    return `${word[0].toUpperCase()}${word.slice(1)} and the ${this.word("en", 250 + this.rank(3000))}`;
  }
}

/** A search request. */
export interface BenchQuery {
  kind: string;
  path: string;
  isOwner: boolean;
}

/** Makes `rounds` queries of each kind: the same ones for the same seed. */
export function makeQueries(speech: SyntheticSpeech, rounds: number): BenchQuery[] {
  const en = (from: number, to: number) => speech.word("en", from + Math.floor(speech.random() * (to - from)));
  const kinds: Record<string, () => Record<string, string>> = {
    "the ten most common words": () => ({ q: en(0, 10) }),
    "a common word": () => ({ q: en(20, 230) }),
    "a word in a thousand cues": () => ({ q: en(300, 2000) }),
    "a rare word": () => ({ q: en(10_000, 40_000) }),
    "a word that nobody said": () => ({ q: `zzq${en(10_000, 40_000)}` }),
    "a mistyped word": () => ({ q: en(300, 20_000).replace(/^(...)(.)(.)/u, "$1$3$2") }),
    "two common words": () => ({ q: `${en(0, 100)} ${en(20, 230)}` }),
    "three common words": () => ({ q: `${en(0, 50)} ${en(20, 230)} ${en(20, 230)}` }),
    "a common and a rarer word": () => ({ q: `${en(0, 50)} ${en(300, 3000)}` }),
    "two rarer words": () => ({ q: `${en(240, 1500)} ${en(240, 1500)}` }),
    "two rare words": () => ({ q: `${en(2000, 20_000)} ${en(2000, 20_000)}` }),
    "a set phrase": () => ({ q: `"${speech.pick(PHRASES.en)}"` }),
    "a phrase of two common words": () => ({ q: `"${en(0, 60)} ${en(0, 60)}"` }),
    "a phrase of three common words": () => ({ q: `"${en(0, 60)} ${en(0, 60)} ${en(0, 60)}"` }),
    "a phrase of common and rare words": () => ({ q: `"${en(0, 30)} ${en(300, 4000)} ${en(0, 30)}"` }),
    "a word without its accent": () => ({
      q: speech.pick(["tambien", "habia", "anos", "hauser", "konnen", "despues"]),
    }),
    "Japanese": () => ({ q: speech.japaneseWord() }),
    "one Japanese character": () => ({ q: [...speech.japaneseWord()][0] }),
    "a common word, in Spanish": () => ({ q: speech.word("es", Math.floor(speech.random() * 60)), language: "es" }),
    "an English word, in German": () => ({ q: en(0, 100), language: "de" }),
    "the second page": () => ({ q: en(0, 300), then: "1" }),
  };
  return Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: rounds }, (_, i) => ({
      kind,
      path: `/api/search?${new URLSearchParams(make())}`,
      isOwner: i % 2 === 1,
    }))
  );
}
