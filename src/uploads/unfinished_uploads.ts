import type { DataStore } from "@tus/server";
import type { Upload } from "../db/videos/uploads.ts";
import type { UploadLocks } from "./upload_locks.ts";

/** Where the bytes of unfinished tus uploads are kept: on this disk, or on an S3 store. */
export interface UnfinishedUploads {
  /** For tus. Its ids are those of `tusId`. */
  readonly store: DataStore;
  /** Of all servers that use the same place. */
  readonly locks: UploadLocks;
  /** The id that tus uses for an upload. */
  tusId(id: string): string;
  /** The upload's id. */
  idOf(tusId: string): string;
  /** The storage key of the finished file. */
  originalKey(id: string): string;
  /** Throws if there is no room. @throws {NoSpaceError} */
  requireSpace(neededBytes: number): Promise<void>;
  /** Bytes received so far; null where there is nothing of the upload. */
  receivedBytes(id: string): Promise<number | null>;
  /** The length of the upload; null if the client has not declared it yet. */
  lengthOf(upload: Upload): Promise<number | null>;
  /** When bytes came last; null if none did. */
  lastReceived(upload: Upload): Promise<Date | null>;
  /** Puts a whole upload into the storage, at `originalKey`. Without effect if it is there. */
  moveToStorage(id: string): Promise<void>;
  /** Deletes what is left of an upload besides the file in the storage. */
  remove(id: string): Promise<void>;
}
