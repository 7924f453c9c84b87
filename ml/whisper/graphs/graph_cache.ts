import { isNoSpace } from "../../../src/core/disk.ts";
import { ModelError, NoSpaceError } from "../../../src/core/errors.ts";
import { replaceWhole } from "../../../src/core/files.ts";
import type { Log } from "../../../src/core/log.ts";
import { openCheckpoint } from "../../models/checkpoint.ts";
import { modelFolder } from "../../models/model_folder.ts";
import { int8Range } from "../../onnx/int8_range.ts";
import { WeightFile } from "../../onnx/weight_file.ts";
import { alignmentGraph } from "./alignment_graph.ts";
import { beamGraph } from "./beam_graph.ts";
import { decoderGraph } from "./decoder_graph.ts";
import { type ModelDimensions, modelDimensions, type SpecialTokens } from "../dimensions.ts";
import { encoderGraph } from "./encoder_graph.ts";
import type { Precision } from "./graph_builder.ts";

/** Raise it with every change of the graphs: stored ones are then written again. */
export const GRAPH_VERSION = 11;

/** Holds the large constants of all graphs of a model, beside them. */
export const WEIGHTS_FILE = "weights.bin";

const MANIFEST = "manifest.json";

export interface GraphOptions {
  /** Holds the checkpoint. */
  folder: string;
  /** Stores the graphs if that folder is not writable. */
  cacheDir: string;
  precision: Precision;
  /** Called only if graphs must be written. */
  tokens: () => Promise<SpecialTokens>;
  log: Log;
}

/** Stored beside the graphs. */
interface Manifest {
  /** The checkpoint files that the graphs were made from. */
  sources: { name: string; fileBytes: number; modifiedMs: number }[];
  dimensions: ModelDimensions;
  /** The files beside the manifest. Their sizes show a truncated file. */
  files: { name: string; fileBytes: number }[];
}

export interface Graphs {
  /** A folder with encoder.onnx, decoder.onnx, beams.onnx and alignment.onnx. */
  path: string;
  dimensions: ModelDimensions;
}

/**
 * Finds the graphs of a checkpoint, or writes them. A lock makes other processes wait while one writes; a folder gets
 * its name only when it is complete.
 *
 * @throws {ModelError} if the checkpoint can't be read, or no folder for the graphs is writable; {NoSpaceError} if the
 * disk is full
 */
export async function graphFolder(options: GraphOptions): Promise<Graphs> {
  const sources = await Promise.all(modelFolder(options.folder).files.map((name) => source(options.folder, name)));
  const name = graphFolderName(options.precision);
  const places = [options.folder, `${options.cacheDir}/graphs/${await shortHash(options.folder)}`];
  for (const place of places) {
    const graphs = await existing(`${place}/${name}`, sources);
    if (graphs) return graphs;
  }
  const place = await firstWritable(places);
  using lock = await Deno.open(`${place}/.${name}.lock`, { write: true, create: true });
  await lock.lock(true); // released when the file is closed
  return await existing(`${place}/${name}`, sources) ?? await build(options, `${place}/${name}`, sources);
}

/** The folder name of the graphs for this processor. Machines with other processors may share the weights' folder. */
export function graphFolderName(precision: Precision): string {
  const range = precision === "int8" && int8Range() < 127 ? "-7bit" : "";
  return `onnx-${GRAPH_VERSION}-${precision}${range}`;
}

async function build(options: GraphOptions, path: string, sources: Manifest["sources"]): Promise<Graphs> {
  const startMs = performance.now();
  let dimensions: ModelDimensions;
  const make = async (temporary: string) => {
    await Deno.mkdir(temporary);
    dimensions = await writeGraphs(options, temporary);
    const files = await syncedFiles(temporary);
    const manifest: Manifest = { sources, dimensions, files };
    await Deno.writeTextFile(`${temporary}/${MANIFEST}`, JSON.stringify(manifest));
    await removeOthers(path, temporary);
    await Deno.remove(path, { recursive: true }).catch(ignoreMissing);
  };
  await replaceWhole(path, make, { temporary: `${path}.${crypto.randomUUID()}` }).catch((error) => {
    throw isNoSpace(error) ? noSpace(path, error) : error;
  });
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  options.log.info("wrote the graphs of the model", { path, seconds });
  return { path, dimensions: dimensions! };
}

