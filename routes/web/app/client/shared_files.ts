/**
 * Files that another app shared with this one. The service worker takes them and keeps them in a cache of their own;
 * the library uploads them.
 */

const CACHE = "shared-files";
/** What nobody uploaded in this time is deleted. */
const KEEP_MS = 24 * 3600 * 1000;

export interface KeptFile {
  /** Its address in the cache. */
  key: string;
  file: File;
}

/** Keeps files until they are sent. @throws {DOMException} where the browser has no space for them */
export async function keepFiles(files: readonly File[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const file of files) {
    const facts = { name: file.name, type: file.type, lastModified: file.lastModified, keptAt: Date.now() };
    const headers = { "X-File": encodeURIComponent(JSON.stringify(facts)) };
    await cache.put(`/shared-files/${crypto.randomUUID()}`, new Response(file, { headers }));
  }
}

/** The kept files, the oldest first. Browsers without caches, and pages without TLS, have none. */
export async function listKeptFiles(): Promise<KeptFile[]> {
  if (!("caches" in globalThis) || !await caches.has(CACHE)) return [];
  const cache = await caches.open(CACHE);
  const kept: KeptFile[] = [];
  for (const { url } of await cache.keys()) {
    const response = await cache.match(url);
    if (!response) continue; // another tab has sent it
    const { name, type, lastModified, keptAt } = JSON.parse(decodeURIComponent(response.headers.get("X-File")!));
    if (Date.now() - keptAt > KEEP_MS) await cache.delete(url);
    else kept.push({ key: url, file: new File([await response.blob()], name, { type, lastModified }) });
  }
  return kept;
}

export async function dropKeptFile(key: string): Promise<void> {
  await (await caches.open(CACHE)).delete(key);
}

/** For signing out: the next person at this browser must not see them. */
export async function dropKeptFiles(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(CACHE);
}
