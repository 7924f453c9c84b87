// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { OWNER } from "../../../src/auth/owner.ts";
import type { Viewer } from "../../deps.ts";
import { LOCALE_PARAMETER } from "../words/choose_locale.ts";
import { fillIn } from "../words/fill.ts";
import { LOCALES } from "../words/locales.ts";
import { currentLocale, type Words, words } from "../words/words.ts";
import type { AssetUrl } from "./assets.ts";

/** A link to a page. */
export interface PageLink {
  path: string;
  /** Its text in the catalogue. */
  name: keyof Words["common"]["pages"];
}

export interface PageProps {
  /** In the browser's tab, before the name of the program. */
  title: string;
  /** Where this is, as a path under `~`. */
  path: string;
  viewer: Viewer | null;
  /** The page's address on this server, to come back to after signing in. */
  address: string;
  theme: "dark" | "light" | null;
  asset: AssetUrl;
  links: PageLink[];
  /** The page's own script, by its name among the assets; it brings `page.js` along. */
  script?: string;
  mainClass: string;
  /** The nonce that the page's policy asks of styles in shadow trees. */
  styleNonce?: string;
  /** Hints at the left of the bottom line. */
  hints?: Child;
  /** Whether search engines may list it. */
  isListed?: boolean;
  /** Whether its script follows the server's events: by default if the page has a script. */
  isLive?: boolean;
  /** More elements of its head. */
  head?: Child;
  children?: Child;
}

/** The frame of every page: head, top line, main, bottom line. */
export function Page(props: PageProps) {
  const { title, path, viewer, theme, asset, styleNonce, script = "page.js", mainClass, hints, isListed, children } =
    props;
  const isLive = props.isLive ?? script !== "page.js";
  const { common: w } = words();
  return (
    <html lang={currentLocale()} data-theme={theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {styleNonce && <meta name="style-nonce" content={styleNonce} />}
        {!isListed && <meta name="robots" content="noindex" />}
        <title>{`${title} · StreamForge`}</title>
        <link rel="icon" type="image/svg+xml" href={asset("icon.svg")} />
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="apple-touch-icon" href={asset("icon_192.png")} />
        <link rel="stylesheet" href={asset("style.css")} />
        <script type="module" src={asset(script)}></script>
        {props.head}
      </head>
      <body>
        <a class="skip" href="#main">{w.skip}</a>
        <header class="top">
          <a class="brand" href="/">streamforge</a>
          <span class="prompt" aria-hidden="true">
            <b>{viewer?.name ?? w.guest}</b>:~{path}$
          </span>
          {props.links.map(({ path, name }) => <a class="page-link" href={path}>{w.pages[name]}</a>)}
          {viewer?.isAdministrator && <a class="page-link" href="/settings">{w.pages.settings}</a>}
          {path !== "/search" && (
            <form class="find" action="/search" role="search" aria-label={w.searchSaid}>
              <input
                type="search"
                name="q"
                maxlength={200}
                placeholder={w.searchSaidHint}
                aria-label={w.searchSaid}
                autocomplete="off"
                data-search-field
              />
            </form>
          )}
          <nav aria-label={w.nav}>
            <button type="button" class="button" id="theme" aria-label={w.switchTheme}>
              <span class="when-dark">{w.light}</span>
              <span class="when-light">{w.dark}</span>
            </button>
            <Account viewer={viewer} address={props.address} />
          </nav>
        </header>
        <main id="main" class={mainClass} tabindex={-1}>{children}</main>
        <div class="notices" id="notices" role="status"></div>
        <footer class="status-line">
          <span class="hints" id="summary">{hints}</span>
          <span class="link-state" id="link-state">{isLive ? w.connecting : ""}</span>
          <Languages address={props.address} />
        </footer>
      </body>
    </html>
  );
}

/** The choice of the interface's language. It works without a script; the script keeps what the page shows. */
function Languages({ address }: Pick<PageProps, "address">) {
  const { common: w } = words();
  const [path, query = ""] = address.split("?");
  const to = (locale: string) => {
    const fields = new URLSearchParams(query);
    fields.set(LOCALE_PARAMETER, locale);
    return `${path}?${fields}`;
  };
  return (
    <nav class="languages" aria-label={w.language}>
      {Object.entries(LOCALES).map(([locale, name]) => (
        <a
          href={to(locale)}
          lang={locale}
          hreflang={locale}
          rel="nofollow"
          data-locale={locale}
          aria-current={locale === currentLocale() ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Account({ viewer, address }: Pick<PageProps, "viewer" | "address">) {
  const { common: w } = words();
  if (!viewer) {
    const isWorthIt = address !== "/" && !address.startsWith("/sign-in");
    const next = isWorthIt ? `?next=${encodeURIComponent(address)}` : "";
    return <a class="button" href={`/sign-in${next}`}>{w.signIn}</a>;
  }
  if (viewer.user === OWNER) return <button type="button" class="button" id="sign-out">{w.signOut}</button>;
  return (
    <details class="account" data-menu>
      <summary class="button" aria-label={w.accountOf(viewer.name)}>{w.account}</summary>
      <div class="account-menu">
        <p>{fillIn(w.signedInAs, { name: () => <b id="user-name">{viewer.name}</b> })}</p>
        <button type="button" class="button" id="sign-out">{w.signOut}</button>
        <button type="button" class="button" id="sign-out-everywhere">{w.signOutEverywhere}</button>
      </div>
    </details>
  );
}
