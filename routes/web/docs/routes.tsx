import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { Env } from "../../deps.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { htmlResponse } from "../shared/page_response.tsx";

/** /docs: the API's description, read from /openapi.json by Swagger UI, which ships with the program. */
export function docsPages(asset: AssetUrl): Hono<Env> {
  return new Hono<Env>().get("/docs", (c) => {
    const cookie = getCookie(c, "streamforge_theme");
    const theme = cookie === "dark" || cookie === "light" ? cookie : undefined;
    // Swagger UI has pictures in its style sheet
    return htmlResponse(c, <Docs asset={asset} theme={theme} />, { allow: { "img-src": "data:" }, language: "en" });
  });
}

/** All addresses are relative: the page also works under a path of a proxy. */
function Docs({ asset, theme }: { asset: AssetUrl; theme?: "dark" | "light" }) {
  const relative = (name: string) => asset(name).slice(1);
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>API · StreamForge</title>
        <link rel="icon" type="image/svg+xml" href={relative("icon.svg")} />
        <link rel="stylesheet" href={relative("docs.css")} />
        <script type="module" src={relative("docs.js")}></script>
      </head>
      <body>
        <nav class="docs-top" aria-label="StreamForge">
          <a href="./">streamforge</a>
          <a href="openapi.json">openapi.json</a>
        </nav>
        <main id="docs">
          <noscript>This page needs JavaScript. The same is in openapi.json.</noscript>
        </main>
      </body>
    </html>
  );
}