async function writeGraphs(options: GraphOptions, into: string): Promise<ModelDimensions> {
  const { folder, precision } = options;
  const tokens = await options.tokens();
  const checkpoint = openCheckpoint(folder);
  const dimensions = modelDimensions(checkpoint);
  if (tokens.timestampBegin + 1 > dimensions.nVocab) {
    throw new ModelError(
      `the tokenizer in ${folder} has times from token ${tokens.timestampBegin} on, but the weights know ${dimensions.nVocab} tokens: the files belong to different models`,
    );
  }
  const weights = new WeightFile(into, WEIGHTS_FILE);
  try {
    const graphs = {
      encoder: encoderGraph(checkpoint, dimensions, precision, weights),
      decoder: decoderGraph({ checkpoint, dimensions, tokens, precision, weights }),
      beams: beamGraph({ checkpoint, dimensions, tokens, precision, weights }),
      alignment: alignmentGraph({ checkpoint, dimensions, precision, weights }),
    };
    for (const [name, graph] of Object.entries(graphs)) await Deno.writeFile(`${into}/${name}.onnx`, graph.toModel());
  } finally {
    weights.close();
  }
  return dimensions;
}

/** Syncs the files of a folder to disk and lists them. */
async function syncedFiles(folder: string): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for await (const { name } of Deno.readDir(folder)) {
    using file = await Deno.open(`${folder}/${name}`, { read: true, write: true });
    await file.sync();
    files.push({ name, fileBytes: (await file.stat()).size });
  }
  return files;
}

/** Removes graphs of older versions, their lock files, and incomplete folders of killed processes. Needs the lock. */
async function removeOthers(path: string, temporary: string): Promise<void> {
  const [place, name] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
  for await (const entry of Deno.readDir(place)) {
    const other = `${place}/${entry.name}`;
    const isOlder = /^\.?onnx-\d/.test(entry.name) && !entry.name.includes(`onnx-${GRAPH_VERSION}-`);
    if ((isOlder || entry.name.startsWith(`${name}.`)) && other !== temporary) {
      await Deno.remove(other, { recursive: true }).catch(ignoreMissing);
    }
  }
}

async function source(folder: string, name: string): Promise<Manifest["sources"][number]> {
  try {
    const { size, mtime } = await Deno.stat(`${folder}/${name}`);
    return { name, fileBytes: size, modifiedMs: mtime?.getTime() ?? 0 };
  } catch (cause) {
    throw new ModelError(`the model folder ${folder} has no readable ${name}`, { cause });
  }
}

async function existing(path: string, sources: Manifest["sources"]): Promise<Graphs | null> {
  try {
    const manifest: Manifest = JSON.parse(await Deno.readTextFile(`${path}/${MANIFEST}`));
    if (JSON.stringify(manifest.sources) !== JSON.stringify(sources)) return null;
    const sizes = await Promise.all(manifest.files.map(({ name }) => Deno.stat(`${path}/${name}`)));
    if (sizes.some(({ size }, i) => size !== manifest.files[i].fileBytes)) return null;
    return { path, dimensions: manifest.dimensions };
  } catch {
    return null; // absent or damaged: it is written again
  }
}

async function firstWritable(places: string[]): Promise<string> {
  let cause: unknown;
  for (const place of places) {
    try {
      await Deno.mkdir(place, { recursive: true });
      const probe = await Deno.makeTempFile({ dir: place, prefix: ".probe" });
      await Deno.remove(probe);
      return place;
    } catch (error) {
      cause = error;
    }
  }
  if (isNoSpace(cause)) throw noSpace(places.join(" and "), cause);
  throw new ModelError(`the model's graphs can be written neither to ${places.join(" nor to ")}`, { cause });
}

function noSpace(place: string, cause: unknown): NoSpaceError {
  return new NoSpaceError(`there is no space for the model's graphs in ${place}`, { cause });
}

async function shortHash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return digest.subarray(0, 8).toHex();
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
