import { api } from "./api.ts";

/** Longer than the notice is shown, whose time stops while a person uses it. */
export const UNDO_SECONDS = 60;
const KEY = "streamforge_deleted";

/** A video that can be brought back. */
export interface DeletedVideo {
  id: string;
  title: string;
}

/** Hides a video; the server deletes it once the time to bring it back is over. */
export async function hideVideo(id: string): Promise<void> {
  await api("DELETE", `/api/videos/${id}?undo_seconds=${UNDO_SECONDS}`);
}

/** As `hideVideo`, before the page is left for the library, which reads it by `takeDeletedVideo`. */
export async function deleteAndRemember(deleted: DeletedVideo, isByKeyboard: boolean): Promise<void> {
  await hideVideo(deleted.id);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...deleted, isByKeyboard, at: Date.now() }));
  } catch { /* storage is off: it goes without a notice */ }
}

/** The video that the previous page deleted, once; null if there is none or its time is over. */
export function takeDeletedVideo(): DeletedVideo & { isByKeyboard: boolean; seconds: number } | null {
  try {
    const { id, title, isByKeyboard, at } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    sessionStorage.removeItem(KEY);
    const seconds = (Date.now() - at) / 1000;
    const isInTime = typeof id === "string" && seconds < UNDO_SECONDS;
    return isInTime ? { id, title: String(title), isByKeyboard: isByKeyboard === true, seconds } : null;
  } catch {
    return null;
  }
}
