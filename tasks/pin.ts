/**
 * `./sf pin` asks the model hub and the image registries what the models of the catalog and the images of the Dockerfile
 * and of deploy/ are now, and writes it down: commits and SHA-256 into ml/models/pins.json, digests behind the images'
 * names. `--check` changes nothing and reports what differs.
 *
 * What does not answer is named, and keeps what it had. The exit code is 0 where everything answered, and for `--check`
 * where nothing differs; else 1.
 */
import { CATALOG, type CatalogModel, type Pins } from "../ml/models/catalog.ts";
import { readArguments } from "../src/cli/arguments.ts";
import { ConfigError } from "../src/core/errors.ts";
import { writeWhole } from "../src/core/files.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { pinsOfModel } from "./pins/hub.ts";
import { digestOfImage, imageName } from "./pins/registry.ts";
import { NoAnswerError } from "./pins/sources.ts";

const USAGE = `usage: ./sf pin [--check] [--hub URL] [--registry URL]
  --check         reports what differs, and changes nothing
  --hub URL       a mirror of the Hugging Face hub; HF_ENDPOINT if absent
  --registry URL  a mirror of all image registries`;

const PINS_FILE = "ml/models/pins.json";

/** An image in a file: `FROM debian:13-slim@sha256:... AS cpu`, `image: caddy:2`. */
const IMAGE = /^(?<before>FROM |\s+image: )(?<name>[^\s@]+)(?:@(?<digest>\S+))?/gm;

export interface PinOptions {
  /** The folder of the sources, with a slash at its end. */
  root: string;
  hubUrl: string;
  /** Where images are asked for; each one's own registry if absent. */
  registryUrl?: string;
  isCheck: boolean;
  catalog?: CatalogModel[];
  print?: (line: string) => void;
}

/** What became of everything that was asked for. */
interface Outcome {
  /** What is written, or would be. */
  changed: Set<string>;
  /** What did not answer, or can't be written, with the reason. */
  left: Set<string>;
}

/** @returns the exit code */
export async function pin({ catalog = CATALOG, print = console.log, ...options }: PinOptions): Promise<number> {
  const outcome: Outcome = { changed: new Set(), left: new Set() };
  await pinModels(catalog, options, outcome);
  await pinImages(options, outcome);
  for (const line of outcome.changed) print(`${options.isCheck ? "differs" : "pinned"}  ${line}`);
  if (outcome.changed.size === 0) print("nothing differs in what answered");
  if (outcome.left.size > 0) print(`left as they were, ${outcome.left.size}:`);
  for (const line of outcome.left) print(`  ${line}`);
  return outcome.left.size > 0 || (options.isCheck && outcome.changed.size > 0) ? 1 : 0;
}

async function pinModels(
  catalog: CatalogModel[],
  { root, hubUrl, isCheck }: PinOptions,
  { changed, left }: Outcome,
): Promise<void> {
  const pins: Record<string, Pins> = JSON.parse(await Deno.readTextFile(root + PINS_FILE));
  for (const { name, repository, files, wheels } of catalog) {
    if (repository === null) continue;
    try {
      const found = await pinsOfModel(hubUrl, repository, files.map(({ name }) => name));
      const before: Pins | undefined = pins[name];
      // a commit of the same files, such as of a readme, is no change
      if (before && JSON.stringify(before.files) === JSON.stringify(found.files)) continue;
      if (wheels.length > 0) {
        left.add(`model ${name}: the hub has other files at ${found.revision} than its Python wheels`);
        continue;
      }
      pins[name] = found;
      changed.add(`model ${name}: ${repository} at ${found.revision}${before ? `, was ${before.revision}` : ""}`);
    } catch (error) {
      left.add(`model ${name}: ${reasonOf(error)}`);
    }
  }
  if (isCheck || changed.size === 0) return;
  const inOrder = catalog.filter(({ name }) => pins[name]).map(({ name }) => [name, pins[name]]);
  await writeWhole(root + PINS_FILE, `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`);
}

async function pinImages({ root, registryUrl, isCheck }: PinOptions, { changed, left }: Outcome): Promise<void> {
  const digests = new Map<string, Promise<string>>(); // an image may be named several times
  for (const file of await filesWithImages(root)) {
    const text = await Deno.readTextFile(root + file);
    const stages = [...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage);
    let pinned = text;
    for (const { 0: whole, groups } of text.matchAll(IMAGE)) {
      const { before, name, digest } = groups as { before: string; name: string; digest?: string };
      if (name.includes("$") || stages.includes(name) || /^streamforge(:|$)/.test(name)) continue; // made here
      try {
        if (!digests.has(name)) digests.set(name, digestOfImage(imageName(name), registryUrl));
        const found = await digests.get(name)!;
        if (found === digest) continue;
        changed.add(`${file}: ${name} at ${found}${digest ? `, was ${digest}` : ""}`);
        pinned = pinned.replaceAll(lineWith(whole), `${before}${name}@${found}`);
      } catch (error) {
        left.add(`${file}: ${name}: ${reasonOf(error)}`);
      }
    }
    if (!isCheck && pinned !== text) await writeWhole(root + file, pinned);
  }
}

/** The Dockerfile, and the compose files of deploy/. */
async function filesWithImages(root: string): Promise<string[]> {
  const composes = (await Array.fromAsync(Deno.readDir(`${root}deploy`), ({ name }) => name))
    .filter((name) => /^compose\..*yaml$/.test(name));
  return ["Dockerfile", ...composes.sort().map((name) => `deploy/${name}`)];
}

/** Matches a whole reference, and no longer one that begins so. */
function lineWith(reference: string): RegExp {
  return new RegExp(`^${RegExp.escape(reference)}(?=\\s|$)`, "gm");
}

/** @throws errors that are faults of this program */
function reasonOf(error: unknown): string {
  if (!(error instanceof NoAnswerError)) throw error;
  return error.message;
}

if (import.meta.main) {
  try {
    const { values } = readArguments(Deno.args, {
      check: { type: "boolean", default: false },
      hub: { type: "string" },
      registry: { type: "string" },
      help: { type: "boolean", short: "h" },
    }, USAGE);
    if (values.help) {
      console.log(USAGE);
      Deno.exit(0);
    }
    const { hubUrl } = readConfig({ ...Deno.env.toObject(), ...(values.hub && { HF_ENDPOINT: values.hub }) });
    const root = new URL("../", import.meta.url).pathname;
    Deno.exit(await pin({ root, hubUrl, registryUrl: values.registry?.replace(/\/+$/, ""), isCheck: values.check }));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
