/**
 * `deno task screenshots`: takes pictures of the pages, dark and light, wide and narrow, into `dist/screenshots`.
 *
 * It starts the program with its own database and worker in a temporary folder, uploads the videos of
 * screenshots_videos.ts, waits for their captions, and takes the pictures in a browser. It prints the path and the
 * download size of each page.
 *
 *     --only player,editor    only these pages
 *     --folder FOLDER         keeps the videos there for the next run
 */
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { openBrowser, until } from "../tests/browser.ts";
import { arabicCues, LAST, makeVideo, type SampleVideo, VIDEOS } from "./screenshots_videos.ts";

const LIMIT_MS = 300_000;
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 1100 } };
const BAKERY = "The bakery in our street";
const root = new URL("..", import.meta.url).pathname;
const out = `${root}dist/screenshots`;

interface Shot {
  name: string;
  /** @param ids the videos' ids, by title */
  path: (ids: Map<string, string>) => string;
  /** Actions before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
  /** The chosen language of the captions. */
  language?: string;
  /** Size of the window, if the usual one is too small. */
  height?: number;
}

const player = (ids: Map<string, string>) => `/videos/${ids.get(BAKERY)}?t=8`;
const editor = (ids: Map<string, string>) => `/videos/${ids.get(BAKERY)}/edit`;

const SHOTS: Shot[] = [
  { name: "library", path: () => "/", prepare: showThumbnails },
  { name: "player", path: player, prepare: playUntilCue },
  { name: "player_arabic", path: player, prepare: playUntilCue, language: "ar" },
  { name: "editor", path: editor, prepare: (page) => selectThirdCue(page) },
  { name: "editor_arabic", path: editor, prepare: (page) => selectThirdCue(page, true) },
  { name: "search", path: () => "/search?q=river", prepare: showThumbnails },
  { name: "search_arabic", path: () => `/search?q=${encodeURIComponent("الخباز")}`, prepare: showThumbnails },
  { name: "learn", path: () => "/learn" },
  { name: "learn_attention", path: () => "/learn/attention", prepare: waitForCanvas, height: 1300 },
  { name: "learn_heads", path: () => "/learn/heads", prepare: waitForCanvas, height: 1300 },
  { name: "learn_whisper", path: () => "/learn/whisper?video=example", prepare: selectWord, height: 1600 },
  { name: "hearing", path: (ids) => `/videos/${ids.get(BAKERY)}/hearing`, prepare: requestReport, height: 1300 },
  { name: "embed", path: (ids) => `/embed/${ids.get(BAKERY)}?t=8`, prepare: playUntilCue },
  { name: "settings", path: () => "/settings", height: 1600 },
  { name: "sign_in", path: () => "/sign-in" },
  { name: "nothing", path: () => "/nothing/here" },
];

async function showThumbnails(page: Page): Promise<void> {
  await until(
    "every picture is there",
    () =>
      page.evaluate(() =>
        [...document.querySelectorAll("img")].every((img) =>
          img.complete || img.getBoundingClientRect().top > innerHeight * 1.5
        )
      ),
  );
}

/** Plays until a cue is shown and its second word is spoken, if its words have times. */
async function playUntilCue(page: Page): Promise<void> {
  await until("it can be played", () => page.evaluate(() => document.querySelector("video")!.readyState >= 2));
  await until(
    "the cues are there",
    () => page.evaluate(() => (document.querySelector("video")!.textTracks[0]?.cues?.length ?? 0) > 0),
  );
  await page.evaluate(async () => {
    const video = document.querySelector("video")!;
    const { cues } = video.textTracks[0];
    const next = [...cues ?? []].find(({ startTime }) => startTime >= video.currentTime)!;
    await video.play();
    const wanted = (next.startTime + next.endTime) / 2;
    while (video.currentTime < wanted) await new Promise(requestAnimationFrame);
    video.pause();
  });
  await page.waitForTimeout(300);
}

