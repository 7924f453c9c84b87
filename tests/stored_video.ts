/** The main use case, as a user of the whole program meets it, where files are in a store and not on the disk. */
import assert from "node:assert/strict";
import { programCommand } from "./program.ts";
import { type ServedWhole, serveWhole } from "./serve_whole.ts";

const PATIENCE_SECONDS = 240; // the first caption job on a machine builds the model's graphs

/** A program's settings, and the store that they lead to. */
export interface StoredVideoWorld {
  dataDir: string;
  env: Record<string, string>;
  /** All objects in the store, but for its identity. */
  objectKeys(): Promise<string[]>;
  /** A video in which somebody says the words of `tests/data/sentence.flac`. */
  clip: Uint8Array<ArrayBuffer>;
}

/** Sends requests of the owner. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Waits for what `look` finds. @throws {Error} that names `what`, after four minutes */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + PATIENCE_SECONDS * 1000; Date.now() < end;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no ${what} within ${PATIENCE_SECONDS} s`);
}

export function ownerOf({ link }: ServedWhole): Ask {
  const Authorization = `Bearer ${link.searchParams.get("token")}`;
  return (path, init = {}) => fetch(new URL(path, link), { ...init, headers: { Authorization, ...init.headers } });
}

/** Serves while `use` runs, and sees that the program then ends well. */
export async function whileServed(
  { dataDir, env }: StoredVideoWorld,
  use: (ask: Ask, server: ServedWhole) => Promise<void>,
): Promise<void> {
  const server = await serveWhole(dataDir, env);
  try {
    await use(ownerOf(server), server);
  } finally {
    assert.equal(await server.stop(), 0);
  }
}

/** Uploads the clip, waits for its captions and all its other jobs, and plays it. @returns its id and its objects */
export async function storeVideo(ask: Ask, world: StoredVideoWorld): Promise<{ id: string; objectKeys: string[] }> {
  const { dataDir, clip } = world;
  const upload = await ask("/api/videos?title=clip", { method: "POST", body: clip });
  const { id } = await upload.json();
  assert.equal(upload.status, 201);
  await until("end of the captions", async () => {
    const { status, error } = await (await ask(`/api/videos/${id}/captions/status`)).json();
    assert.notEqual(status, "failed", error);
    return status === "ready" ? status : null;
  });
  assert.match(await (await ask(`/api/videos/${id}/captions.srt`)).text(), /three rows/);
  await assertPlays(ask, id);
  await until("end of all jobs", async () => {
    const { jobs } = await (await ask(`/api/videos/${id}`)).json();
    return jobs?.length > 0 ? null : true;
  });
  const objectKeys = await world.objectKeys();
  assert.ok(
    objectKeys.length > 5 && objectKeys.every((key) => key.startsWith(`videos/${id}/`)),
    objectKeys.join(" "),
  );
  assert.deepEqual(filesBelow(`${dataDir}/media`), []);
  assert.deepEqual(filesBelow(`${dataDir}/scratch`), []);
  return { id, objectKeys };
}

/** Deletes the video. Nothing of it is left in the store. */
export async function deleteVideo(ask: Ask, id: string, { objectKeys }: StoredVideoWorld): Promise<void> {
  assert.equal((await ask(`/api/videos/${id}`, { method: "DELETE" })).status, 204);
  await until("empty store", async () => (await objectKeys()).length === 0 ? true : null);
}

/**
 * Plays the file with ranges, and HLS from the list of renditions to the first segment.
 *
 * @param storeOrigin given where the media must come from the store, by redirects
 */
export async function assertPlays(ask: Ask, id: string, storeOrigin?: string): Promise<void> {
  const media = async (path: string, headers: Record<string, string> = {}) => {
    const response = await ask(path, { headers });
    assert.equal(response.redirected, storeOrigin !== undefined, path);
    if (storeOrigin) assert.equal(new URL(response.url).origin, storeOrigin);
    return response;
  };
  const source = `/api/stream/${id}/source`;
  const whole = await (await media(source)).bytes();
  const part = await media(source, { Range: "bytes=1000-1099" });
  assert.equal(part.status, 206);
  assert.deepEqual(await part.bytes(), whole.subarray(1000, 1100));
  if (!storeOrigin) { // stores have answers of their own: docs/adr/0033-supabase-storage.md
    const beyond = await media(source, { Range: `bytes=${whole.length}-` });
    assert.equal(beyond.status, 416);
    await beyond.body?.cancel();
  }
  let path = `/api/stream/${id}/master.m3u8`;
  for (const _ of ["list of renditions", "list of segments"]) {
    const playlist = await (await ask(path)).text();
    assert.match(playlist, /^#EXTM3U/);
    const first = playlist.split("\n").find((line) => line !== "" && !line.startsWith("#"))!;
    path = new URL(first, new URL(path, "http://host")).pathname;
  }
  const segment = await (await media(path)).bytes();
  assert.ok(segment.length > 100);
  const start = await media(path, { Range: "bytes=0-99" });
  assert.equal(start.status, 206);
  assert.deepEqual(await start.bytes(), segment.subarray(0, 100));
}

/** Runs `doctor` with the program's settings. @returns what it prints */
export async function runDoctor({ dataDir, env }: StoredVideoWorld): Promise<string> {
  const { command, args } = programCommand("doctor");
  const { code, stdout } = await new Deno.Command(command, {
    args,
    env: { DATA_DIR: dataDir, LOG_LEVEL: "error", ...env },
    stderr: "inherit",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text);
  return text;
}

function filesBelow(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
      return isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`];
    });
  } catch {
    return []; // nothing made it
  }
}
