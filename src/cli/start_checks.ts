import type { ListedModel, ModelStore } from "../../ml/models/store.ts";
import type { Config } from "../core/settings/config.ts";
import { withTimeout } from "../core/async.ts";
import { ConfigError, messageOf } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { isUnreachable } from "../db/pool/client.ts";
import { chooseSandbox } from "../media/process/sandbox.ts";
import { findProgram, type MediaTools } from "../media/process/tools.ts";
import { openStorage } from "../storage/open.ts";

/** Codes of Postgres: wrong credentials, an unknown database, missing rights. */
const REFUSED = /^(28...|3D000|42501)$/;
/** Network errors, besides those of `isUnreachable`, after which a connection is tried again. */
const UNREACHABLE_CODES = ["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];
/** A network share that does not answer for so long is left to the worker. */
const HUNG_MS = 3000;

/**
 * Checks the settings before anything is started.
 *
 * @throws {ConfigError} naming the first setting that can't be used, what it holds and why
 */
export async function checkSettings(config: Config, store: Pick<ModelStore, "list" | "resolve">): Promise<void> {
  await checkTools(config);
  await checkFolder("DATA_DIR", config.dataDir);
  await checkWatchDir(config);
  await checkModel(config, store);
  openStorage(config); // only that its settings are complete: `useStorage` asks the store itself
}

/**
 * Checks that the server does not watch its own files. A watch folder that is not there may be mounted later.
 *
 * @throws {ConfigError}
 */
export async function checkWatchDir(
  { watchDir, dataDir, modelsDir }: Pick<Config, "watchDir" | "dataDir" | "modelsDir">,
): Promise<void> {
  if (watchDir === null) return;
  const paths = await Promise.all([watchDir, dataDir, modelsDir].map(realPath));
  const [watched, ...own] = paths.map((path) => `${path}/`.replace("//", "/"));
  if (own.every((path) => !path.startsWith(watched) && !watched.startsWith(path))) return;
  throw new ConfigError(
    `WATCH_DIR is "${watchDir}": it must be a folder apart from DATA_DIR (${dataDir}) and MODELS_DIR (${modelsDir})`,
  );
}

/** The path itself where it is not there, or on a network share that does not answer. */
async function realPath(path: string): Promise<string> {
  return await withTimeout(Deno.realPath(path).catch(() => path), HUNG_MS, () => path);
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
 * Says in the log which sandbox ffmpeg runs in, and what a better one needs.
 *
 * @throws {ConfigError} if SANDBOX requires bubblewrap and it does not work
 */
export async function checkSandbox({ ffmpegPath, sandbox }: Pick<Config, "ffmpegPath" | "sandbox">, log: Log) {
  const { name, reason } = await chooseSandbox(await findProgram(ffmpegPath), sandbox);
  if (reason === null) log.info("ffmpeg runs in a sandbox", { sandbox: name });
  else {log.warn("ffmpeg runs without bubblewrap: it reaches the network and this user's files", {
      sandbox: name,
      missing: reason,
    });}
}

/** Fewer characters than these can be guessed. */
const MIN_TOKEN_CHARS = 16;

/**
 * Checks that nobody can guess OWNER_TOKEN. Where only this machine reaches the server, a short one is a warning.
 *
 * @throws {ConfigError} if it is too short, and HOST is no loopback address
 */
export function checkOwnerToken({ ownerToken, host }: Pick<Config, "ownerToken" | "host">, log: Log): void {
  if (ownerToken === null || ownerToken.length >= MIN_TOKEN_CHARS) return;
  const fault = `OWNER_TOKEN has ${ownerToken.length} characters: it must have at least ${MIN_TOKEN_CHARS}`;
  if (!isLoopback(host)) {
    throw new ConfigError(`${fault} where HOST is ${host}, not a loopback address; \`openssl rand -hex 24\` makes one`);
  }
  log.warn(`${fault}, where others than this machine reach the server`);
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|(0{0,4}:){2,7}0{0,3}1)$/i.test(host);
}

/** Warns where TRUSTED_PROXIES trusts clients too: whole networks, from which others than the proxy may connect. */
export function checkProxies({ trustedProxies, host }: Pick<Config, "trustedProxies" | "host">, log: Log): void {
  const networks = trustedProxies.wideEntries;
  if (networks.length === 0 || isLoopback(host)) return;
  log.warn(
    "TRUSTED_PROXIES trusts whole networks: each client in them that reaches this server past the proxy can say that " +
      "it is another, and so guess the owner's token without a wait; name the proxy's own address",
    { networks: networks.join(", ") },
  );
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
