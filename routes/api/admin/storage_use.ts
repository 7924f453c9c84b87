import { listVideoBytes, totalVideoBytes } from "../../../src/db/server/storage_use.ts";
import type { StorageUseJson } from "../../../src/schemas/admin.ts";
import type { Deps } from "../../deps.ts";

type Reading = Pick<Deps, "sql" | "storage">;

/** The bytes of each video that the database knows of: sources, MP4s, and files with captions in the sums. */
export async function readStorageUse({ sql, storage }: Reading, limit: number): Promise<StorageUseJson> {
  const [rows, total] = await Promise.all([listVideoBytes(sql, limit), totalVideoBytes(sql)]);
  return {
    ...{ place: storage.place, measured: false, video_count: total.videos, unassigned_bytes: null },
    total_bytes: total.sourceBytes + total.renditionBytes + total.exportBytes,
    videos: rows.map(({ id, title, owner, sourceBytes, renditionBytes, exportBytes }) => ({
      ...{ id, title, owner, source_bytes: sourceBytes, rendition_bytes: renditionBytes },
      ...{ caption_bytes: null, other_bytes: null, total_bytes: sourceBytes + renditionBytes + exportBytes },
    })),
  };
}

interface Measured {
  source: number;
  renditions: number;
  captions: number;
  other: number;
}

const RENDITIONS = ["source", "1080p", "720p", "360p"];

/** The bytes of each video by listing all stored objects. */
export async function measureStorageUse({ sql, storage }: Reading, limit: number): Promise<StorageUseJson> {
  const byVideo = new Map<string, Measured>();
  let outsideBytes = 0;
  for await (const { key, size } of storage.list("")) {
    const [folder, id, name, ...rest] = key.split("/");
    if (folder !== "videos" || name === undefined) {
      outsideBytes += size;
      continue;
    }
    const sums = byVideo.get(id) ?? { source: 0, renditions: 0, captions: 0, other: 0 };
    byVideo.set(id, sums);
    if (["original", "upload"].includes(name) && rest.length === 0) sums.source += size;
    else if (RENDITIONS.includes(name)) sums.renditions += size;
    else if (name === "captions") sums.captions += size;
    else sums.other += size;
  }
  const rows = await listVideoBytes(sql, 1_000_000);
  const videos = rows.map(({ id, title, owner }) => {
    const { source, renditions, captions, other } = byVideo.get(id) ??
      { source: 0, renditions: 0, captions: 0, other: 0 };
    byVideo.delete(id);
    return {
      ...{ id, title, owner, source_bytes: source, rendition_bytes: renditions, caption_bytes: captions },
      ...{ other_bytes: other, total_bytes: source + renditions + captions + other },
    };
  }).sort((a, b) => b.total_bytes - a.total_bytes);
  for (const { source, renditions, captions, other } of byVideo.values()) {
    outsideBytes += source + renditions + captions + other; // of videos that have no row
  }
  return {
    ...{ place: storage.place, measured: true, video_count: videos.length, unassigned_bytes: outsideBytes },
    total_bytes: videos.reduce((sum, video) => sum + video.total_bytes, 0),
    videos: videos.slice(0, limit),
  };
}
