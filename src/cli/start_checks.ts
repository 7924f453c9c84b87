import type { ListedModel, ModelStore } from "../../ml/models/store.ts";
import type { Config } from "../core/settings/config.ts";
import { ConfigError, messageOf } from "../core/errors.ts";
import { isUnreachable } from "../db/pool/client.ts";
import { findProgram, type MediaTools } from "../media/process/tools.ts";

/** Codes of Postgres: wrong credentials, an unknown database, missing rights. */
const REFUSED = /^(28...|3D000|42501)$/;
/** Network errors, besides those of `isUnreachable`, after which a connection is tried again. */
const UNREACHABLE_CODES = ["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];

/**
 * Checks the settings before anything is started.
 *
 * @throws {ConfigError} naming the first setting that can't be used, what it holds and why
 */
export async function checkSettings(config: Config, store: Pick<ModelStore, "list" | "resolve">): Promise<void> {
  await checkTools(config);
  await checkFolder("DATA_DIR", config.dataDir);
  await checkModel(config, store);
}

/** @throws {ConfigError} if ffmpeg or ffprobe is missing */
export async function checkTools({ ffmpegPath, ffprobePath }: MediaTools): Promise<void> {
  await findProgram(ffmpegPath);
  await findProgram(ffprobePath);
}

/**
 * Checks that the model is known, and that its weights are there or can be downloaded: only a download needs a writable
 * folder.
 *
 * @throws {ConfigError}
 */
export async function checkModel(
  { whisperModel, modelsDir }: Pick<Config, "whisperModel" | "modelsDir">,
  store: Pick<ModelStore, "list" | "resolve">,
): Promise<void> {
  const listed = listModels(modelsDir, store).find(({ name }) => name === whisperModel);
  if (listed?.state === "ready") return;
  if (listed) return await checkFolder("MODELS_DIR", modelsDir);
  try {
    await store.resolve(whisperModel); // not in the catalog: nothing is downloaded
  } catch (error) {
    throw new ConfigError(`WHISPER_MODEL is "${whisperModel}": ${messageOf(error)}`, { cause: error });
  }
}

function listModels(modelsDir: string, store: Pick<ModelStore, "list">): ListedModel[] {
  try {
    return store.list();
  } catch (error) {
    throw folderError("MODELS_DIR", modelsDir, error);
  }
}

/** @throws {ConfigError} if the folder can't be made, or this user may not write to it */
export async function checkFolder(variable: string, path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    await Deno.remove(await Deno.makeTempFile({ dir: path, prefix: ".streamforge_" }));
  } catch (error) {
    throw folderError(variable, path, error);
  }
}

function folderError(variable: string, path: string, cause: unknown): ConfigError {
  const right = `it must be a folder that user ${Deno.uid()} may read and write to`;
  return new ConfigError(`${variable} is "${path}": ${right} (${messageOf(cause)})`, { cause });
}

/**
 * Listens for a moment on the server's address, so that a wrong one is reported before a database is started.
 *
 * @throws {ConfigError} where listening fails
 */
export function checkAddress({ host, port }: Pick<Config, "host" | "port">): void {
  try {
    Deno.listen({ hostname: host, port }).close();
  } catch (error) {
    const reason = messageOf(error);
    if (error instanceof Deno.errors.AddrInUse) {
      throw new ConfigError(`PORT is ${port}: something listens on ${host}:${port} already`, { cause: error });
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new ConfigError(`PORT is ${port}: user ${Deno.uid()} may not listen there (${reason})`, { cause: error });
    }
    throw new ConfigError(`HOST is "${host}": it must be an address of this machine, such as 127.0.0.1 (${reason})`, {
      cause: error,
    });
  }
}

/**
 * Turns a failed connection into a ConfigError about DATABASE_URL without its password; returns other errors as they
 * are.
 */
export function databaseError(url: string, error: unknown): unknown {
  const code = String((error as { code?: string } | null)?.code);
  if (!isUnreachable(error) && !UNREACHABLE_CODES.includes(code) && !REFUSED.test(code)) return error;
  const { hostname, port } = new URL(url);
  return new ConfigError(
    `DATABASE_URL leads to ${hostname}:${port || 5432}, where no database can be used: ${messageOf(error) || code}`,
    { cause: error },
  );
}
