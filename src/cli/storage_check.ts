import { messageOf } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Storage } from "../storage/storage.ts";

const TEXT = "written by doctor";
const RANGE = { start: 8, end: 9 }; // "by"
const SIGNED_SECONDS = 60;

/**
 * Writes an object, reads it and a range of it, makes a signed URL and asks for that, and deletes the object.
 *
 * @returns what was done, in words
 * @throws {Error} naming the storage, the step that failed, and why
 */
export async function checkStorage(storage: Storage): Promise<string> {
  const key = `doctor/${newId()}.json`;
  const done: string[] = [];
  const step = async (verb: string, past: string | null, run: () => Promise<string | void>) => {
    try {
      done.push(await run() ?? past!);
    } catch (error) {
      throw new Error(`${storage.place}: an object could not be ${verb}: ${messageOf(error)}`, { cause: error });
    }
  };
  await step("written", "written", async () => void (await storage.putText(key, TEXT)));
  try {
    await step("read back", "read", async () => compare(await storage.readText(key), TEXT));
    await step("read in part", "read in part", async () => {
      compare(await new Response(await storage.read(key, RANGE)).text(), TEXT.slice(RANGE.start, RANGE.end + 1));
    });
    await step("read by a signed URL", null, async () => {
      const url = await storage.signedUrl(key, { seconds: SIGNED_SECONDS, contentType: "application/json" });
      if (url === null) return "not signed (this storage has no signed URLs)";
      await fetchPart(url);
      return "read by a signed URL";
    });
  } catch (error) {
    await storage.delete(key).catch(() => {}); // the first error is the one to report
    throw error;
  }
  await step("deleted", "deleted", async () => {
    await storage.delete(key);
    if (await storage.stat(key) !== null) throw new Error("it is still there");
  });
  return `${storage.place}: an object was ${done.join(", ")}`;
}

function compare(found: string, expected: string): void {
  if (found !== expected) throw new Error(`it holds ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

async function fetchPart(url: string): Promise<void> {
  const headers = { Range: `bytes=${RANGE.start}-${RANGE.end}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(SIGNED_SECONDS * 1000) });
  const text = await answer.text();
  if (answer.status !== 206) throw new Error(`it is answered with HTTP ${answer.status}, not 206`);
  compare(text, TEXT.slice(RANGE.start, RANGE.end + 1));
}
