import { join } from "node:path";
import type { Sql } from "../../src/db/pool/client.ts";
import type { Ledger } from "./ledger.ts";

/** What tells a storage from another; it belongs to no row. */
const IDENTITY = ".streamforge-storage-id";

/** What lies on the disk and what the rows say that lies there. */
export interface FileFaults {
  /** Paths from DATA_DIR of files that no row knows. */
  orphans: string[];
  /** Storage keys that a row names and that are not there. */
  missing: { key: string; owner: string }[];
}

/** Compares storage, parts of uploads and working folders with the rows. No job may run meanwhile. */
export async function findFileFaults(sql: Sql, dataDir: string): Promise<FileFaults> {
  const { keys, folders, parts } = await readRows(sql);
  const orphans: string[] = [];
  const stored = await filesBelow(join(dataDir, "media"));
  for (const key of stored.filter((key) => key !== IDENTITY)) {
    if (!keys.has(key) && !folders.some((folder) => key.startsWith(folder))) orphans.push(`media/${key}`);
  }
  for (const name of await filesBelow(join(dataDir, "uploads"))) {
    if (!parts.has(name.replace(/\.json$/, ""))) orphans.push(`uploads/${name}`);
  }
  for (const name of await filesBelow(join(dataDir, "work"))) orphans.push(`work/${name}`);
  const there = new Set(stored);
  const missing = [...keys].filter(([key]) => !there.has(key)).map(([key, owner]) => ({ key, owner }));
  return { orphans, missing };
}

/** Writes the faults down as offences. */
export function offendFiles(ledger: Ledger, { orphans, missing }: FileFaults): void {
  const idsOf = (path: string) =>
    path.split("/").map((name) => name.replace(/\..*$/, "").slice(0, 22)).filter(isIdLike);
  for (const path of orphans) ledger.offend("orphans", `a file that no row refers to: ${path}`, idsOf(path));
  for (const { key, owner } of missing) ledger.offend("lost", `${owner} names a file that is gone: ${key}`, idsOf(key));
}

interface Rows {
  /** The keys that must be there, each with the row that says so. */
  keys: Map<string, string>;
  /** Everything that lies below these is known. */
  folders: string[];
  /** Names of tus uploads. */
  parts: Set<string>;
}

async function readRows(sql: Sql): Promise<Rows> {
  const keys = new Map<string, string>();
  const folders: string[] = ["hearing/"]; // pictures of the reference, not of a video
  const add = (owner: string, ...names: (string | null)[]) => {
    for (const name of names) if (name !== null) keys.set(name, owner);
  };
  type VideoKeys = {
    id: string;
    originalKey: string;
    thumbnailKey: string;
    audioReportKey: string;
    storyboard: string;
  };
  const videos = await sql<VideoKeys[]>`
    select id, original_key, thumbnail_key, audio_report_key, storyboard ->> 'folder' as storyboard from streamforge.videos`;
  for (const { id, originalKey, thumbnailKey, audioReportKey, storyboard } of videos) {
    add(`video ${id}`, originalKey, thumbnailKey);
    for (const folder of [audioReportKey, storyboard]) if (folder) folders.push(`${folder}/`);
  }
  const renditions = await sql<{ videoId: string; name: string; mp4Key: string; hlsKey: string | null }[]>`
    select video_id, name, mp4_key, hls_key from streamforge.renditions`;
  for (const { videoId, name, mp4Key, hlsKey } of renditions) {
    add(`rendition ${name} of ${videoId}`, mp4Key, hlsKey);
    folders.push(mp4Key.slice(0, mp4Key.lastIndexOf("/") + 1)); // segments, where there are any
  }
  const revisions = await sql<{ id: string; srtKey: string; vttKey: string; transcriptKey: string }[]>`
    select id, srt_key, vtt_key, transcript_key from streamforge.revisions where state = 'finished'`;
  for (const { id, srtKey, vttKey, transcriptKey } of revisions) add(`revision ${id}`, srtKey, vttKey, transcriptKey);
  const pending = await sql<{ videoId: string; revisionId: string }[]>`
    select video_id, revision_id from streamforge.pending_revisions`;
  for (const { videoId, revisionId } of pending) folders.push(`videos/${videoId}/captions/${revisionId}.`);
  const transcriptions = await sql<{ id: string }[]>`select id from streamforge.transcriptions`;
  for (const { id } of transcriptions) folders.push(`transcriptions/${id}`);

  // an upload's row tells of its file until that is a video, and of a deleted video's files until they are removed
  const uploads = await sql<{ id: string }[]>`select id from streamforge.uploads`;
  const known = new Set(videos.map(({ id }) => id));
  for (const { id } of uploads) if (!known.has(id)) folders.push(`videos/${id}/`);
  return { keys, folders, parts: new Set(uploads.map(({ id }) => id)) };
}

/** Paths from `folder`, of files only. */
async function filesBelow(folder: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, prefix))) {
      const path = prefix + name;
      if (isDirectory) files.push(...await filesBelow(folder, `${path}/`));
      else files.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}

function isIdLike(name: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(name);
}
