import { Hono } from "hono";
import { nameSounds } from "../../src/captions/sound_captions.ts";
import { ConflictError } from "../../src/core/errors.ts";
import { listAnalyses } from "../../src/db/analyses/analyses.ts";
import type { Sql } from "../../src/db/pool/client.ts";
import { relabelTracks } from "../../src/revisions/relabel.ts";
import { captionedSoundsSchema, type SoundEventsJson, soundEventsSchema } from "../../src/schemas/sound_events.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const PATH = "/:id/captions/sound-events";

/** Captions that name sounds. Mounted at /api/videos. */
export function soundEventRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().post(PATH, write(deps)).all(PATH, onlyMethods("POST"));
}

const write = (deps: Deps) =>
  endpoint({
    id: "captionSoundEvents",
    tag: "analyses",
    summary: "Writes the music that was found into all captions of a video, where they have no cue",
    access: "owner",
    params: { id: videoIdSchema },
    answers: {
      200: {
        description: "How many tracks have new captions; 0 where all had them.",
        json: captionedSoundsSchema,
      },
    },
    problems: [404, 409],
  }, async (c, { json }) => {
    const video = await changeableVideo(c, deps);
    const tracks = await relabelTracks(deps, video, async () => {
      const { events } = await requireEvents(deps.sql, video.id);
      return {
        relabel: (cues, { isForced, language }) =>
          isForced ? cues : nameSounds(cues, events, language, (cue) => ({ ...cue, isEdited: false })),
        note: "music",
      };
    });
    return json(200, { tracks });
  });

/** @throws {ConflictError} if it was not looked for */
async function requireEvents(sql: Sql, videoId: string): Promise<SoundEventsJson> {
  const found = (await listAnalyses(sql, videoId)).find(({ kind }) => kind === "sound_events");
  const parsed = soundEventsSchema.safeParse(found?.result);
  if (!parsed.success) {
    throw new ConflictError("music was not looked for in this video: run the analysis sound_events first");
  }
  return parsed.data;
}
