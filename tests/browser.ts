import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { testDatabase } from "./database.ts";
import { startApp, type TestApp, TOKEN } from "./routes/harness.ts";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
  .concat(["--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]);
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const BLOCKED_WORKER = "Service Worker registration blocked by Playwright";
/** Long enough for busy machines; a passing test never waits for it. */
const TIMEOUT_MS = 30_000;

/**
 * The system's Chromium, driven by playwright-core. Close it in `Deno.test.afterAll`.
 *
 * @param hostRules as Chromium's --host-resolver-rules: `MAP talks.example 127.0.0.1`
 */
export async function openBrowser({ hostRules }: { hostRules?: string } = {}): Promise<Browser> {
  const executablePath = Deno.env.get("CHROMIUM_PATH") ?? CHROMIUM.find(exists);
  assert(executablePath, `no Chromium at ${CHROMIUM.join(", ")}: "./sf test" installs it, or set CHROMIUM_PATH`);
  const args = hostRules ? [...FLAGS, `--host-resolver-rules=${hostRules}`] : FLAGS;
  return await chromium.launch({ executablePath, args, headless: true });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Serves the app on 127.0.0.1 and a free port. */
export function serveApp({ app }: Pick<TestApp, "app">): { origin: string; port: number; close(): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    port: server.addr.port,
    // does not wait: closed pages keep their event streams for a moment
    close: async () => await Promise.race([server.shutdown(), new Promise<void>((done) => setTimeout(done, 500))]),
  };
}

/**
 * Serves the app on its own database and opens a browser; closes both after the tests of the file.
 *
 * @param hostRules as for `openBrowser`
 * @param maxUploadBytes as for `startApp`
 */
export async function openApp({ hostRules, maxUploadBytes, env, embedQuery }: {
  hostRules?: string;
  maxUploadBytes?: number;
  env?: Record<string, string>;
  embedQuery?: NonNullable<Parameters<typeof startApp>[1]>["embedQuery"];
} = {}) {
  const { sql } = await testDatabase();
  const app = await startApp(sql, { maxUploadBytes, env, embedQuery });
  const { origin, port, close } = serveApp(app);
  const browser = await openBrowser({ hostRules });
  Deno.test.afterAll(async () => {
    await browser.close();
    await close();
    await app.close();
  });
  return { sql, app, origin, port, browser };
}

export interface Tab {
  page: Page;
  /** Errors and warnings of the console, with violations of the page's policy. */
  complaints: string[];
}

/**
 * Opens a tab, calls `use` with it, and closes it. Fails if there were complaints that `use` did not remove from
 * `complaints`.
 */
export async function inTab(
  browser: Browser,
  { origin, signedIn = false, token = TOKEN, ...options }:
    & { origin: string; signedIn?: boolean; token?: string }
    & BrowserContextOptions,
  use: (tab: Tab) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1280, height: 800 },
    serviceWorkers: "block", // Playwright's routes don't see what one fetches
    ...options,
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    if (text === BLOCKED_WORKER) return;
    if (message.type() === "error" || message.type() === "warning") complaints.push(text);
  });
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  try {
    if (signedIn) await page.goto(`/sign-in?token=${encodeURIComponent(token)}`);
    await use({ page, complaints });
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/**
 * A test that drives a browser, for `Deno.test`. The sanitizers are off because the connection to the browser is older
 * than the test.
 */
export function browserTest(name: string, fn: () => Promise<void>): Deno.TestDefinition {
  return { name, fn, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
}

/** A proxy to a local server that can be cut like a cable: open connections break, new ones are closed. */
export function cable(port: number): { origin: string; cut(): void; mend(): void; close(): void } {
  const open = new Set<Deno.Conn>();
  let isCut = false;
  const dropAll = () => {
    for (const conn of open) {
      try {
        conn.close();
      } catch { /* already closed */ }
    }
    open.clear();
  };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  (async () => {
    for await (const near of listener) {
      if (isCut) {
        near.close();
        continue;
      }
      const far = await Deno.connect({ hostname: "127.0.0.1", port });
      open.add(near).add(far);
      const ends = [near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)];
      Promise.allSettled(ends).then(() => [near, far].forEach((conn) => open.delete(conn)));
    }
  })();
  return {
    origin: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    cut: () => {
      isCut = true;
      dropAll();
    },
    mend: () => isCut = false,
    close: () => {
      listener.close();
      dropAll();
    },
  };
}

/** Waits until `check` returns something truthy, and returns it. */
export async function until<T>(
  what: string,
  check: () => Promise<T> | T,
  timeoutMs = TIMEOUT_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Error(`timed out waiting: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Presses a key of any layout, by what it types and its place: `"л", "KeyK"` is Russian. */
export async function pressLayout(page: Page, key: string, code: string, held?: "Control" | "Shift"): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const modifiers = { Control: 2, Shift: 8, none: 0 }[held ?? "none"];
  const text = held === "Control" || key.length > 2 ? undefined : key;
  const type = text === undefined ? "rawKeyDown" : "keyDown";
  await devtools.send("Input.dispatchKeyEvent", { type, key, code, text, modifiers });
  await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, modifiers });
  await devtools.detach();
}

/** Pixels by which the page is wider than the window. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * Fails if axe-core finds anything on the page that WCAG 2.2 AA or its best practices forbid.
 *
 * It is injected through the devtools protocol, which a page's Content-Security-Policy does not block.
 */
export async function assertAccessible(page: Page): Promise<void> {
  const axePath = new URL(import.meta.resolve("axe-core")).pathname;
  await page.evaluate(await Deno.readTextFile(axePath));
  // deno-lint-ignore no-explicit-any
  const { violations } = await page.evaluate(async () => await (globalThis as any).axe.run());
  const found = violations.map((v: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }) =>
    `${v.id}: ${v.help}\n` + v.nodes.map((node) => `  ${node.html}\n    ${node.failureSummary}`).join("\n")
  );
  assert.equal(found.join("\n"), "");
}
