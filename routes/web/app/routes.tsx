import { type Context, Hono } from "hono";
import { assetText } from "../shared/assets.ts";
import type { AssetUrl } from "../shared/assets.ts";
import type { Env } from "../../deps.ts";
import { siteOf } from "../../http/site.ts";
import { htmlResponse } from "../shared/page_response.tsx";
import { currentLocale, words } from "../words/words.ts";
import { OfflinePage } from "./offline.tsx";

const BACKGROUND = "#0a0f0b"; // of the icon
const NO_CACHE = { "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff" };

/** What makes an app of the pages: the manifest, the service worker, its offline page, and where apps share files to. */
export function appPages(asset: AssetUrl): Hono<Env> {
  return new Hono<Env>()
    .get("/manifest.webmanifest", (c) =>
      c.body(JSON.stringify(manifest(c, asset)), 200, {
        ...NO_CACHE,
        "Content-Type": "application/manifest+json; charset=utf-8",
        "Vary": "Cookie, Accept-Language",
      }))
    .get("/service-worker.js", async (c) => {
      const files = ["/offline", ...["style.css", "offline.js", "icon.svg"].map(asset)];
      const shell = `globalThis.shell = ${JSON.stringify({ files, language: currentLocale() })};\n`;
      return c.body(shell + await assetText("service_worker.js"), 200, {
        ...NO_CACHE,
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Vary": "Cookie, Accept-Language",
      });
    })
    .get("/offline", (c) => htmlResponse(c, <OfflinePage asset={asset} />));
}

/**
 * `POST /share-target`: the service worker takes what is shared. This answers where there is none, as after the browser's
 * data was cleared: the file is lost then, since a request from another app is as little trusted as one from another
 * site. To be mounted before the authentication, which refuses such requests.
 */
export function shareTargetRoutes(): Hono<Env> {
  return new Hono<Env>()
    .post("/share-target", (c) => c.redirect("/?shared=failed", 303))
    .get("/share-target", (c) => c.redirect("/", 303));
}

/** Addresses in it are relative to its own, so a proxy's path needs no care; but for `id`, which has the site's. */
function manifest(c: Context<Env>, asset: AssetUrl) {
  const icon = (name: string, sizes: string, purpose: string) => ({
    ...{ src: `.${asset(name)}`, sizes, type: "image/png", purpose },
  });
  return {
    id: `${siteOf(c).prefix}/`,
    name: "StreamForge",
    short_name: "StreamForge",
    description: words().app.description,
    lang: currentLocale(),
    start_url: "./",
    scope: "./",
    display: "standalone",
    background_color: BACKGROUND,
    theme_color: BACKGROUND,
    icons: [
      icon("icon_192.png", "192x192", "any"),
      icon("icon_512.png", "512x512", "any"),
      icon("icon_maskable.png", "512x512", "maskable"),
    ],
    share_target: {
      action: "./share-target",
      method: "POST",
      enctype: "multipart/form-data",
      params: { files: [{ name: "files", accept: ["video/*", "audio/*", ".mkv", ".mka", ".flac", ".opus"] }] },
    },
  };
}
