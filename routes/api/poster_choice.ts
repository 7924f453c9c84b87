import { MediaError, NotFoundError, TooLargeError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import { type Poster, posterKeys, type PosterPicture, type PosterSource } from "../../src/core/poster.ts";
import { type Transaction, transaction } from "../../src/db/pool/client.ts";
import { choosePoster, notePosterFiles } from "../../src/db/videos/posters.ts";
import { cancelJobs } from "../../src/db/videos/video_jobs.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { pictureKindOf, writePicturePoster } from "../../src/media/poster_files.ts";
import type { PictureKind } from "../../src/media/process/untrusted_input.ts";
import { scratch } from "../../src/storage/scratch.ts";
import type { Deps } from "../deps.ts";
import { readBytes } from "../http/request_body.ts";
import { Turns } from "../http/turns.ts";

/** Bytes of the largest picture that is taken. */
export const MAX_PICTURE_BYTES = 10_000_000;

/** How many pictures are decoded at once: each may take gigabytes of memory. */
const DECODED_AT_ONCE = 2;

/** The turns of `chooseUpload`. */
export function pictureTurns(): Turns {
  const refusal = "the server is busy with other pictures: send this one again in a while";
  return new Turns(DECODED_AT_ONCE, { waitMs: 10_000, refusal });
}

/** Makes a candidate the poster. Its files are copied: the others may be made anew. */
export async function chooseCandidate(deps: Deps, video: Video, number: number, start: number): Promise<void> {
  const { storage } = deps;
  const { folder, pictures } = video.posterCandidates!;
  const picture = pictures[number];
  const sources = posterKeys(`${folder}/${number}`, picture);
  await storePoster(deps, video.id, { picture, source: "candidate", start }, async (keys) => {
    for (const [i, key] of keys.entries()) await storage.put(key, await storage.read(sources[i]));
  });
}

/**
 * Makes the picture in the body of a request the poster.
 *
 * @throws {TooLargeError} if it is larger than `MAX_PICTURE_BYTES`; {MediaError} if it is no picture that can be decoded;
 *   {BusyError} while others are
 */
export async function chooseUpload(deps: Deps, turns: Turns, video: Video, request: Request): Promise<void> {
  const bytes = await readBytes(request, MAX_PICTURE_BYTES).catch((error) => {
    if (!(error instanceof TooLargeError)) throw error;
    throw new TooLargeError(`the picture is larger than ${MAX_PICTURE_BYTES / 1e6} MB, the most that is taken`);
  });
  const kind = pictureKindOf(bytes);
  if (kind === null) throw new MediaError("the body is no picture: it must be a JPEG, PNG or WebP file");
  await turns.take(async () => {
    request.signal.throwIfAborted();
    await decodeAndStore(deps, video.id, { bytes, kind, signal: request.signal });
  });
}

async function decodeAndStore(
  deps: Deps,
  videoId: string,
  { bytes, kind, signal }: { bytes: Uint8Array; kind: PictureKind; signal: AbortSignal },
): Promise<void> {
  const { storage, mediaTools, config } = deps;
  await using work = await scratch(`${config.dataDir}/work`);
  const [input, outDir] = [`${work.path}/picture`, `${work.path}/made`];
  await Deno.writeFile(input, bytes);
  await Deno.mkdir(outDir);
  const picture = await writePicturePoster(mediaTools, { input, kind, outDir, name: "poster", signal });
  const paths = posterKeys(`${outDir}/poster`, picture);
  await storePoster(deps, videoId, { picture, source: "upload", start: null }, async (keys) => {
    for (const [i, key] of keys.entries()) await storage.putFile(key, paths[i]);
  });
}

/** Stores files under keys of their own and then switches the row: whatever fails, a sweep removes what is left. */
async function storePoster(
  { sql }: Deps,
  videoId: string,
  { picture, source, start }: { picture: PosterPicture; source: PosterSource; start: number | null },
  store: (keys: string[]) => Promise<void>,
): Promise<void> {
  const prefix = `videos/${videoId}/posters/${newId()}`;
  await notePosterFiles(sql, prefix, picture);
  await store(posterKeys(prefix, picture));
  const { small, large, hasWebp } = picture;
  const poster: Omit<Poster, "by"> = { small, large, hasWebp, prefix, source, start };
  await transaction(sql, async (tx) => {
    await cancelTakenFrame(tx, videoId);
    await choosePoster(tx, videoId, poster);
  });
}

/** Cancels the job that takes a frame: another choice follows it. Before the video's row is locked: see `enqueue`. */
export async function cancelTakenFrame(tx: Transaction, videoId: string): Promise<void> {
  await cancelJobs(tx, videoId, { kind: "take_thumbnail" });
}

/** @throws {NotFoundError} if a video has no candidate of this number */
export function candidateOf<T>(candidates: readonly T[], number: number): T {
  const found = candidates[number];
  if (!found) {
    throw new NotFoundError(
      candidates.length === 0
        ? "this video has no candidates (yet): the analysis `thumbnails` makes them"
        : `there is no candidate ${number}: there are 0 to ${candidates.length - 1}`,
    );
  }
  return found;
}
