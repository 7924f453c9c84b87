import { LANGUAGES } from "../languages.ts";
import { ENGLISH_LABELS } from "./label_words.ts";

/** Whisper's codes with another name in BCP 47. */
const TAGS: Record<string, string> = { jw: "jv" };

/** The BCP 47 tag of a caption track's language, for `srclang` and HLS. */
export function languageTag(code: string): string {
  return TAGS[code] ?? code;
}

/** The name of a track from a file without a title. */
const NO_TITLE = /^uploaded( \d+)?$/;

/**
 * The label of a caption track in a menu: its language, its purpose and its name, as in `English SDH (Director's
 * comment)` and `español, forced`.
 *
 * @param words of the page's language
 */
export function trackLabel(
  { language, kind, name = "", isForced = false, isHearingImpaired = false, isCommentary = false }: {
    language: string;
    kind: string;
    name?: string;
    isForced?: boolean;
    isHearingImpaired?: boolean;
    isCommentary?: boolean;
  },
  words = ENGLISH_LABELS,
): string {
  const plain = languageLabel(language, words);
  const use = isHearingImpaired ? " SDH" : kind === "captions" ? " [CC]" : "";
  const withForced = (label: string) => isForced ? words.forced(label) : label;
  if (name === "" || NO_TITLE.test(name) || saysNoMore(name, plain, language)) {
    return withForced(isCommentary ? words.commentary(plain + use) : plain + use);
  }
  // "English [SDH]" is a whole label
  const isWhole = name.toLowerCase().startsWith(plain.toLowerCase());
  const says = /sdh|\bcc\b/i.test(name) ? "" : use;
  const label = isWhole ? name : `${plain}${says} (${name})`;
  return /forced/i.test(name) ? label : withForced(label);
}

/** Whether a name only repeats the language or the flags of the track. */
function saysNoMore(name: string, plain: string, language: string): boolean {
  const words = [language, plain, (LANGUAGES as Record<string, string>)[language]];
  return [...words, "forced", "sdh", "cc", "full", "commentary"].some((word) =>
    word?.toLowerCase() === name.toLowerCase()
  );
}

/** The name of a language in that language, as menus show it: "English", "español". */
export function languageLabel(code: string, words = ENGLISH_LABELS): string {
  const tag = languageTag(code);
  if (tag === "und") return words.unknown;
  try {
    return new Intl.DisplayNames([tag, "en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}
