import type { RevisionFiles } from "../captions/mod.ts";
import { captionFiles } from "../storage/object_keys.ts";
import type { Storage } from "../storage/storage.ts";

/** Which revision the files belong to. */
export interface RevisionPlace {
  videoId: string;
  revisionId: string;
}

/** Stores the files of a revision. @returns their keys, as its row holds them */
export async function putRevisionFiles(
  storage: Storage,
  { videoId, revisionId }: RevisionPlace,
  files: RevisionFiles,
): Promise<ReturnType<typeof captionFiles>> {
  const keys = captionFiles(videoId, revisionId);
  await storage.putText(keys.srtKey, files.srt);
  await storage.putText(keys.vttKey, files.vtt);
  await storage.putText(keys.transcriptKey, files.json);
  return keys;
}

/** Deletes the files of a revision, as far as they exist. */
export async function deleteRevisionFiles(storage: Storage, { videoId, revisionId }: RevisionPlace): Promise<void> {
  for (const key of Object.values(captionFiles(videoId, revisionId))) await storage.delete(key);
}
