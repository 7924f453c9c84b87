import { createHash } from "node:crypto";
import type { CatalogModel } from "../../../ml/models/catalog.ts";
import type { DownloadLimits } from "../../../ml/models/download.ts";

export const QUICK: DownloadLimits = { stallSeconds: 0.3, retrySeconds: 0.01, maxTries: 3 };
export const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** Bytes without repetition, so that a misplaced piece is noticed. */
export function weights(fileBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(fileBytes);
  let state = seed;
  for (let i = 0; i < fileBytes; i++) bytes[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  return bytes;
}

export const FILES: Record<string, Uint8Array> = {
  "model.bin": weights(300_000),
  "config.json": new TextEncoder().encode('{"alignment_heads": []}'),
  "tokenizer.json": weights(20_000, 7),
};

/** A small model with three files, as a catalog entry. */
export function modelOf(change: Partial<CatalogModel> = {}): CatalogModel {
  const files = Object.entries(FILES).map(([name, bytes]) => ({
    name,
    fileBytes: bytes.length,
    sha256: sha256(bytes),
  }));
  return { name: "mini", repository: "org/mini", revision: "main", files, modelBytes: 320_000, wheels: [], ...change };
}

export interface HubRequest {
  path: string;
  range: string | null;
}

export interface Hub extends AsyncDisposable {
  url: string;
  requests: HubRequest[];
}

/** A hub on a free port of this machine. `answer` may return its own response, else the file is sent. */
export function startHub(answer: (request: Request, count: number) => Response | null = () => null): Hub {
  const requests: HubRequest[] = [];
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError: () => new Response(null, { status: 500 }),
  }, (request) => {
    const path = new URL(request.url).pathname;
    const count = requests.filter((old) => old.path === path).length;
    requests.push({ path, range: request.headers.get("range") });
    return answer(request, count) ?? sendFile(request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export function bytesOf(request: Request): Uint8Array | undefined {
  return FILES[new URL(request.url).pathname.split("/").pop()!];
}

export function sendFile(request: Request): Response {
  const bytes = bytesOf(request);
  if (!bytes) return new Response("no such file", { status: 404 });
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  if (Number.isNaN(start)) return new Response(bytes.slice());
  if (start >= bytes.length) return new Response(null, { status: 416 });
  const headers = { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  return new Response(bytes.slice(start), { status: 206, headers });
}

/** A response that announces everything from `start` on and ends, or stalls, after `count` bytes. */
export function broken(bytes: Uint8Array, start: number, count: number, how: "cut" | "stall"): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(start, start + count));
    },
    async pull(controller) {
      // lets the queued bytes be sent before the connection breaks
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (how === "cut") controller.error(new Error("cut off"));
      else await new Promise(() => {});
    },
  }, { highWaterMark: 0 });
  const headers: Record<string, string> = { "content-length": String(bytes.length - start) };
  if (start > 0) headers["content-range"] = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  return new Response(body, { status: start > 0 ? 206 : 200, headers });
}

export async function tempFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "streamforge-models-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
