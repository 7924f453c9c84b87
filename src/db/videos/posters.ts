import { NotFoundError } from "../../core/errors.ts";
import { NOTICE_CODES } from "../../core/notice.ts";
import { type Poster, type PosterCandidates, posterKeys, type PosterPicture } from "../../core/poster.ts";
import type { ThumbnailsJson } from "../../schemas/thumbnails.ts";
import { listAnalyses } from "../analyses/analyses.ts";
import type { Query, Transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { setNotices } from "./audio_tracks.ts";
import { addUnusedObjects, removeUnusedObject } from "./unused_objects.ts";

/** How long the files of a poster may be without a row: a sweep deletes them then. */
const STORE_SECONDS = 3600;
const NOT_TAKEN = NOTICE_CODES.filter((code) => code === "not_taken");

interface StoredPosters {
  poster: Poster | null;
  posterCandidates: PosterCandidates | null;
}

/** Notes the files of a poster before they are stored: if the process is killed before the row, a sweep deletes them. */
export async function notePosterFiles(sql: Query, prefix: string, picture: Pick<PosterPicture, "hasWebp">) {
  await addUnusedObjects(sql, posterKeys(prefix, picture), { inSeconds: STORE_SECONDS });
}

/**
 * Makes a person's picture the poster; the files of an earlier one are left to the sweep.
 *
 * @throws {NotFoundError} if the video is deleted; the new files are left to the sweep then
 */
export async function choosePoster(tx: Transaction, videoId: string, poster: Omit<Poster, "by">): Promise<void> {
  const before = await lockPosters(tx, videoId);
  for (const key of posterKeys(poster.prefix, poster)) await removeUnusedObject(tx, key);
  await releasePoster(tx, before.poster);
  await setNotices(tx, videoId, NOT_TAKEN, []);
  await setPoster(tx, videoId, { ...poster, by: "person" });
}

/**
 * Takes a person's choice away: the best candidate stands for the video again, or the frame at a tenth of its length.
 *
 * @throws {NotFoundError} if the video is deleted
 */
export async function unchoosePoster(tx: Transaction, videoId: string): Promise<void> {
  const { poster, posterCandidates } = await lockPosters(tx, videoId);
  await releasePoster(tx, poster);
  await setPoster(tx, videoId, posterCandidates && await bestPoster(tx, videoId, posterCandidates));
}

/** After `lockPosters`: then the result is that of the pictures. */
async function bestPoster(tx: Transaction, videoId: string, stored: PosterCandidates): Promise<Poster | null> {
  const { result } = (await listAnalyses(tx, videoId)).find(({ kind }) => kind === "thumbnails") ?? {};
  const candidates = (result as ThumbnailsJson | null | undefined)?.candidates ?? [];
  const [best] = candidates.map(({ start, score }, number) => ({ number, start, score }))
    .sort((a, b) => b.score - a.score);
  return best ? candidatePoster(stored, best) : null;
}

/**
 * Records the pictures of candidates. The best one becomes the poster, unless a person chose another. Part of the last
 * transaction of a job.
 *
 * @param best of the candidates; null without any
 */
export async function setPosterCandidates(
  tx: Transaction,
  videoId: string,
  candidates: PosterCandidates,
  best: { number: number; start: number } | null,
): Promise<void> {
  const before = await lockPosters(tx, videoId);
  if (before.posterCandidates) await addUnusedObjects(tx, [`${before.posterCandidates.folder}/`]);
  await tx`
    update streamforge.videos set poster_candidates = ${tx.json(candidates as never)} where id = ${videoId}`;
  if (before.poster?.by === "person") return;
  await setPoster(tx, videoId, best && candidatePoster(candidates, best));
}

/** Tells the owner why a frame could not become the poster. */
export async function setFrameNotTaken(tx: Transaction, videoId: string, reason: string | null): Promise<void> {
  const text = `The picture could not be taken: ${reason}. The earlier one is still in its place.`;
  await setNotices(tx, videoId, NOT_TAKEN, reason === null ? [] : [{ code: "not_taken", text }]);
  await notify(tx, videoId, "video");
}

function candidatePoster(
  { folder, pictures }: PosterCandidates,
  { number, start }: { number: number; start: number },
): Poster {
  if (!pictures[number]) throw new RangeError(`candidate ${number} has no picture: there are ${pictures.length}`);
  return { ...pictures[number], prefix: `${folder}/${number}`, by: "analysis", source: "candidate", start };
}

async function lockPosters(tx: Transaction, videoId: string): Promise<StoredPosters> {
  const [stored] = await tx<StoredPosters[]>`
    select poster, poster_candidates from streamforge.videos where id = ${videoId} for no key update`;
  if (!stored) throw new NotFoundError(`there is no video ${videoId}`);
  return stored;
}

/** The files of a candidate stay with the others. */
async function releasePoster(tx: Transaction, poster: Poster | null): Promise<void> {
  if (poster?.by === "person") await addUnusedObjects(tx, posterKeys(poster.prefix, poster));
}

async function setPoster(tx: Transaction, videoId: string, poster: Poster | null): Promise<void> {
  await tx`
    update streamforge.videos set poster = ${poster && tx.json(poster as never)}, updated_at = now()
    where id = ${videoId}`;
  await notify(tx, videoId, "video");
}
