/** The languages of the interface, each with its own name. The first is for everybody whose language is not here. */
export const LOCALES = { en: "English", es: "Español", de: "Deutsch" } as const;

export type Locale = keyof typeof LOCALES;

export const DEFAULT_LOCALE: Locale = "en";

export function isLocale(text: string | null | undefined): text is Locale {
  return typeof text === "string" && Object.hasOwn(LOCALES, text);
}
