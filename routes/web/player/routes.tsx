import { type Context, Hono } from "hono";
import { readVideoContents } from "../../../src/db/videos/video_contents.ts";
import { retryVideo } from "../../../src/db/videos/video_jobs.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { changeableVideo, mayChange, visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { oembedUrl, originOf } from "../../api/oembed.ts";
import type { AssetUrl } from "../shared/assets.ts";
import { Player, PlayerParts, type PlayerProps } from "./page.tsx";
import { defaultTrack, withLabels } from "../../api/track_choice.ts";
import { htmlResponse, nullIfNotFound, type RenderPage } from "../shared/page_response.tsx";

/** The page that plays a video. */
export function playerPages(deps: Deps, present: RenderPage, asset: AssetUrl): Hono<Env> {
  const { sql } = deps;
  const app = new Hono<Env>();

  const player = async (c: Context<Env>): Promise<PlayerProps> => {
    const video = await visibleVideo(c, deps);
    const parts = await readPlayerContents(deps, video);
    return { video, ...parts, asset, mayChange: mayChange(c.get("viewer"), video) };
  };

  app.get("/videos/:id", async (c) => {
    const props = await player(c);
    const { video } = props;
    const isPlayable = props.renditions.length > 0;
    return present(c, {
      title: video.title,
      path: `/library/${video.id.slice(0, 8)}`,
      script: "player.js",
      mainClass: `player-page${isPlayable ? " with-side" : ""}`,
      isListed: video.visibility === "public",
      hints: isPlayable ? <KeyHints /> : undefined,
      head: video.visibility !== "private" && isPlayable
        ? <OembedLink href={oembedUrl(originOf(c), video.id)} title={video.title} />
        : undefined,
    }, <Player {...props} />);
  });

  app.get("/videos/:id/parts", async (c) => {
    const props = await nullIfNotFound(player(c));
    return props ? htmlResponse(c, <PlayerParts {...props} />) : c.body(null, 204);
  });

  app.post("/videos/:id/retry", async (c) => {
    const video = await changeableVideo(c, deps);
    const job = await retryVideo(sql, video);
    return c.json({ job: { id: job.id, kind: job.kind, state: job.state } }, 202);
  });

  return app;
}

/** Reads the data that a player needs besides the video itself. */
export async function readPlayerContents({ sql }: Pick<Deps, "sql">, video: Video) {
  const parts = (await readVideoContents(sql, [video.id])).get(video.id)!;
  const { renditions } = parts;
  const tracks = withLabels(parts.tracks);
  const track = defaultTrack(tracks, video.language);
  return { renditions, tracks, track };
}

function OembedLink({ href, title }: { href: string; title: string }) {
  return <link rel="alternate" type="application/json+oembed" href={href} title={title} />;
}

const KEYS = [["space", "play"], ["←→", "5 s"], ["c", "captions"], ["f", "full screen"], ["m", "mute"], [
  "?",
  "all keys",
]];

function KeyHints() {
  return (
    <>
      {KEYS.map(([key, meaning]) => (
        <span>
          <kbd>{key}</kbd> {meaning}
        </span>
      ))}
    </>
  );
}
