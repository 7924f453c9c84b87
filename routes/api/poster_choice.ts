import { MediaError, NotFoundError, TooLargeError } from "../../src/core/errors.ts";
import { newId } from "../../src/core/ids.ts";
import { type Poster, posterKeys, type PosterPicture, type PosterSource } from "../../src/core/poster.ts";
import { transaction } from "../../src/db/pool/client.ts";
import { choosePoster, notePosterFiles } from "../../src/db/videos/posters.ts";
import type { Video } from "../../src/db/videos/videos.ts";
import { pictureKindOf, writePicturePoster } from "../../src/media/poster_files.ts";
import type { Deps } from "../deps.ts";
import { readBytes } from "../http/request_body.ts";

/** Bytes of the largest picture that is taken. */
export const MAX_PICTURE_BYTES = 10_000_000;

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
 * @throws {TooLargeError} if it is larger than `MAX_PICTURE_BYTES`; {MediaError} if it is no picture that can be decoded
 */
export async function chooseUpload(deps: Deps, video: Video, request: Request): Promise<void> {
  const { storage, mediaTools } = deps;
  const bytes = await readBytes(request, MAX_PICTURE_BYTES).catch((error) => {
    if (!(error instanceof TooLargeError)) throw error;
    throw new TooLargeError(`the picture is larger than ${MAX_PICTURE_BYTES / 1e6} MB, the most that is taken`);
  });
  const kind = pictureKindOf(bytes);
  if (kind === null) throw new MediaError("the body is no picture: it must be a JPEG, PNG or WebP file");
  const workDir = await Deno.makeTempDir({ prefix: "streamforge_picture_" });
  try {
    const [input, outDir] = [`${workDir}/picture`, `${workDir}/made`];
    await Deno.writeFile(input, bytes);
    await Deno.mkdir(outDir);
    const picture = await writePicturePoster(mediaTools, {
      input,
      kind,
      outDir,
      name: "poster",
      signal: request.signal,
    });
    const paths = posterKeys(`${outDir}/poster`, picture);
    await storePoster(deps, video.id, { picture, source: "upload", start: null }, async (keys) => {
      for (const [i, key] of keys.entries()) await storage.putFile(key, paths[i]);
    });
  } finally {
    await Deno.remove(workDir, { recursive: true });
  }
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
  await transaction(sql, (tx) => choosePoster(tx, videoId, poster));
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
