/**
 * `./sf bench:door`: measures the cost of the door (src/door): `Deno.serve` alone and behind the door, in turn, three
 * runs each, every run in its own process.
 *
 *   --mib 1024    the file that is read in ranges, and sent    --runs 3    --small 2000    small requests, one by one
 *
 * Prints the smallest, the median and the largest of the runs.
 */
import { parseArgs } from "node:util";
import { openDoor } from "../src/door/door.ts";
import { connectionsFor, DEFAULT_TIMES, fileLimit } from "../src/door/limits.ts";
import { createLog } from "../src/core/log.ts";
import { localStorage } from "../src/storage/local.ts";
import { parseRange } from "../routes/http/range.ts";

const SIDES = { alone: "`Deno.serve` alone", door: "with the door" };
type Side = keyof typeof SIDES;
const MEASURES = ["range read, MB/s", "upload, MB/s", "small answer, ms", "peak memory, MB"];
const RANGE_BYTES = 64 * 2 ** 20;

const { values, positionals: [side, folder] } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    mib: { type: "string", default: "1024" },
    runs: { type: "string", default: "3" },
    small: { type: "string", default: "2000" },
  },
});
const bytes = Number(values.mib) * 2 ** 20;
if (side) await serve(side as Side, folder);
else await compare();

async function compare(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_bench_door_" });
  const results: Record<Side, number[][]> = { alone: [], door: [] };
  try {
    await Deno.writeFile(`${folder}/original`, new Uint8Array());
    await Deno.truncate(`${folder}/original`, bytes); // a sparse file: reads from a disk would hide the difference
    for (let run = 0; run < Number(values.runs); run++) {
      for (const side of ["alone", "door"] as const) results[side].push(await measure(side, folder));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(`| smallest, median, largest of ${values.runs} | ${MEASURES.join(" | ")} |`);
  console.log(`| --- |${" --- |".repeat(MEASURES.length)}`);
  for (const [side, name] of Object.entries(SIDES)) {
    const cells = MEASURES.map((_, i) => {
      const sorted = results[side as Side].map((run) => run[i]).sort((a, b) => a - b);
      const digits = sorted.at(-1)! < 10 ? 2 : 0;
      return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)!].map((value) => value.toFixed(digits)).join(", ");
    });
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

/** Makes one run in a new process. @returns a value for each of MEASURES */
async function measure(side: Side, folder: string): Promise<number[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", import.meta.filename!, side, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const url = `http://127.0.0.1:${new TextDecoder().decode(value).trim()}/`;
  const readMBps = await perSecond(async () => {
    for (let start = 0; start < bytes; start += RANGE_BYTES) {
      const headers = { Range: `bytes=${start}-${Math.min(start + RANGE_BYTES, bytes) - 1}` };
      const response = await fetch(url, { headers });
      for await (const _ of response.body!);
    }
  });
  const uploadMBps = await perSecond(async () => {
    const response = await fetch(url, { method: "POST", body: zeros(bytes) });
    if (await response.text() !== String(bytes)) throw new Error("the upload is not whole");
  });
  const times: number[] = [];
  for (let i = 0; i < Number(values.small); i++) {
    const begin = performance.now();
    await (await fetch(`${url}small`)).text();
    times.push(performance.now() - begin);
  }
  const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
  const peakMB = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024 / 1e6;
  await child.stdin.close();
  await reader.cancel();
  await child.status;
  return [readMBps, uploadMBps, times.sort((a, b) => a - b)[times.length >> 1], peakMB];
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return bytes / 1e3 / (performance.now() - begin);
}

/** Runs the server to measure, until standard input closes. */
async function serve(side: Side, folder: string): Promise<void> {
  const storage = localStorage(folder);
  const stop = new AbortController();
  const { signal } = stop;
  const handle = async (request: Request): Promise<Response> => {
    if (request.method === "POST") {
      let size = 0; // not written: a disk would hide the difference
      for await (const chunk of request.body!) size += chunk.length;
      return new Response(String(size));
    }
    const file = await storage.stat("original");
    const range = parseRange(request.headers.get("Range"), file!.size);
    if (typeof range === "string") return new Response("small");
    return new Response(await storage.read("original", range), { status: 206 });
  };
  const limits = { ...DEFAULT_TIMES, maxConnections: connectionsFor(fileLimit()), maxPerAddress: 100 };
  const at = { hostname: "127.0.0.1", port: 0 };
  const server = side === "door"
    ? openDoor({ ...at, handle, limits, log: createLog("error"), signal })
    : Deno.serve({ ...at, signal, onListen: () => {} }, handle);
  console.log(server.addr.port);
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}

function zeros(bytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunk = new Uint8Array(256 * 1024);
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
      if (left <= 0) controller.close();
    },
  });
}
