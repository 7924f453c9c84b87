import type { Context } from "hono";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type Encoding, pickEncoding } from "./negotiation.ts";

const LEAST_BYTES = 1024; // less fits into one packet
/**
 * Brotli's quality for responses that are compressed at each request. Quality 11 takes a hundred times as long and
 * saves a tenth of the bytes.
 */
const QUICK_QUALITY = 4;
const TEXT = /^(text\/(?!event-stream)|application\/(json|problem\+json|x-subrip|vnd\.apple\.mpegurl)|image\/svg)/;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** @param quality of Brotli, 0 to 11 */
export async function encode(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: Encoding,
  quality = QUICK_QUALITY,
): Promise<Uint8Array<ArrayBuffer>> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return new Uint8Array(encoding === "br" ? await brotli(bytes, { params }) : await gzipped(bytes));
}

/** Compresses text: pages, JSON, captions. It leaves stored files, which support ranges, and streams as they are. */
export async function compressed(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  const { headers, status, body } = c.res;
  if (!body || status === 206 || !TEXT.test(headers.get("Content-Type") ?? "")) return;
  if (headers.has("Content-Encoding") || headers.has("Accept-Ranges")) return;
  const plain = new Uint8Array(await c.res.arrayBuffer());
  const encoding = plain.length < LEAST_BYTES ? null : pickEncoding(c.req.header("Accept-Encoding"));
  c.res = new Response(encoding ? await encode(plain, encoding) : plain, c.res);
  if (plain.length < LEAST_BYTES) return;
  c.res.headers.append("Vary", "Accept-Encoding");
  if (!encoding) return;
  c.res.headers.delete("Content-Length"); // of the plain text
  c.res.headers.set("Content-Encoding", encoding);
  const etag = headers.get("ETag");
  if (etag && !etag.startsWith("W/")) c.res.headers.set("ETag", `W/${etag}`); // the same text in other bytes
}
