import type { Context, MiddlewareHandler } from "hono";
import { setCookie } from "hono/cookie";
import { getCookie } from "hono/cookie";
import type { Env } from "../../deps.ts";
import { namesType, pickLanguage } from "../../http/negotiation.ts";
import { siteOf } from "../../http/site.ts";
import { DEFAULT_LOCALE, isLocale, type Locale, LOCALES } from "./locales.ts";

/** Holds the language that a person chose; scripts write it too. */
export const LOCALE_COOKIE = "streamforge_locale";
/** In the address of a page: chooses a language for this browser. */
export const LOCALE_PARAMETER = "interface_language";
const YEAR_SECONDS = 31_536_000;

/**
 * Decides the language of pages: the one that the person chose on a page, else the first of the browser's languages
 * that there is. An address with `?interface_language=de` is how a page without scripts chooses one: it answers with
 * the same page without it.
 */
export function chooseLocale(): MiddlewareHandler<Env> {
  return async function chooseLocale(c, next) {
    const asked = c.req.query(LOCALE_PARAMETER);
    if (c.req.method === "GET" && isLocale(asked) && namesType(c.req.header("Accept"), "text/html")) {
      setCookie(c, LOCALE_COOKIE, asked, {
        ...{ maxAge: YEAR_SECONDS, sameSite: "Lax", path: "/", secure: siteOf(c).isOverTls },
      });
      return c.redirect(pageAddress(c), 303);
    }
    c.set("locale", localeOf(c));
    await next();
  };
}

/** The path and the query of a request, without a language that it chooses. */
export function pageAddress(c: Context): string {
  const { searchParams } = new URL(c.req.url);
  searchParams.delete(LOCALE_PARAMETER);
  // one slash in front: two would be another host
  return c.req.path.replace(/^\/+/, "/") + (searchParams.size > 0 ? `?${searchParams}` : "");
}

function localeOf(c: Context<Env>): Locale {
  const cookie = getCookie(c, LOCALE_COOKIE);
  if (isLocale(cookie)) return cookie;
  return pickLanguage(c.req.header("Accept-Language"), Object.keys(LOCALES) as Locale[]) ?? DEFAULT_LOCALE;
}
