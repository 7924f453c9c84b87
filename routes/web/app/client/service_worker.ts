/**
 * Runs beside all pages. It shows a page of its own where the server can't be reached, and takes files that another app
 * shares. It stores nothing that the server gives to a person: only the offline page, its style, script and icon. Every
 * other request goes to the server as if it did not exist.
 */
import { KeptFiles } from "./shared_files.ts";

/** What the server writes in front of this script. */
interface Shell {
  /** The paths of the offline page's files; the first is the page. */
  files: string[];
  language: string;
}

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(response: Promise<Response>): void;
}

interface WorkerScope {
  readonly shell: Shell;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const { files, language } = scope.shell;
/** The path below which a proxy shows this server, without a slash at the end. */
const site = new URL(scope.registration.scope).pathname.replace(/\/$/, "");
/** The start of its caches' names: another server below the same host may have its own. */
const CACHES = `shell ${site}/ `;
const CACHE = `${CACHES}${language} ${files.join(" ")}`;
const [offlinePage, ...offlineFiles] = files.map((path) => site + path);
/** A proxy's answers where the server is away. */
const AWAY = [502, 504];

scope.addEventListener("install", (event) => event.waitUntil(fillCache().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(takeOver()));

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin || !pathname.startsWith(`${site}/`)) return;
  const path = pathname.slice(site.length);
  if (request.method === "POST" && path === "/share-target") event.respondWith(takeFiles(request));
  else if (request.mode === "navigate" && request.method === "GET" && isPage(path)) event.respondWith(page(event));
  else if (offlineFiles.includes(pathname)) event.respondWith(fetch(request).catch(() => fromCache(pathname)));
});

/** Frames in pages of other sites and the API's files are none of its business. */
function isPage(path: string): boolean {
  return !/^\/(api|embed|v1)\//.test(path);
}

/** Fetched without cookies: what is stored is the same for everyone. */
async function fillCache(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all([offlinePage, ...offlineFiles].map(async (path) => {
    const response = await fetch(path, {
      credentials: "omit",
      cache: "no-store",
      headers: { "Accept": "text/html, */*", "Accept-Language": language },
    });
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
    await cache.put(path, response);
  }));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(CACHES) && name !== CACHE) await caches.delete(name);
  await scope.registration.navigationPreload?.enable(); // so that pages don't wait for this script
  await scope.clients.claim();
}

async function page({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    const response = await preloadResponse ?? await fetch(request);
    return AWAY.includes(response.status) ? await fromCache(offlinePage, response) : response;
  } catch {
    return await fromCache(offlinePage);
  }
}

async function fromCache(path: string, otherwise = Response.error()): Promise<Response> {
  return await (await caches.open(CACHE)).match(path) ?? otherwise;
}

/** Keeps the shared files, and opens the library, which asks whether to upload them. */
async function takeFiles(request: Request): Promise<Response> {
  const library = (problem = "") => Response.redirect(`${site}/${problem && `?shared=${problem}`}`, 303);
  try {
    const form = await request.formData();
    const shared = [...form.values()].filter((value) => value instanceof File && value.name !== "") as File[];
    if (shared.length === 0) return library("none");
    await new KeptFiles(site).keep(shared);
    return library();
  } catch {
    return library("failed");
  }
}
