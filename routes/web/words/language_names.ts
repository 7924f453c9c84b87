import { languageTag } from "../../../src/core/labels/language_labels.ts";
import { LANGUAGES } from "../../../src/core/languages.ts";
import type { Locale } from "./locales.ts";

/** The name of a language of Whisper's: `Spanish`, `Español`, `Spanisch`. null while it is unknown. */
export function nameOfLanguage(code: string | null, locale: Locale): string | null {
  if (!code || code === "und") return null;
  const name = intlName(code, locale) ?? (LANGUAGES as Record<string, string>)[code] ?? code;
  return name[0].toLocaleUpperCase(locale) + name.slice(1);
}

function intlName(code: string, locale: Locale): string | undefined {
  try {
    return new Intl.DisplayNames([locale], { type: "language", fallback: "none" }).of(languageTag(code));
  } catch {
    return undefined; // not a well-formed tag
  }
}
