import { Hono } from "hono";
import { renameInCues, renameSpeakers } from "../../src/captions/speaker_names.ts";
import { ConflictError, ValidationError } from "../../src/core/errors.ts";
import { readSpeakers, writeSpeakers } from "../../src/db/analyses/speakers.ts";
import { StaleRevisionError } from "../../src/db/tracks/revisions.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { relabelTracks } from "../../src/revisions/relabel.ts";
import { speakerNamesSchema, type SpeakersJson, speakersSchema } from "../../src/schemas/speakers.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const PATH = "/:id/speakers";
/** How often it is tried again where people save captions meanwhile. */
const MOST_TRIES = 5;

/** The names of those who speak in a video. Mounted at /api/videos. */
export function speakerRoutes(deps: Deps): Hono<Env> {
  return new Hono<Env>().patch(PATH, rename(deps)).all(PATH, onlyMethods("PATCH"));
}

const rename = (deps: Deps) =>
  endpoint({
    id: "nameSpeakers",
    tag: "analyses",
    summary: "Gives speakers names, in all captions of a video; two of the same name become one",
    access: "owner",
    params: { id: videoIdSchema },
    body: speakerNamesSchema,
    answers: { 200: { description: "The speakers with their names.", json: speakersSchema } },
    problems: [404, 409],
  }, async (c, { body, json }) => {
    const video = await changeableVideo(c, deps);
    const { speakers } = await body();
    const names = new Map(speakers.map(({ id, name }) => [id, name]));
    for (let tries = 1;; tries++) {
      try {
        return json(200, await renameOnce(deps, video, names));
      } catch (error) {
        if (!(error instanceof StaleRevisionError) || tries === MOST_TRIES) throw error;
      }
    }
  });

/** @throws {StaleRevisionError} if somebody saved captions meanwhile; then nothing is changed */
async function renameOnce(deps: Deps, video: Video, names: Map<number, string | null>): Promise<SpeakersJson> {
  const before = await requireSpeakers(deps, video, names);
  const after = renameSpeakers(before, names);
  const newNames = new Map(before.speakers.flatMap(({ id, name }) => {
    const renamed = renameSpeakers({ speakers: before.speakers.filter((one) => one.id === id) }, names).speakers[0];
    return renamed.name === name ? [] : [[name, renamed.name] as const];
  }));
  await relabelTracks(deps, video, {
    relabel: (cues) => renameInCues(cues, newNames),
    note: "other names of speakers",
    record: (tx) => writeSpeakers(tx, video.id, after),
  });
  return after;
}

/** @throws {ConflictError} if it is not known who speaks; {ValidationError} if a speaker is named that there is not */
async function requireSpeakers({ sql }: Deps, video: Video, names: Map<number, unknown>): Promise<SpeakersJson> {
  const speakers = await readSpeakers(sql, video.id);
  if (!speakers) throw new ConflictError("it is not known who speaks in this video: run the analysis speakers first");
  if (speakers.state === "pending" || speakers.state === "processing") {
    throw new ConflictError("it is being found out again who speaks: wait until that has ended");
  }
  const ids = speakers.found.speakers.map(({ id }) => id);
  const unknown = [...names.keys()].find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new ValidationError(`speakers has the id ${unknown}: it must be ${ids.join(", ") || "none: nobody speaks"}`);
  }
  return speakers.found;
}