async function selectThirdCue(page: Page, isArabic = false): Promise<void> {
  if (isArabic) {
    await page.locator("#track option").nth(1).waitFor({ state: "attached" });
    const value = await page.locator("#track option").filter({ hasNotText: "English" }).first().getAttribute("value");
    await page.locator("#track").selectOption(value!);
  }
  await page.locator(".cue").nth(3).waitFor();
  await until("the waveform is drawn", () => page.evaluate(() => document.querySelector("#wave > *") !== null));
  await page.locator(".cue-row").nth(2).click();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(2500); // until the frame and the waveform are drawn
  await page.evaluate(() => scrollTo(0, 0));
}

async function waitForCanvas(page: Page): Promise<void> {
  await until(
    "something is drawn",
    () => page.evaluate(() => document.querySelector("main canvas") !== null),
    LIMIT_MS,
  );
  await page.waitForTimeout(1500);
}

async function selectWord(page: Page): Promise<void> {
  await page.locator("#words button").nth(5).click({ timeout: LIMIT_MS });
  await page.waitForTimeout(1500);
}

async function requestReport(page: Page): Promise<void> {
  const ask = page.getByRole("button", { name: "listen to it" });
  const picture = page.locator("main canvas").first();
  await ask.or(picture).first().waitFor();
  if (await ask.isVisible()) await ask.click();
  await picture.waitFor({ timeout: LIMIT_MS });
  await page.waitForTimeout(1500);
}

/** The API of the program, with its owner's rights. */
class Server {
  private constructor(private child: Deno.ChildProcess, private reader: Reader, readonly link: URL) {}

  static async start(dataDir: string): Promise<Server> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--frozen",
        "--no-check",
        "--config",
        `${root}deno.json`,
        "-A",
        `${root}main.ts`,
        "serve",
      ],
      env: { DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "warn" },
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let printed = "";;) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the server ended: ${printed}`);
      printed += value;
      const origin = /on (http:\S+)\n/.exec(printed)?.[1];
      if (!origin) continue;
      const token = await Deno.readTextFile(`${dataDir}/owner_token`);
      return new Server(child, reader, new URL(`/sign-in?token=${token.trim()}`, origin));
    }
  }

  // deno-lint-ignore no-explicit-any
  async ask(path: string, init: RequestInit = {}): Promise<any> {
    const headers = { Authorization: `Bearer ${this.link.searchParams.get("token")}`, ...init.headers };
    const response = await fetch(this.link.origin + path, { ...init, headers });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${answer}`);
    return answer === "" ? null : JSON.parse(answer);
  }

  async send(path: string, body: unknown, method = "POST"): Promise<{ id: string }> {
    return await this.ask(path, {
      method,
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    });
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.reader.cancel();
    await this.child.status;
  }
}
type Reader = ReadableStreamDefaultReader<string>;

async function upload(server: Server, video: SampleVideo, folder: string): Promise<string> {
  const path = await makeVideo(video, folder);
  const file = await Deno.open(path);
  const query = new URLSearchParams({ title: video.title, visibility: "public" });
  const { id } = await server.ask(`/api/videos?${query}`, { method: "POST", body: file.readable });
  await server.send(`/api/videos/${id}`, { tags: video.tags }, "PATCH");
  return id;
}

/** Uploads all videos and waits until they are ready. Returns their ids by title. */
async function uploadAll(server: Server, folder: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const video of VIDEOS) ids.set(video.title, await upload(server, video, folder));
  for (const [title, id] of ids) {
    await until(`"${title}" is made`, async () => {
      const { state, error, jobs } = await server.ask(`/api/videos/${id}`);
      if (error) throw new Error(`"${title}": ${error}`);
      return state === "ready" && jobs.length === 0;
    }, LIMIT_MS);
  }
  const bakery = ids.get(BAKERY)!;
  const { id: track } = await server.send(`/api/videos/${bakery}/tracks`, { language: "ar" });
  const { revision } = await server.ask(`/api/videos/${bakery}/tracks/${track}`);
  const translated = { base_revision: revision.id, cues: await arabicCues(), note: "translated" };
  await server.send(`/api/videos/${bakery}/tracks/${track}`, translated, "PUT");
  return ids;
}

