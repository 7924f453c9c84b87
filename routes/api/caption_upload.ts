import type { Context } from "hono";
import { createTrack, getTrack, listTracks, type TrackSummary } from "../../src/db/tracks/tracks.ts";
import { currentRevision, getRevision, hasMachineRevision } from "../../src/db/tracks/revisions.ts";
import { readEditedCues } from "../../src/db/tracks/cues.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { reviseCues } from "../../src/captions/mod.ts";
import { reviseTrack, saveWithFiles } from "../../src/revisions/revision_writer.ts";
import { importedTrackSchema, staleRevisionSchema, uploadCaptionsQuerySchema } from "../../src/schemas/track.ts";
import { videoIdSchema } from "../../src/schemas/video.ts";
import { changeableVideo } from "../access.ts";
import type { Deps, Env } from "../deps.ts";
import { mayReplace } from "../http/conditional.ts";
import { endpoint } from "../http/endpoint.ts";
import { PreconditionError } from "../http/errors.ts";
import {
  formatOfBody,
  problemsOf,
  readCaptionFile,
  type ReadCaptions,
  readCaptionText,
  readFrameRate,
} from "./caption_body.ts";
import { orConflict, saveAnswer } from "./save_revision.ts";
import { trackJson } from "./track_json.ts";
import { described, EXAMPLE_ID } from "../../src/schemas/fields.ts";
import { z } from "zod";

/** The name of an uploaded track beside the automatic one in its language. */
const BESIDE_AUTOMATIC = "Uploaded";

interface Wish {
  language: string;
  /** Absent: see `findTrack`. */
  name?: string;
  kind: TrackSummary["kind"];
}

/** PUT /:id/captions: one request makes or replaces the uploaded track of a language. */
export const uploadCaptions = (deps: Deps) =>
  endpoint({
    id: "uploadCaptions",
    tag: "captions",
    summary: "Makes or replaces the uploaded captions of a language",
    description:
      "The body is a file with times: SubRip, WebVTT, ASS, TTML, SBV, MicroDVD, LRC or JSON, by its content " +
      "or its Content-Type. Captions that were made by Whisper stay beside it.",
    access: "owner",
    params: { id: videoIdSchema },
    query: uploadCaptionsQuerySchema,
    headers: {
      "If-Match": described(z.string(), "Only if this revision of the track is current.", `"${EXAMPLE_ID}"`).optional(),
      "If-None-Match": described(z.string(), "*: only if there is no such track.", "*").optional(),
    },
    content: {
      "application/x-subrip": "1\n00:00:02,400 --> 00:00:04,000\nde frijoles detrás de la cocina.\n",
      "text/vtt": "WEBVTT\n\n00:02.400 --> 00:04.000\nde frijoles detrás de la cocina.\n",
    },
    answers: {
      200: { description: "The new current revision of the track.", json: importedTrackSchema },
      201: { description: "The new track.", json: importedTrackSchema },
      409: { description: "Another request replaced it meanwhile.", problem: staleRevisionSchema },
    },
    problems: [404, 412, 413, 422],
  }, async (c, { query, json }) => {
    const video = await changeableVideo(c, deps);
    const { lang: language, name, kind, encoding } = query();
    const file = await readCaptionText(c.req.raw, { encoding, language });
    const format = formatOfBody(file.text, c.req.header("Content-Type"));
    const frameRate = await readFrameRate(deps, video.id, { format, text: file.text });
    const captions = readCaptionFile(format, file, { language, frameRate });
    const wish: Wish = { language, name, kind: kind ?? "subtitles" };
    const track = await findTrack(deps, video, wish);
    requireMatch(c, track);
    const lists = { problems: problemsOf(captions.changes), changes: captions.changes };
    if (!track) return json(201, { ...await makeTrack(c, deps, { video, wish, captions }), ...lists });
    return await orConflict(c, deps, { videoId: video.id, trackId: track.id }, async () => {
      const content = {
        source: "uploaded" as const,
        author: c.get("viewer")!.user,
        note: `uploaded as ${captions.format.label}`,
        baseRevision: track.revision,
        cues: await reviseTrack(deps.sql, track, track.revision, captions.cues),
      };
      return json(200, { ...await saveAnswer(c, deps, { video, track, content }), ...lists });
    });
  });

/**
 * Finds the track that a file replaces: the one with a name, if a name was sent, else the one without a name or the one
 * beside the automatic captions. Tracks that Whisper wrote are not replaced unless their name is sent.
 */
async function findTrack(
  { sql }: Deps,
  video: Video,
  { language, name, kind }: Wish,
): Promise<TrackSummary | null> {
  const tracks = (await listTracks(sql, video.id)).filter((track) =>
    track.language === language && track.kind === kind
  );
  if (name !== undefined) return tracks.find((track) => track.name === name) ?? null;
  const beside = tracks.find((track) => track.name === BESIDE_AUTOMATIC);
  if (beside) return beside;
  const plain = tracks.find((track) => track.name === "");
  return plain && !await isAutomatic({ sql }, plain) ? plain : null;
}

async function isAutomatic({ sql }: Pick<Deps, "sql">, track: TrackSummary): Promise<boolean> {
  return track.state === "building" || await hasMachineRevision(sql, track.id);
}

function requireMatch(c: Context<Env>, track: TrackSummary | null): void {
  if (mayReplace(c.req.raw.headers, track && `"${track.revision}"`)) return;
  throw new PreconditionError(
    track
      ? `the current revision is "${track.revision}": If-Match or If-None-Match asks for another one`
      : "there are no such captions yet: If-Match asks for a revision of them",
  );
}

async function makeTrack(
  c: Context<Env>,
  deps: Deps,
  { video, wish: { language, name, kind }, captions }: { video: Video; wish: Wish; captions: ReadCaptions },
) {
  const { sql } = deps;
  const tracks = await listTracks(sql, video.id);
  const isTaken = tracks.some((track) => track.language === language && track.kind === kind && track.name === "");
  // the automatic captions, which may still be made, are the track without a name
  const isSpoken = (video.language ?? video.askedLanguage ?? language) === language && video.hasAudio;
  const own = name ?? (kind === "subtitles" && (isTaken || isSpoken) ? BESIDE_AUTOMATIC : "");
  const cues = reviseCues(captions.cues, { base: [], machine: null });
  const author = c.get("viewer")!.user;
  const note = `uploaded as ${captions.format.label}`;
  const id = await saveWithFiles(
    deps,
    video,
    { source: "uploaded", author, note, baseRevision: null, cues, language },
    (revision) => createTrack(sql, { videoId: video.id, language, kind, name: own, revision }),
  );
  const track = await getTrack(sql, video.id, id);
  const revision = await currentRevision(sql, id) ?? await getRevision(sql, id, track.revision);
  c.header("ETag", `"${revision.id}"`);
  c.header("Cache-Control", "no-store");
  c.header("Location", `/api/videos/${video.id}/tracks/${id}`);
  return trackJson(track, revision, await readEditedCues(sql, revision.id));
}
