import type { Config } from "../core/settings/config.ts";
import { openStorage } from "../storage/open.ts";
import { openRedirects } from "../storage/redirects.ts";

export const REDIRECT_ADVICE =
  "let the store allow GET and HEAD to the origin *, or set STORAGE_REDIRECT=0: docs/running.md tells how";

const ORIGIN = "https://streamforge.example";
const WAIT_MS = 20_000;

/**
 * Reads a range of an object by its signed URL, as a script of a page does.
 *
 * @throws {Error} if the store refuses it, or does not let scripts read the answer
 */
export async function checkRedirect(config: Config): Promise<string> {
  const storage = openStorage(config);
  const redirects = (await openRedirects(config, storage))!;
  const key = `doctor/${crypto.randomUUID()}.mp4`;
  await storage.putText(key, "written by doctor");
  try {
    const url = await redirects.urlOf({ key, contentType: "video/mp4", seconds: 60 });
    if (url === null) throw new Error(`${storage.place} makes no signed URL for video/mp4`);
    const response = await fetch(url, {
      headers: { Origin: ORIGIN, Range: "bytes=8-9" },
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const text = await response.text();
    if (response.status !== 206 || text !== "by") {
      throw new Error(`${redirects.origin} answers a signed URL with ${response.status}: ${text.slice(0, 200)}`);
    }
    const allowed = response.headers.get("Access-Control-Allow-Origin");
    if (allowed === "*") return `${redirects.origin} answers signed URLs, and lets scripts of all pages read them`;
    throw new Error(
      `${redirects.origin} answers signed URLs, but ` +
        (allowed === null ? "does not let scripts of pages read them" : `only lets scripts of ${allowed} read them`) +
        ": HLS does not play",
    );
  } finally {
    await storage.delete(key);
  }
}