/** The videos of an earlier run, or null. */
async function findVideos(server: Server): Promise<Map<string, string> | null> {
  const { videos } = await server.ask("/api/videos?limit=60");
  const ids = new Map<string, string>(videos.map(({ id, title }: { id: string; title: string }) => [title, id]));
  return VIDEOS.every(({ title }) => ids.has(title)) ? ids : null;
}

/** Opens a page and takes its picture. */
async function take(page: Page, shot: Shot, ids: Map<string, string>, name: string): Promise<void> {
  await page.goto(shot.path(ids));
  await shot.prepare?.(page);
  await page.evaluate(() => document.fonts.ready);
  const path = `${out}/${name}.png`;
  await page.screenshot({ path });
  console.log(path);
}

async function takeAll(browser: Browser, server: Server, ids: Map<string, string>, shots: Shot[]): Promise<void> {
  for (const shot of shots) {
    for (const colorScheme of ["dark", "light"] as const) {
      for (const size of ["wide", "narrow"] as const) {
        const context = await browser.newContext({
          ...{
            baseURL: server.link.origin,
            viewport: { ...SIZES[size], ...shot.height && { height: shot.height } },
            colorScheme,
          },
          reducedMotion: "reduce",
        });
        const page = await context.newPage();
        await page.addInitScript((language) => {
          if (language) localStorage.setItem("streamforge_captions", JSON.stringify({ language }));
        }, shot.language ?? "");
        await page.goto(server.link.href);
        await take(page, shot, ids, `${shot.name}_${colorScheme}_${size}`);
        await context.close();
      }
    }
  }
}

/** Measures a page's download size and the time of its first paint, in a browser with an empty cache. */
async function measure(browser: Browser, server: Server, shot: Shot, ids: Map<string, string>): Promise<void> {
  const context = await browser.newContext({ baseURL: server.link.origin, viewport: SIZES.wide });
  await context.request.get(server.link.href); // signed in, and nothing in the cache
  const page = await context.newPage();
  await page.goto(shot.path(ids), { waitUntil: "load" });
  const paint = await page.evaluate(() =>
    new Promise<number>((done) => {
      new PerformanceObserver((list) => {
        const first = list.getEntriesByName("first-contentful-paint")[0];
        if (first) done(first.startTime);
      }).observe({ type: "paint", buffered: true });
    })
  );
  await page.waitForTimeout(2000); // for requests that its script makes later
  const loaded: string[] = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\.(js|css)$/.test(name))
  );
  let bytes = 0;
  for (const url of new Set(loaded)) {
    const { body } = await fetch(url);
    bytes += (await new Response(body!.pipeThrough(new CompressionStream("gzip"))).bytes()).length;
  }
  console.log(
    `${shot.name.padEnd(16)} first contentful paint ${paint.toFixed(0).padStart(5)} ms, ` +
      `script and style ${(bytes / 1000).toFixed(1).padStart(6)} kB compressed`,
  );
  await context.close();
}

const { values } = parseArgs({ args: Deno.args, options: { only: { type: "string" }, folder: { type: "string" } } });
const wanted = values.only?.split(",");
const shots = SHOTS.filter(({ name }) => wanted?.includes(name) ?? true);
const folder = values.folder ?? await Deno.makeTempDir({ prefix: "streamforge_screenshots_" });
await Deno.mkdir(folder, { recursive: true });
await Deno.mkdir(out, { recursive: true });
const server = await Server.start(`${folder}/data`);
const browser = await openBrowser();
try {
  const ids = await findVideos(server) ?? await uploadAll(server, folder);
  for (const shot of shots.filter(({ name }) => !/arabic/.test(name))) await measure(browser, server, shot, ids);
  if (shots.some(({ name }) => name === "library")) ids.set(LAST.title, await upload(server, LAST, folder));
  await takeAll(browser, server, ids, shots);
  if (ids.has(LAST.title)) await server.ask(`/api/videos/${ids.get(LAST.title)}`, { method: "DELETE" });
} finally {
  await browser.close();
  await server.stop();
  if (!values.folder) await Deno.remove(folder, { recursive: true });
}
