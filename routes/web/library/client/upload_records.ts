/**
 * The files of the upload list, kept in `localStorage` until they are sent or dismissed: so the list is whole again
 * after a reload. The bytes are not kept: a page can't open a file again by itself.
 */

const PREFIX = "streamforge-upload:";

export interface UploadRecord {
  id: string;
  name: string;
  sizeBytes: number;
  /** Milliseconds of the epoch, as `File.lastModified`. */
  lastModified: number;
  /** Milliseconds of the epoch; keeps the list in order. */
  addedAt: number;
  /** What goes with the file: language, visibility. */
  metadata: Record<string, string>;
  /** Where the server has what came of it; null while nothing was sent. */
  url: string | null;
  /** Why it stands still, for the person; null where it only waits. */
  reason: string | null;
  /** Refused for what it is: the same bytes would be refused again. */
  isRefused: boolean;
}

let latest = 0;

export function newRecord(file: File, metadata: Record<string, string>): UploadRecord {
  latest = Math.max(latest + 1, Date.now()); // files of one batch keep their order
  // not randomUUID(): it is missing on pages that came by plain HTTP
  const id = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const { name, size: sizeBytes, lastModified } = file;
  return { id, name, sizeBytes, lastModified, addedAt: latest, metadata, url: null, reason: null, isRefused: false };
}

/** In the order in which the files were added. */
export function listRecords(): UploadRecord[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => parse(localStorage.getItem(key))).filter((record) => record !== null)
      .sort((a, b) => a.addedAt - b.addedAt);
  } catch {
    return []; // the browser keeps nothing for this site
  }
}

export function findRecord(id: string): UploadRecord | null {
  return listRecords().find((record) => record.id === id) ?? null;
}

export function saveRecord(record: UploadRecord): void {
  try {
    localStorage.setItem(PREFIX + record.id, JSON.stringify(record));
  } catch { /* full or forbidden: the upload itself goes on */ }
}

export function removeRecord(id: string): void {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch { /* forbidden: then there is nothing to remove */ }
}

/** Calls `onChange` with the id of a record that another tab saved or removed. */
export function watchRecords(onChange: (id: string) => void): void {
  addEventListener("storage", ({ key }) => key?.startsWith(PREFIX) && onChange(key.slice(PREFIX.length)));
}

/** Whether this is the very file, as far as a page can tell. */
export function isSameFile(record: UploadRecord, file: File): boolean {
  return record.name === file.name && record.sizeBytes === file.size && record.lastModified === file.lastModified;
}

/**
 * Whether an upload may go on with this file: what was sent must be the start of it, so its date counts from then on.
 */
export function mayGoOnWith(record: UploadRecord, file: File): boolean {
  if (record.isRefused) return false;
  return isSameFile(record, file) || (!record.url && record.name === file.name && record.sizeBytes === file.size);
}

function parse(text: string | null): UploadRecord | null {
  try {
    const record = JSON.parse(text ?? "null");
    return typeof record?.id === "string" && typeof record.name === "string" ? record : null;
  } catch {
    return null;
  }
}
