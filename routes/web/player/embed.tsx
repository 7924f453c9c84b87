import { Hono } from "hono";
import { NotFoundError } from "../../../src/core/errors.ts";
import { visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { oembedUrl } from "../../api/oembed.ts";
import { siteOf } from "../../http/site.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { Waiting } from "./page.tsx";
import { Screen, type ScreenProps } from "./controls.tsx";
import { readPlayerContents } from "./routes.tsx";
import { htmlResponse } from "../shared/page_response.tsx";
import { statusOf } from "../shared/status.ts";
import { currentLocale, words } from "../words/words.ts";

/** /embed/:id, a page with only the player, to be framed by any other page. */
export function embedPages(deps: Deps, asset: AssetUrl): Hono<Env> {
  return new Hono<Env>().get("/embed/:id", async (c) => {
    const video = await visibleVideo(c, deps);
    // in a frame browsers send no cookie, so the owner would get a 404: the same answer without a frame
    if (video.visibility === "private") throw new NotFoundError("there is no such video, or it is private");
    const props = { video, ...await readPlayerContents(deps, video), asset };
    const page = <Embed {...props} oembed={oembedUrl(siteOf(c), video.id)} />;
    const response = htmlResponse(c, page, { allow: { "frame-ancestors": "*" } });
    response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
  });
}

function Embed(props: ScreenProps & { oembed: string | null }) {
  const { video, renditions, asset, oembed } = props;
  return (
    <html lang={currentLocale()} data-theme="dark">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="dark" />
        <meta name="robots" content="noindex" />
        <title>{`${video.title} · StreamForge`}</title>
        <link rel="canonical" href={`/videos/${video.id}`} />
        {oembed && <link rel="alternate" type="application/json+oembed" href={oembed} title={video.title} />}
        <link rel="icon" type="image/svg+xml" href={asset("icon.svg")} />
        <link rel="stylesheet" href={asset("style.css")} />
        <script type="module" src={asset("player.js")}></script>
      </head>
      <body class="embed">
        <main class="stage" id="player" data-id={video.id} data-file-version={video.fileVersion}>
          <h1 class="embed-title">
            <a id="title" href={`/videos/${video.id}`} target="_blank" rel="noopener" dir="auto">{video.title}</a>
          </h1>
          {renditions.length > 0
            ? <Screen {...props} />
            : (
              <section class="panel screen" aria-label={words().player.player}>
                <Waiting video={video} status={statusOf(video)} mayChange={false} />
              </section>
            )}
        </main>
        <div class="notices" id="notices" role="status"></div>
        <span id="link-state" hidden></span>
      </body>
    </html>
  );
}
