import { tryGetContext } from "hono/context-storage";
import type { Env } from "../../deps.ts";
import { words as de } from "./de/mod.ts";
import { type Words, words as en } from "./en/mod.ts";
import { words as es } from "./es/mod.ts";
import { DEFAULT_LOCALE, type Locale } from "./locales.ts";

export type { Words };

/** The whole catalogue. */
export const CATALOGUE: Record<Locale, Words> = { en, es, de };

/** The language of the page that is being made; English outside of a request. */
export function currentLocale(): Locale {
  return tryGetContext<Env>()?.get("locale") ?? DEFAULT_LOCALE;
}

/** The texts of the page that is being made. Browser scripts import theirs from `en/` (docs/adding.md says how). */
export function words(): Words {
  return CATALOGUE[currentLocale()];
}
