import type { Chapter, Storyboard } from "../../core/player_media.ts";
import type { Transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";

/** Records the chapters of a video. Part of a job's last transaction. */
export async function setChapters(tx: Transaction, videoId: string, chapters: readonly Chapter[]): Promise<void> {
  const rows = chapters.map(({ start, end, title }) => ({ start, end, title }));
  // a file without chapters keeps those that were found, or that a person wrote
  await tx`
    update streamforge.videos set chapters = ${tx.json(rows)}, chapters_by = 'file', updated_at = now()
    where id = ${videoId} and (chapters_by = 'file' or ${rows.length > 0})`;
}

/** Shows chapters that were found in the captions, unless the video has the file's or a person's. */
export async function setFoundChapters(tx: Transaction, videoId: string, chapters: readonly Chapter[]): Promise<void> {
  const rows = chapters.map(({ start, end, title }) => ({ start, end, title }));
  await tx`
    update streamforge.videos set chapters = ${tx.json(rows)}, chapters_by = 'analysis', updated_at = now()
    where id = ${videoId} and (chapters_by = 'analysis' or (chapters_by = 'file' and chapters = '[]'))`;
}

/** Removes found chapters, after the captions that they quote. The file's and a person's stay. */
export async function removeFoundChapters(tx: Transaction, videoId: string): Promise<void> {
  await tx`
    update streamforge.videos set chapters = '[]', chapters_by = 'file', updated_at = now()
    where id = ${videoId} and chapters_by = 'analysis'`;
}

/**
 * Switches a video to a new storyboard. Part of a job's last transaction.
 *
 * @returns the folder of the old storyboard, whose objects the caller must delete afterwards
 */
export async function setStoryboard(tx: Transaction, videoId: string, storyboard: Storyboard): Promise<string | null> {
  const [before] = await tx<{ storyboard: Storyboard | null }[]>`
    select storyboard from streamforge.videos where id = ${videoId} for update`;
  await tx`
    update streamforge.videos set storyboard = ${tx.json({ ...storyboard })}, updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  return before?.storyboard?.folder ?? null;
}
