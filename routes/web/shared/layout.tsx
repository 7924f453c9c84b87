// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { OWNER } from "../../../src/auth/owner.ts";
import type { Viewer } from "../../deps.ts";
import type { AssetUrl } from "./assets.ts";

/** A link to a page. */
export interface PageLink {
  path: string;
  text: string;
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
  return (
    <html lang="en" data-theme={theme ?? undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {styleNonce && <meta name="style-nonce" content={styleNonce} />}
        {!isListed && <meta name="robots" content="noindex" />}
        <title>{`${title} · StreamForge`}</title>
        <link rel="icon" type="image/svg+xml" href={asset("icon.svg")} />
        <link rel="stylesheet" href={asset("style.css")} />
        <script type="module" src={asset(script)}></script>
        {props.head}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">streamforge</a>
          <span class="prompt" aria-hidden="true">
            <b>{viewer?.name ?? "guest"}</b>:~{path}$
          </span>
          {props.links.map(({ path, text }) => <a class="page-link" href={path}>{text}</a>)}
          {viewer?.isAdministrator && <a class="page-link" href="/settings">settings</a>}
          {path !== "/search" && (
            <form class="find" action="/search" role="search" aria-label="Everything that is said">
              <input
                type="search"
                name="q"
                maxlength={200}
                placeholder="search what is said  /"
                aria-label="Search what is said"
                autocomplete="off"
                data-search-field
              />
            </form>
          )}
          <nav aria-label="You and this page">
            <button type="button" class="button" id="theme" aria-label="Switch between dark and light">theme</button>
            <Account viewer={viewer} address={props.address} />
          </nav>
        </header>
        <main id="main" class={mainClass} tabindex={-1}>{children}</main>
        <div class="notices" id="notices" role="status"></div>
        <footer class="status-line">
          <span class="hints" id="summary">{hints}</span>
          <span class="link-state" id="link-state">{isLive ? "connecting" : ""}</span>
        </footer>
      </body>
    </html>
  );
}

function Account({ viewer, address }: Pick<PageProps, "viewer" | "address">) {
  if (!viewer) {
    const isWorthIt = address !== "/" && !address.startsWith("/sign-in");
    const next = isWorthIt ? `?next=${encodeURIComponent(address)}` : "";
    return <a class="button" href={`/sign-in${next}`}>sign in</a>;
  }
  if (viewer.user === OWNER) return <button type="button" class="button" id="sign-out">sign out</button>;
  return (
    <details class="account">
      <summary class="button" aria-label={`Account ${viewer.name}`}>account</summary>
      <div class="account-menu">
        <p>
          signed in as <b id="user-name">{viewer.name}</b>
        </p>
        <button type="button" class="button" id="sign-out">sign out</button>
        <button type="button" class="button" id="sign-out-everywhere">sign out everywhere</button>
      </div>
    </details>
  );
}
