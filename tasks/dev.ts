/**
 * `./sf dev`: StreamForge for developers. A change to a source restarts the server; a change to a browser script or a
 * style sheet bundles it again first; open pages reload automatically.
 *
 * The server runs on a port of its own behind a small proxy, which adds the reload script to every page. So the program
 * itself needs no code for this.
 */
import { debounce } from "./debounce.ts";
import { buildAssets, buildAssetsIfStale } from "./assets.ts";

const SETTLE_MS = 200; // an editor may write several files at once
const READY_POLL_MS = 100;
const RELOAD_PATH = "/__dev/reload.js";
const EVENTS_PATH = "/__dev/events";
const RELOAD_SCRIPT = `
const events = new EventSource("${EVENTS_PATH}");
events.addEventListener("reload", () => location.reload());
`;

const root = new URL("..", import.meta.url).pathname;
const port = Number(Deno.env.get("PORT") ?? 8000);

/** A free port. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

const backendPort = freePort();
const backend = `http://127.0.0.1:${backendPort}`;
let server: Deno.ChildProcess | null = null;

function startServer(): void {
  server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", "-A", `${root}main.ts`, "serve", ...Deno.args],
    env: { PORT: String(backendPort), HOST: "127.0.0.1" },
    stdout: "piped",
  }).spawn();
  // its output contains the server's own port: people use the proxy's
  const rewrite = new TransformStream<string, string>({
    transform: (text, controller) => controller.enqueue(text.replaceAll(`:${backendPort}`, `:${port}`)),
  });
  server.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(rewrite).pipeThrough(new TextEncoderStream())
    .pipeTo(Deno.stdout.writable, { preventClose: true }).catch(() => {});
}

/** Prints the sign-in link of the proxy's address. */
async function printSignInLink(): Promise<void> {
  await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", "-A", `${root}main.ts`, "sign-in"],
    env: { PORT: String(port), HOST: "127.0.0.1" },
    stdout: "inherit",
  }).spawn().status;
}

async function stopServer(): Promise<void> {
  if (!server) return;
  try {
    server.kill("SIGTERM");
  } catch { /* it has ended */ }
  await server.status;
  server = null;
}

async function untilReady(): Promise<void> {
  while (server) {
    const response = await fetch(`${backend}/ready`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
}

const pages = new Set<ReadableStreamDefaultController<Uint8Array>>();

function reloadPages(): void {
  for (const page of pages) page.enqueue(new TextEncoder().encode("event: reload\ndata:\n\n"));
}

function eventStream(): Response {
  let page: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void pages.add(page = controller),
    cancel: () => void pages.delete(page),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
}

/** Forwards a request, and adds the reload script to pages. */
async function proxy(request: Request): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  if (pathname === EVENTS_PATH) return eventStream();
  if (pathname === RELOAD_PATH) {
    return new Response(RELOAD_SCRIPT, { headers: { "content-type": "text/javascript", "cache-control": "no-store" } });
  }
  const headers = new Headers(request.headers);
  headers.set("host", host);
  headers.set("accept-encoding", "identity"); // the script can't be added to a compressed page
  try {
    const { method, body } = request;
    const response = await fetch(backend + pathname + search, { method, headers, body, redirect: "manual" });
    if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
    const page = await response.text();
    const shown = new Headers(response.headers);
    shown.delete("content-length");
    shown.delete("etag");
    const script = `<script type="module" src="${RELOAD_PATH}"></script></body>`;
    return new Response(page.replace("</body>", script), { status: response.status, headers: shown });
  } catch {
    return new Response("The server is being restarted.", { status: 503, headers: { "retry-after": "1" } });
  }
}

/** Whether a change to this file matters; editors write temporary files. */
function isSource(path: string): boolean {
  return /\.(tsx?|css|svg|sql)$/.test(path) && !path.includes("node_modules");
}

function isBundled(path: string): boolean {
  return /\/client\/|\.css$|\.svg$/.test(path) || path.includes("/src/captions/") || path.includes("/src/core/");
}

async function rebuildAndRestart(paths: ReadonlySet<string>): Promise<void> {
  try {
    if ([...paths].some(isBundled)) await buildAssets(null);
  } catch (error) {
    return console.error("dev:", error instanceof Error ? error.message : error); // the next change may fix it
  }
  await stopServer();
  startServer();
  await untilReady();
  reloadPages();
}

await buildAssetsIfStale();
startServer();
if (Deno.stdout.isTerminal()) untilReady().then(printSignInLink);
Deno.serve({ port, hostname: "127.0.0.1", onListen: () => {} }, proxy);
const watcher = Deno.watchFs(["main.ts", "program.ts", "src", "routes", "ml", "migrations"].map((path) => root + path));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, async () => {
    watcher.close();
    await stopServer();
    Deno.exit(0);
  });
}
const changed = debounce(SETTLE_MS, rebuildAndRestart);
for await (const { kind, paths } of watcher) {
  if (kind !== "access") changed(paths.filter(isSource));
}
