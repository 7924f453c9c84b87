/**
 * The files of the upload list, kept in `localStorage` until they are sent or dismissed, so that a reload restores the
 * list. It can't restore the bytes: the person chooses the file again.
 */

/** Users of one browser have lists of their own. */
const user = document.getElementById("upload")?.dataset.user;
const PREFIX = user ? `streamforge-upload-of-${user}:` : "streamforge-upload:";

export interface UploadRecord {
  id: string;
  name: string;
  sizeBytes: number;
  /** Milliseconds since the epoch, as `File.lastModified`. */
  lastModified: number;
  /** Milliseconds since the epoch; sorts the list. */
  addedAt: number;
  /** Language and visibility. */
  metadata: Record<string, string>;
  /** The URL of the upload on the server; null while nothing was sent. */
  url: string | null;
  /** Why it failed, as a sentence; null if it did not fail. */
  reason: string | null;
  /** Whether the file itself was refused: sending the same bytes again would fail again. */
  isRefused: boolean;
}

let latest = 0;

export function newRecord(file: File, metadata: Record<string, string>): UploadRecord {
  latest = Math.max(latest + 1, Date.now()); // keeps the order within one batch
  // not randomUUID(): pages over plain HTTP lack it
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
    return []; // storage is forbidden
  }
}

export function findRecord(id: string): UploadRecord | null {
  return listRecords().find((record) => record.id === id) ?? null;
}

export function saveRecord(record: UploadRecord): void {
  try {
    localStorage.setItem(PREFIX + record.id, JSON.stringify(record));
  } catch { /* storage is full or forbidden: the upload itself continues */ }
}

export function removeRecord(id: string): void {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch { /* storage is forbidden, so nothing is stored */ }
}

/** Calls `onChange` with the id of a record that another tab saved or removed. */
export function watchRecords(onChange: (id: string) => void): void {
  addEventListener("storage", ({ key }) => key?.startsWith(PREFIX) && onChange(key.slice(PREFIX.length)));
}

/** Whether this is the same file, as far as a page can know. */
export function isSameFile(record: UploadRecord, file: File): boolean {
  return record.name === file.name && record.sizeBytes === file.size && record.lastModified === file.lastModified;
}

/**
 * Whether an upload may resume with this file. Once a part was sent the file's date must be the same too.
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
