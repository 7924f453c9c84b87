/**
 * The languages of Whisper by code, in the order of their tokens after `<|startoftranscript|>` (openai/whisper
 * tokenizer.py). Cantonese came with large-v3; the other 99 are in every multilingual model.
 */
export const LANGUAGES = {
  en: "english",
  zh: "chinese",
  de: "german",
  es: "spanish",
  ru: "russian",
  ko: "korean",
  fr: "french",
  ja: "japanese",
  pt: "portuguese",
  tr: "turkish",
  pl: "polish",
  ca: "catalan",
  nl: "dutch",
  ar: "arabic",
  sv: "swedish",
  it: "italian",
  id: "indonesian",
  hi: "hindi",
  fi: "finnish",
  vi: "vietnamese",
  he: "hebrew",
  uk: "ukrainian",
  el: "greek",
  ms: "malay",
  cs: "czech",
  ro: "romanian",
  da: "danish",
  hu: "hungarian",
  ta: "tamil",
  no: "norwegian",
  th: "thai",
  ur: "urdu",
  hr: "croatian",
  bg: "bulgarian",
  lt: "lithuanian",
  la: "latin",
  mi: "maori",
  ml: "malayalam",
  cy: "welsh",
  sk: "slovak",
  te: "telugu",
  fa: "persian",
  lv: "latvian",
  bn: "bengali",
  sr: "serbian",
  az: "azerbaijani",
  sl: "slovenian",
  kn: "kannada",
  et: "estonian",
  mk: "macedonian",
  br: "breton",
  eu: "basque",
  is: "icelandic",
  hy: "armenian",
  ne: "nepali",
  mn: "mongolian",
  bs: "bosnian",
  kk: "kazakh",
  sq: "albanian",
  sw: "swahili",
  gl: "galician",
  mr: "marathi",
  pa: "punjabi",
  si: "sinhala",
  km: "khmer",
  sn: "shona",
  yo: "yoruba",
  so: "somali",
  af: "afrikaans",
  oc: "occitan",
  ka: "georgian",
  be: "belarusian",
  tg: "tajik",
  sd: "sindhi",
  gu: "gujarati",
  am: "amharic",
  yi: "yiddish",
  lo: "lao",
  uz: "uzbek",
  fo: "faroese",
  ht: "haitian creole",
  ps: "pashto",
  tk: "turkmen",
  nn: "nynorsk",
  mt: "maltese",
  sa: "sanskrit",
  lb: "luxembourgish",
  my: "myanmar",
  bo: "tibetan",
  tl: "tagalog",
  mg: "malagasy",
  as: "assamese",
  tt: "tatar",
  haw: "hawaiian",
  ln: "lingala",
  ha: "hausa",
  ba: "bashkir",
  jw: "javanese",
  su: "sundanese",
  yue: "cantonese",
} as const;

export type LanguageCode = keyof typeof LANGUAGES;

export const LANGUAGE_CODES = Object.keys(LANGUAGES) as LanguageCode[];

/** Other codes, and the other names that openai/whisper knows. */
const ALIASES: Record<string, LanguageCode> = {
  ...{
    nb: "no",
    jv: "jw",
    iw: "he",
    fil: "tl",
    cmn: "zh",
    mandarin: "zh",
    burmese: "my",
    valencian: "ca",
    flemish: "nl",
  },
  ...{ haitian: "ht", letzeburgesch: "lb", pushto: "ps", panjabi: "pa", moldavian: "ro", moldovan: "ro" },
  ...{ sinhalese: "si", castilian: "es" },
};

/**
 * Converts the language code of a media file, mostly ISO 639-2, to Whisper's: `"ger"` and `"deu"` give `"de"`. A
 * language that Whisper does not know keeps its BCP 47 tag.
 *
 * @returns "und" if the code names no language
 */
export function languageOfFile(code: string | null): string {
  if (!code || code === "mul" || code === "mis" || code === "zxx" || /^q[a-t][a-z]$/.test(code)) return "und";
  try {
    const [tag] = Intl.getCanonicalLocales(code);
    return languageCode(code) ?? tag;
  } catch {
    return "und"; // not a well-formed tag
  }
}

/** Whisper's codes by the languages' own names in lower case, such as `deutsch`. */
let codesByOwnName: Map<string, LanguageCode> | null = null;

function codeOfOwnName(name: string): LanguageCode | null {
  codesByOwnName ??= new Map(LANGUAGE_CODES.flatMap((code) => {
    const ownName = new Intl.DisplayNames([code], { type: "language", fallback: "none" }).of(code);
    return ownName ? [[ownName.toLowerCase(), code]] : [];
  }));
  return codesByOwnName.get(name) ?? null;
}

/** The two letters that a language of an ISO 639-2 or 639-3 code has: `de` of `ger` and of `deu`. */
function shortCode(code: string): string | null {
  return /^[a-z]{3}$/.test(code) ? Intl.getCanonicalLocales(code)[0] : null;
}

/**
 * Finds Whisper's code of a language by its code, with or without a region, or its name in English or in the language
 * itself, in any case: `"es"`, `"es-MX"`, `"spa"`, `"Spanish"`, `"Spanish (Mexico)"`, `"español"`.
 *
 * @returns null if Whisper does not know it
 */
export function languageCode(name: string): LanguageCode | null {
  const key = name.trim().toLowerCase().replace(/\s*\(.*\)$/, "");
  const primary = key.split(/[-_]/)[0];
  for (const code of [key, primary, shortCode(primary)]) {
    if (code === null) continue;
    if (Object.hasOwn(LANGUAGES, code)) return code as LanguageCode;
    if (Object.hasOwn(ALIASES, code)) return ALIASES[code];
  }
  return LANGUAGE_CODES.find((code) => LANGUAGES[code] === key) ?? codeOfOwnName(key);
}
