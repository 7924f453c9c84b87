import { type Poster, posterKeys } from "../../src/core/poster.ts";
import { join } from "node:path";
import type { Sql } from "../../src/db/pool/client.ts";
import type { Ledger } from "./ledger.ts";

/** The storage's identity file; no row refers to it. */
const IDENTITY = ".streamforge-storage-id";

/** Differences between the files on the disk and the rows of the database. */
export interface FileFaults {
  /** Files that no row refers to, as paths from DATA_DIR. */
  orphans: string[];
  /** Storage keys of rows whose files do not exist. */
  missing: { key: string; owner: string }[];
}

/** Compares storage, partial uploads and working folders with the rows. No job may run during this. */
export async function findFileFaults(sql: Sql, dataDir: string): Promise<FileFaults> {
  const { keys, folders, uploadIds } = await readRows(sql);
  const orphans: string[] = [];
  const stored = await filesBelow(join(dataDir, "media"));
  for (const key of stored.filter((key) => key !== IDENTITY)) {
    if (!keys.has(key) && !folders.some((folder) => key.startsWith(folder))) orphans.push(`media/${key}`);
  }
  for (const name of await filesBelow(join(dataDir, "uploads"))) {
    if (!uploadIds.has(name.replace(/\.json$/, ""))) orphans.push(`uploads/${name}`);
  }
  for (const name of await filesBelow(join(dataDir, "work"))) orphans.push(`work/${name}`);
  const storedKeys = new Set(stored);
  const missing = [...keys].filter(([key]) => !storedKeys.has(key)).map(([key, owner]) => ({ key, owner }));
  return { orphans, missing };
}

/** Adds the faults to the ledger as violations. */
export function recordFileFaults(ledger: Ledger, { orphans, missing }: FileFaults): void {
  const idsOf = (path: string) =>
    path.split("/").map((name) => name.replace(/\..*$/, "").slice(0, 22)).filter(isIdLike);
  for (const path of orphans) ledger.addViolation("orphans", `a file that no row refers to: ${path}`, idsOf(path));
  for (const { key, owner } of missing) {
    ledger.addViolation("lost", `${owner} names a file that is gone: ${key}`, idsOf(key));
  }
}

interface Rows {
  /** Keys of files that must exist, each with the row that refers to it. */
  keys: Map<string, string>;
  /** Prefixes of keys: any file below them may exist. */
  folders: string[];
  /** Ids of tus uploads. */
  uploadIds: Set<string>;
}

async function readRows(sql: Sql): Promise<Rows> {
  const keys = new Map<string, string>();
  const folders: string[] = ["hearing/"]; // audio reports of the reference clips, not of a video
  const add = (owner: string, ...names: (string | null)[]) => {
    for (const name of names) if (name !== null) keys.set(name, owner);
  };
  type VideoKeys = {
    id: string;
    originalKey: string;
    thumbnailKey: string;
    audioReportKey: string;
    storyboard: string;
    candidates: string;
    poster: Poster | null;
  };
  const videos = await sql<VideoKeys[]>`
    select id, original_key, thumbnail_key, audio_report_key, storyboard ->> 'folder' as storyboard,
      poster_candidates ->> 'folder' as candidates, poster
    from streamforge.videos`;
  for (const { id, originalKey, thumbnailKey, audioReportKey, storyboard, candidates, poster } of videos) {
    add(`video ${id}`, originalKey, thumbnailKey, ...(poster ? posterKeys(poster.prefix, poster) : []));
    for (const folder of [audioReportKey, storyboard, candidates]) if (folder) folders.push(`${folder}/`);
  }
  const renditions = await sql<{ videoId: string; name: string; mp4Key: string; hlsKey: string | null }[]>`
    select video_id, name, mp4_key, hls_key from streamforge.renditions`;
  for (const { videoId, name, mp4Key, hlsKey } of renditions) {
    add(`rendition ${name} of ${videoId}`, mp4Key, hlsKey);
    folders.push(mp4Key.slice(0, mp4Key.lastIndexOf("/") + 1)); // HLS segments, if any
  }
  const revisions = await sql<{ id: string; srtKey: string; vttKey: string; transcriptKey: string }[]>`
    select id, srt_key, vtt_key, transcript_key from streamforge.revisions where state = 'finished'`;
  for (const { id, srtKey, vttKey, transcriptKey } of revisions) add(`revision ${id}`, srtKey, vttKey, transcriptKey);
  const pending = await sql<{ videoId: string; revisionId: string }[]>`
    select video_id, revision_id from streamforge.pending_revisions`;
  for (const { videoId, revisionId } of pending) folders.push(`videos/${videoId}/captions/${revisionId}.`);
  const transcriptions = await sql<{ id: string }[]>`select id from streamforge.transcriptions`;
  for (const { id } of transcriptions) folders.push(`transcriptions/${id}`);

  // an upload's row refers to its file until there is a video, and to the files of a deleted video until they are
  // deleted
  const uploads = await sql<{ id: string }[]>`select id from streamforge.uploads`;
  const videoIds = new Set(videos.map(({ id }) => id));
  for (const { id } of uploads) if (!videoIds.has(id)) folders.push(`videos/${id}/`);
  return { keys, folders, uploadIds: new Set(uploads.map(({ id }) => id)) };
}

/** Lists the files below a folder, as paths from it. */
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
