import { type Context, Hono } from "hono";
import { z } from "zod";
import { activeJobSchema } from "../../../src/schemas/job.ts";
import { videoIdSchema } from "../../../src/schemas/video.ts";
import { endpoint } from "../../http/endpoint.ts";
import { possibleAnalyses } from "../../../src/db/analyses/possible_analyses.ts";
import { listCollectionVideos } from "../../../src/db/collections/collections.ts";
import { readCollection } from "../../api/collections.ts";
import { readNewCues } from "../../../src/db/tracks/caption_state.ts";
import { findTranslationJob } from "../../../src/db/tracks/translations.ts";
import { readProgress } from "../../../src/db/users/watch_progress.ts";
import { readVideoContents } from "../../../src/db/videos/video_contents.ts";
import { retryVideo } from "../../../src/db/videos/video_jobs.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { changeableVideo, mayChange, visibleAnalyses, visibleVideo } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { oembedUrl } from "../../api/oembed.ts";
import { readThumbnails } from "../../api/thumbnails.ts";
import { siteOf } from "../../http/site.ts";
import { readAgainOptions } from "../shared/captions_again.tsx";
import type { AssetUrl } from "../shared/assets.ts";
import { Player, PlayerParts, type PlayerProps } from "./page.tsx";
import { defaultTrack, withLabels } from "../../../src/core/labels/track_labels.ts";
import { words } from "../words/words.ts";
import { htmlResponse, nullIfNotFound, type RenderPage } from "../shared/page_response.tsx";

const retriedJobSchema = activeJobSchema.pick({ id: true, kind: true, state: true });

/** The page that plays a video. */
export function playerPages(deps: Deps, present: RenderPage, asset: AssetUrl): Hono<Env> {
  const app = new Hono<Env>();

  /** The playlist that the address names, if the viewer may see it and it has the video. */
  const readQueue = async (c: Context<Env>, video: Video): Promise<PlayerProps["queue"]> => {
    const asked = c.req.query("list");
    if (!asked) return null;
    const viewer = c.get("viewer");
    const list = await nullIfNotFound(readCollection(deps.sql, asked, viewer));
    const videos = list ? await listCollectionVideos(deps.sql, list.id, viewer) : [];
    return list && videos.some(({ id }) => id === video.id) ? { list, videos } : null;
  };

  const player = async (c: Context<Env>): Promise<PlayerProps> => {
    const video = await visibleVideo(c, deps);
    const viewer = c.get("viewer");
    const isOwner = mayChange(viewer, video);
    const [parts, progress, queue, analyses, possible, translationJob, thumbnails, again, newCues] = await Promise.all([
      readPlayerContents(deps, video),
      readProgress(deps.sql, viewer?.user ?? null, [video.id]),
      readQueue(c, video),
      visibleAnalyses(c, deps, video),
      isOwner ? possibleAnalyses(deps.sql, video, deps.config.analyses) : [],
      isOwner ? findTranslationJob(deps.sql, video.id) : null,
      isOwner ? readThumbnails(deps.sql, video) : null,
      isOwner ? readAgainOptions(deps, viewer, video) : null,
      isOwner ? readNewCues(deps.sql, video.id) : null,
    ]);
    const position = viewer ? progress.get(video.id)?.position ?? 0 : null;
    return {
      video,
      ...parts,
      analyses,
      possible,
      asset,
      mayChange: isOwner,
      translationJob,
      thumbnails,
      position,
      queue,
      isSignedIn: viewer !== null,
      again,
      newCues,
    };
  };

  app.get("/videos/:id", async (c) => {
    const props = await player(c);
    const { video } = props;
    const isPlayable = props.renditions.length > 0;
    const oembed = video.visibility !== "private" && isPlayable ? oembedUrl(siteOf(c), video.id) : null;
    return present(c, {
      title: video.title,
      path: `/library/${video.id.slice(0, 8)}`,
      script: "player.js",
      mainClass: `player-page${isPlayable || props.queue ? " with-side" : ""}`,
      isListed: video.visibility === "public",
      hints: isPlayable ? <KeyHints /> : undefined,
      head: oembed ? <OembedLink href={oembed} title={video.title} /> : undefined,
    }, <Player {...props} />);
  });

  app.get("/videos/:id/parts", async (c) => {
    const props = await nullIfNotFound(player(c));
    return props ? htmlResponse(c, <PlayerParts {...props} />) : c.body(null, 204);
  });

  app.post("/videos/:id/retry", retry(deps));

  return app;
}

const retry = ({ sql }: Deps) =>
  endpoint({
    id: "retryVideo",
    tag: "videos",
    summary: "Tries again what failed: the whole video, or the sizes that could not be made",
    access: "owner",
    params: { id: videoIdSchema },
    answers: { 202: { description: "A job tries it.", json: z.object({ job: retriedJobSchema }) } },
    problems: [404, 409],
  }, async (c, { json }) => {
    const { id, kind, state } = await retryVideo(sql, await changeableVideo(c, { sql }));
    return json(202, { job: { id, kind, state } });
  });

/** Reads the data that a player needs besides the video itself. */
export async function readPlayerContents({ sql }: Pick<Deps, "sql">, video: Video) {
  const parts = (await readVideoContents(sql, [video.id])).get(video.id)!;
  const { renditions } = parts;
  const tracks = withLabels(parts.tracks, words().labels);
  const track = defaultTrack(tracks, video.language);
  return { renditions, tracks, track };
}

function OembedLink({ href, title }: { href: string; title: string }) {
  return <link rel="alternate" type="application/json+oembed" href={href} title={title} />;
}

function KeyHints() {
  const { hints: w } = words().player;
  const keys = [[w.space, w.play], ["←→", w.fiveSeconds], ["c", w.captions], ["f", w.fullScreen], ["m", w.mute]];
  return (
    <>
      {[...keys, ["?", w.keys]].map(([key, meaning]) => (
        <span>
          <kbd>{key}</kbd> {meaning}
        </span>
      ))}
    </>
  );
}
