/**
 * Checkpoints on disk (the one file here that needs Deno; all others run in a browser).
 *
 * A run may be killed at any moment, also while it writes. So the bytes go to another file, that is flushed to the disk
 * and then takes the checkpoint's name, which happens at once or not at all: there is always one that is whole.
 */
import { writeWhole } from "../../src/core/files.ts";
import { type Checkpoint, checkpointBytes, restoreCheckpoint } from "./checkpoint.ts";

/** As `checkpointBytes()`, to a file: the old one, or the new one, is there at any moment. */
export async function saveCheckpoint(
  path: string,
  checkpoint: Checkpoint,
  metadata: Record<string, string> = {},
  options: { half?: boolean } = {},
): Promise<void> {
  const temporary = `${path}.part`; // the same each time: what a killed run left is overwritten
  await writeWhole(path, checkpointBytes(checkpoint, metadata, options), { isFlushed: true, temporary });
}

/** As `restoreCheckpoint()`, from a file. @throws {Deno.errors.NotFound} if there is none */
export async function loadCheckpoint(path: string, checkpoint: Checkpoint): Promise<Record<string, string>> {
  return restoreCheckpoint(await Deno.readFile(path), checkpoint);
}
