import type { Context, ErrorHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { Child } from "hono/jsx";
import { NotFoundError } from "../../../src/core/errors.ts";
import { newId } from "../../../src/core/ids.ts";
import { isDatabaseTrouble } from "../../../src/db/pool/client.ts";
import type { Deps, Env } from "../../deps.ts";
import { onError, problemOf, RETRY_AFTER_SECONDS } from "../../http/errors.ts";
import { namesType } from "../../http/negotiation.ts";
import { isTrustworthy } from "../../http/site.ts";
import { pageAddress } from "../words/choose_locale.ts";
import type { Locale } from "../words/locales.ts";
import { currentLocale, words } from "../words/words.ts";
import type { AssetUrl } from "./assets.ts";
import { Page, type PageLink, type PageProps } from "./layout.tsx";
import { Failure, failureTitle, Unavailable } from "./error_pages.tsx";

/** Scripts, styles and pictures of this server alone; nothing inline, nothing framed by others. */
const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "media-src": "'self' blob:",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'self'",
};
const HEADERS = {
  "Cache-Control": "private, no-cache",
  "Vary": "Cookie, Accept-Language",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin", // the link of an unlisted video stays here
};

/** What a page may do in addition, by directive of its Content-Security-Policy. */
export type Allowances = Partial<Record<keyof typeof POLICY, string>>;

export interface PageFacts
  extends Omit<PageProps, "viewer" | "address" | "theme" | "asset" | "links" | "styleNonce" | "children"> {
  allow?: Allowances;
  /**
   * Whether its libraries put styles into shadow trees: they get a nonce, which stands in the page's `<meta
   * name="style-nonce">`.
   */
  hasShadowStyles?: boolean;
}

/** What the routes of a page are made from. */
export interface PageContext {
  deps: Deps;
  present: RenderPage;
  asset: AssetUrl;
}

/** Answers with a page. */
export type RenderPage = (c: Context<Env>, facts: PageFacts, body: Child, status?: number) => Response;

/**
 * @param links what the top line of every page leads to
 * @param mediaOrigin where media is redirected to, if it is
 */
export function pageRenderer(asset: AssetUrl, links: PageLink[], mediaOrigin?: string): RenderPage {
  const media: Allowances = mediaOrigin
    ? { "media-src": mediaOrigin, "img-src": mediaOrigin, "connect-src": mediaOrigin }
    : {};
  return function present(c, { allow = {}, hasShadowStyles = false, ...props }, body, status = 200) {
    const cookie = getCookie(c, "streamforge_theme");
    const theme = cookie === "dark" || cookie === "light" ? cookie : null;
    const viewer = c.get("viewer") ?? null;
    const styleNonce = hasShadowStyles ? newId() : undefined;
    const nonce = styleNonce ? { "style-src": `'nonce-${styleNonce}'` } : {};
    return htmlResponse(
      c,
      <Page
        {...props}
        viewer={viewer}
        address={pageAddress(c)}
        theme={theme}
        asset={asset}
        links={links}
        styleNonce={styleNonce}
      >
        {body}
      </Page>,
      { status, allow: joined(media, { ...allow, ...nonce }) },
    );
  };
}

/** A page, or a part of one, under the policy of the pages. @param options.language of its text; the viewer's by default */
export function htmlResponse(
  c: Context<Env>,
  body: Child,
  { status = 200, allow = {}, language = currentLocale() }: { status?: number; allow?: Allowances; language?: Locale } =
    {},
): Response {
  return c.html(`<!doctype html>${body}`, status as 200, {
    ...HEADERS,
    "Content-Language": language,
    "Content-Security-Policy": policy(allow),
    // elsewhere browsers ignore it and log an error
    ...(isTrustworthy(c) && { "Cross-Origin-Opener-Policy": "same-origin" }),
  });
}

function policy(allow: Allowances): string {
  return Object.entries(joined(POLICY, allow)).map(([name, value]) => `${name} ${value}`).join("; ");
}

function joined(directives: Allowances, more: Allowances): Allowances {
  const all: Record<string, string> = { ...directives };
  for (const [name, value] of Object.entries(more)) all[name] = all[name] ? `${all[name]} ${value}` : value;
  return all;
}

/** Answers errors with a page where a page was asked for, else with a problem document. */
export function pageErrors({ log }: Pick<Deps, "log">, present: RenderPage): ErrorHandler<Env> {
  const answer = onError(log);
  return function answerWithPage(error, c) {
    const response = answer(error, c);
    if (!wantsPage(c)) return response;
    const { status, detail } = problemOf(error);
    const props = { title: failureTitle(status), path: c.req.path.slice(0, 60), mainClass: "" };
    if (isDatabaseTrouble(error)) return unavailable(c, present, props);
    return present(c, props, <Failure status={status} detail={detail} address={pageAddress(c)} />, status);
  };
}

/** A page that reloads itself once the database answers. */
function unavailable(c: Context<Env>, present: RenderPage, props: PageFacts): Response {
  const allow = c.req.path.startsWith("/embed/") ? { "frame-ancestors": "*" } : {}; // in a frame it comes back, too
  const facts = { ...props, title: words().errors.unavailableTitle, script: "unavailable.js", isLive: false, allow };
  const response = present(c, facts, <Unavailable address={pageAddress(c)} />, 503);
  response.headers.set("Retry-After", String(RETRY_AFTER_SECONDS));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/** null for NotFoundError. Open pages get 204 then: the browser would log an error for 404. */
export async function nullIfNotFound<T>(found: Promise<T>): Promise<T | null> {
  return await found.catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
}

export function wantsPage(c: Context): boolean {
  return namesType(c.req.header("Accept"), "text/html");
}
