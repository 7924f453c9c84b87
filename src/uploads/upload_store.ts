import { Readable } from "node:stream";
import { FileStore } from "@tus/file-store";
import type { Config } from "../core/settings/config.ts";
import { freeBytes } from "../core/disk.ts";
import { NoSpaceError } from "../core/errors.ts";
import { CHECK_EVERY_BYTES, describeSpace, diskSpace, requireSpace } from "../storage/disk_space.ts";
import { uploadFolder } from "./finish.ts";

type WriteArguments = Parameters<FileStore["write"]>;

/**
 * Stores tus uploads as files. If the disk is full, the bytes received so far are kept, so that the upload can resume.
 */
export class UploadStore extends FileStore {
  #config: Pick<Config, "dataDir" | "minFreeBytes">;

  constructor(config: Pick<Config, "dataDir" | "minFreeBytes">) {
    super({ directory: uploadFolder(config) }); // without an expiry: `sweepUploads` removes, tus counts from the start
    this.#config = config;
  }

  /** @throws {NoSpaceError} where the disk is full */
  override async write(...[body, id, offset]: WriteArguments): Promise<number> {
    let problem: unknown = null;
    const config = this.#config;
    const watched = Readable.from((async function* () {
      let bytesSinceCheck = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        bytesSinceCheck += chunk.length;
        if (bytesSinceCheck >= CHECK_EVERY_BYTES) {
          bytesSinceCheck = 0;
          await requireSpace(config, 0).catch((error) => {
            problem = error;
            throw error;
          });
        }
        yield chunk;
      }
    })());
    try {
      return await super.write(watched as WriteArguments[0], id, offset);
    } catch (error) {
      // the error of tus does not say what went wrong
      if (problem === null && await freeBytes(uploadFolder(config)) < CHECK_EVERY_BYTES) {
        problem = new NoSpaceError(
          `there is not enough space on the server's disk: ${describeSpace(await diskSpace(config))}`,
        );
      }
      throw problem ?? error;
    }
  }
}
