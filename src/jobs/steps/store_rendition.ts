import type { Fence } from "../../db/jobs/job_rows.ts";
import type { NewRendition, RenditionName } from "../../db/videos/renditions.ts";
import type { RenditionFile } from "../../media/transcode.ts";
import type { Storage } from "../../storage/storage.ts";
import { renditionPrefix } from "../attempt_keys.ts";

const RENDITION_NAMES: RenditionName[] = ["source", "1080p", "720p", "360p"];

/** Moves a rendition's files to the storage. */
export async function storeRendition(
  { storage, signal }: { storage: Storage; signal: AbortSignal },
  videoId: string,
  fence: Fence,
  file: RenditionFile,
): Promise<NewRendition> {
  const prefix = renditionPrefix(videoId, file.name, fence);
  for (const name of file.names) {
    signal.throwIfAborted();
    await storage.putFile(`${prefix}/${name}`, `${file.folder}/${name}`);
  }
  return {
    name: file.name,
    mp4Key: `${prefix}/video.mp4`,
    hlsKey: file.names.includes("index.m3u8") ? `${prefix}/index.m3u8` : null,
    shortSide: file.shortSide,
    width: file.width,
    height: file.height,
    bandwidth: file.bandwidth,
    codecs: file.codecs,
    sizeBytes: file.sizeBytes,
  };
}

/** The folders that `storeRendition` may have written to in an attempt. */
export function renditionFolders(videoId: string, fence: Fence): string[] {
  return RENDITION_NAMES.map((name) => renditionPrefix(videoId, name, fence));
}
