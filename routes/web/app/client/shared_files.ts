/**
 * Files that another app shared with this one. The service worker takes them and keeps them in a cache of their own;
 * the library asks whether to upload them: any site may have sent them.
 */

/** What nobody uploaded in this time is deleted. */
const KEEP_MS = 24 * 3600 * 1000;

export interface KeptFile {
  /** Its address in the cache. */
  key: string;
  file: File;
}

/** The files that wait at one server. */
export class KeptFiles {
  #cache: string;

  /** @param site the path below which a proxy shows this server: another one below the same host has files of its own */
  constructor(site: string) {
    this.#cache = `shared-files ${site}/`;
  }

  /** Keeps files until they are sent. @throws {DOMException} where the browser has no space for them */
  async keep(files: readonly File[]): Promise<void> {
    const cache = await caches.open(this.#cache);
    for (const file of files) {
      const facts = { name: file.name, type: file.type, lastModified: file.lastModified, keptAt: Date.now() };
      const headers = { "X-File": encodeURIComponent(JSON.stringify(facts)) };
      await cache.put(`/shared-files/${crypto.randomUUID()}`, new Response(file, { headers }));
    }
  }

  /** The kept files, the oldest first. Browsers without caches, and pages without TLS, have none. */
  async list(): Promise<KeptFile[]> {
    if (!("caches" in globalThis) || !await caches.has(this.#cache)) return [];
    const cache = await caches.open(this.#cache);
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

  async drop(key: string): Promise<void> {
    await (await caches.open(this.#cache)).delete(key);
  }

  /** For signing out: the next person at this browser must not see them. */
  async dropAll(): Promise<void> {
    if ("caches" in globalThis) await caches.delete(this.#cache);
  }
}
