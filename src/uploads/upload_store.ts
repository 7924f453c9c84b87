import { Readable } from "node:stream";
import { FileStore } from "@tus/file-store";
import type { Config } from "../core/config.ts";
import { freeBytes } from "../core/disk.ts";
import { NoSpaceError } from "../core/errors.ts";
import { CHECK_EVERY_BYTES, describeSpace, diskSpace, requireSpace } from "../storage/disk_space.ts";
import { uploadFolder } from "./finish.ts";

type WriteArguments = Parameters<FileStore["write"]>;

/** The parts of tus uploads as files. What has come when the disk is full is kept, for the upload to go on with. */
export class UploadStore extends FileStore {
  #config: Pick<Config, "dataDir" | "minFreeBytes">;

  constructor(config: Pick<Config, "dataDir" | "minFreeBytes">) {
    super({ directory: uploadFolder(config) }); // what expires is `sweepUploads`'s to say: tus counts from the beginning
    this.#config = config;
  }

  /** @throws {NoSpaceError} where the disk is full, or was filled by others meanwhile */
  override async write(...[body, id, offset]: WriteArguments): Promise<number> {
    let problem: unknown = null;
    const config = this.#config;
    const watched = Readable.from((async function* () {
      let bytesSinceLook = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        bytesSinceLook += chunk.length;
        if (bytesSinceLook >= CHECK_EVERY_BYTES) {
          bytesSinceLook = 0;
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
      // tus's own error does not say what went wrong
      if (problem === null && await freeBytes(uploadFolder(config)) < CHECK_EVERY_BYTES) {
        problem = new NoSpaceError(
          `there is not enough space on the server's disk: ${describeSpace(await diskSpace(config))}`,
        );
      }
      throw problem ?? error;
    }
  }
}
