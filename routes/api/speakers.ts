import { Hono } from "hono";
import { renameInCues, renameSpeakers } from "../../src/captions/speaker_names.ts";
import { ConflictError, ValidationError } from "../../src/core/errors.ts";
import { readSpeakers, writeSpeakers } from "../../src/db/analyses/speakers.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { relabelTracks } from "../../src/revisions/relabel.ts";
import { speakerNamesSchema, type SpeakersJson, speakersSchema } from "../../src/schemas/speakers.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { endpoint } from "../http/endpoint.ts";
import { onlyMethods } from "../http/errors.ts";

const PATH = "/:id/speakers";

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
    let after: SpeakersJson = { speakers: [] };
    await relabelTracks(deps, video, async () => {
      const { found, stored } = await requireSpeakers(deps, video, names);
      after = renameSpeakers(found, names);
      const newNames = new Map(found.speakers.flatMap((speaker) => {
        const { name } = renameSpeakers({ speakers: [speaker] }, names).speakers[0];
        return speaker.name === name ? [] : [[speaker.name, name] as const];
      }));
      return {
        relabel: (cues) => renameInCues(cues, newNames),
        note: "other names of speakers",
        record: (tx) => writeSpeakers(tx, video.id, after, stored),
      };
    });
    return json(200, after);
  });

/** @throws {ConflictError} if it is not known who speaks; {ValidationError} if a speaker is named that there is not */
async function requireSpeakers(
  { sql }: Deps,
  video: Video,
  names: Map<number, unknown>,
): Promise<{ found: SpeakersJson; stored: string }> {
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
  return speakers;
}
