import { api } from "./api.ts";

/** What the server is asked for: more than the notice's time, which stands still while a person is at it. */
const UNDO_SECONDS = 60;
const KEY = "streamforge_deleted";

/** A video that can be brought back. */
export interface Deleted {
  id: string;
  title: string;
}

/** Hides a video, to be deleted when there was time to bring it back. */
export async function hide(id: string): Promise<void> {
  await api("DELETE", `/api/videos/${id}?undo_seconds=${UNDO_SECONDS}`);
}

/** As `hide`, on a page that is left for the library: that takes it up by `takeDeleted`. */
export async function deleteForNow(deleted: Deleted, isByKeyboard: boolean): Promise<void> {
  await hide(deleted.id);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...deleted, isByKeyboard, at: Date.now() }));
  } catch { /* storage is off: it goes without a notice */ }
}

/** What the page before deleted, once, and the seconds since; null where there is nothing, or its time is over. */
export function takeDeleted(): Deleted & { isByKeyboard: boolean; seconds: number } | null {
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
