import assert from "node:assert/strict";
import { logMel } from "../../../ml/audio/log_mel.ts";
import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { speechWindows } from "../../../ml/audio/windows.ts";
import { inspect } from "../../../src/cli/inspect.ts";
import { ConfigError, MediaError } from "../../../src/core/errors.ts";
import type { AudioReport } from "../../../src/core/audio_report.ts";
import { readAudio } from "../../../src/media/audio.ts";
import { browserTest, openBrowser, sidewaysScroll, until } from "../../browser.ts";
import { ffmpeg, fixture, textFixture, tools } from "../../media_fixtures.ts";
import { Screen, tempFolder } from "./screen.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;
const browser = await openBrowser();
const made = await tempFolder();
Deno.test.afterAll(async () => {
  await browser.close();
  await made[Symbol.asyncDispose]();
});

/** Two seconds of silence, a sentence, two seconds of silence, three of a chord. */
const NAME = "a <b>talk & more.flac";
const talk = `${made.path}/${NAME}`;
await ffmpeg(["-i", SPEECH, "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=2", "-f", "lavfi", "-i"].concat([
  "aevalsrc='0.1*(sin(2*PI*262*t)+sin(2*PI*330*t)+sin(2*PI*392*t))':s=16000:d=3",
  ...["-filter_complex", "[1]asplit[a][b];[a][0][b][2]concat=n=4:v=0:a=1", talk],
]));

function depsFor(screen: Screen, whisperModel = "base") {
  const config = { whisperModel, onnxruntimeDir: null, cacheDir: `${made.path}/cache` };
  return { config, mediaTools: tools, terminal: screen };
}

async function run(args: string[], whisperModel?: string): Promise<{ code: number; screen: Screen }> {
  const screen = new Screen();
  return { code: await inspect(args, depsFor(screen, whisperModel)), screen };
}

let reports = 0;
async function report(file = talk, whisperModel?: string): Promise<string> {
  const path = `${made.path}/report${reports++}.html`;
  assert.equal((await run([file, "-o", path], whisperModel)).code, 0);
  return path;
}

interface Data {
  label: string;
  hearing: AudioReport;
  sound: { base64: string; seconds: number };
}

async function dataOf(path: string): Promise<Data> {
  const html = await Deno.readTextFile(path);
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]);
}

Deno.test("the mel in a report is logMel of the windows that Whisper gets, to half a step of 256", async () => {
  const { hearing: data } = await dataOf(await report());
  const columns = Uint8Array.from(atob(data.overview.mel), (char) => char.charCodeAt(0));
  const model = await loadVoiceModel(1);
  const windows = [];
  for await (const window of speechWindows(readAudio(tools, talk), new VoiceActivity(model))) windows.push(window);
  await model.release();
  const read = data.pieces.filter(({ is_read }) => is_read);
  assert.deepEqual(read.map(({ start }) => start), windows.map(({ start }) => start));
  assert.ok(windows.length > 0);
  for (const [i, { samples }] of windows.entries()) {
    const expected = logMel(samples, 80);
    const { min, max, frames } = read[i];
    const first = data.pieces.slice(0, data.pieces.indexOf(read[i])).reduce(
      (sum, piece) => sum + piece.frames,
      0,
    );
    for (let t = 0; t < frames; t++) {
      for (let mel = 0; mel < 80; mel++) {
        const value = min + columns[(first + t) * 80 + mel] / 255 * (max - min);
        const off = Math.abs(value - expected.data[mel * expected.nFrames + t]);
        assert.ok(off <= (max - min) / 510 + 1e-6, `band ${mel}, column ${t}: off by ${off}`);
      }
    }
  }
  assert.deepEqual(data.spans.map(({ kind }) => kind), ["silence", "speech", "silence", "music_or_noise"]);
});

Deno.test("the report for a model with 128 mel bands has 128 bands", async () => {
  const { hearing: data } = await dataOf(await report(SPEECH, "large-v3-turbo"));
  assert.deepEqual([data.n_mels, data.band_hz.length], [128, 128]);
});

Deno.test("inspect prints the kinds of sound in one line, and the path of the report", async () => {
  const output = `${made.path}/told.html`;
  const { screen } = await run([talk, "--output", output]);
  assert.match(screen.stderr, /0:1\d, speech 0:0\d, music or noise 0:03, silence 0:0\d\n$/);
  assert.match(screen.stdout, /^\S+told\.html \(\d+ kB\)\n$/);
});

Deno.test("a report names no address, and its policy allows none", async () => {
  const html = await Deno.readTextFile(await report());
  assert.doesNotMatch(html, /(?:src|href)=["'](?!#)/);
  assert.doesNotMatch(html, /https?:\/\//);
  assert.match(html, /content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
  assert.doesNotMatch(html, /<b>talk/, "the file's name is text");
});

Deno.test("wrong arguments and files without readable sound get a sentence", async () => {
  const empty = await textFixture("empty.mp3", "");
  const words = await textFixture("words.txt", "no sound");
  const cases: [args: string[], kind: typeof ConfigError | typeof MediaError, message: RegExp][] = [
    [[], ConfigError, /no file was named\nusage: /],
    [[talk, SPEECH], ConfigError, /2 files were named: a report is about one/],
    [[talk, "--color"], ConfigError, /--color/],
    [[talk, "-o", talk], ConfigError, /the file itself would be written over/],
    [[talk, "-o", made.path], ConfigError, /a folder: it must be a file's name/],
    [[talk, "-o", "/no/folder/x.html"], ConfigError, /there is no folder \/no\/folder/],
    [["/no/such.mp4"], MediaError, /"\/no\/such\.mp4" can't be read/],
    [[made.path], MediaError, /is no file/],
    [[await fixture("silent_picture.mp4")], MediaError, /there is no sound in this file/],
    [[empty], MediaError, /./],
    [[words], MediaError, /./],
  ];
  for (const [args, kind, message] of cases) {
    await assert.rejects(run(args), (error) => {
      assert.ok(error instanceof kind, `${args}: ${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
});

/** Opens a report and records its network requests. */
async function open(path: string, options: { width?: number; colorScheme?: "dark" | "light" } = {}) {
  const { width = 1200, colorScheme = "dark" } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`file://${path}`);
  const picture = page.locator("#audio-report canvas");
  await picture.waitFor();
  const close = async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((url) => !url.startsWith("blob:")), [`file://${path}`]);
    await context.close();
  };
  /** The number of different colours in a part of the picture, given in fractions of its width and height. */
  const colors = (x0: number, y0: number, x1: number, y1: number) =>
    picture.evaluate((canvas, [x0, y0, x1, y1]) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const ctx = (canvas as HTMLCanvasElement).getContext("2d")!;
      const { data } = ctx.getImageData(x0 * width, y0 * height, (x1 - x0) * width, (y1 - y0) * height);
      const found = new Set<number>();
      for (let i = 0; i < data.length; i += 4) found.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
      return found.size;
    }, [x0, y0, x1, y1]);
  const valueText = async () => await picture.getAttribute("aria-valuetext") ?? "";
  return { page, picture, colors, valueText, close };
}

const shared = await report();

for (const colorScheme of ["dark", "light"] as const) {
  Deno.test(browserTest(`a report shows the picture, ${colorScheme}, without asking anybody`, async () => {
    const it = await open(shared, { colorScheme });
    // the sentence is between 15 % and 45 % of the file, the spectrogram in the middle of the picture
    assert.ok(await it.colors(0.25, 0.4, 0.45, 0.7) > 50);
    const ground = await it.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.equal(ground, colorScheme === "dark" ? "rgb(10, 14, 11)" : "rgb(244, 242, 233)");
    assert.equal(await it.page.locator("canvas").count(), 4);
    await it.close();
  }));
}

Deno.test(browserTest("the picture is zoomed and moved through by keys", async () => {
  const it = await open(shared);
  assert.equal(await it.valueText(), "0:00.0 silence");
  await it.picture.focus();
  for (let i = 0; i < 10; i++) await it.page.keyboard.press("ArrowRight");
  assert.match(await it.valueText(), /^0:0[23]\.\d (speech|silence)$/);
  await it.page.keyboard.press("+");
  await it.page.keyboard.press("+");
  const [, from, to] = /seen 0:0?(\d+\.\d) to 0:0?(\d+\.\d)/.exec(await it.valueText())!.map(Number);
  assert.ok(to - from < 5 && to - from > 3, `${from} to ${to}`);
  await it.page.keyboard.press("End");
  assert.match(await it.valueText(), /music or noise, seen/);
  await it.page.keyboard.press("-");
  await it.page.keyboard.press("0");
  await it.page.keyboard.press("Home");
  assert.equal(await it.valueText(), "0:00.0 silence");
  await it.close();
}));

Deno.test(browserTest(
  "the wheel is the page's until the picture has the focus; a click moves the playhead, a drag the view",
  async () => {
    const it = await open(shared);
    const box = (await it.picture.boundingBox())!;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await it.page.mouse.move(middle.x, middle.y);
    await it.page.mouse.wheel(0, -100);
    assert.doesNotMatch(await it.valueText(), /seen/);
    await it.page.evaluate(() => scrollTo(0, 0));
    await it.page.mouse.click(middle.x, middle.y);
    await until("the playhead moves", async () => !(await it.valueText()).startsWith("0:00.0"));
    await it.page.mouse.wheel(0, -300);
    const zoomed = await until("zoomed", async () => /seen.*/.exec(await it.valueText())?.[0]);
    await it.page.mouse.down();
    await it.page.mouse.move(middle.x - 200, middle.y, { steps: 4 });
    await it.page.mouse.up();
    await until("moved along", async () => /seen.*/.exec(await it.valueText())?.[0] !== zoomed);
    await it.close();
  },
));

Deno.test(browserTest("the playhead follows the sound, which space starts and stops", async () => {
  const it = await open(shared);
  await it.picture.focus();
  await it.page.keyboard.press(" ");
  await until("the playhead moves", async () => !(await it.valueText()).startsWith("0:00.0"));
  assert.equal(await it.page.locator("#audio-report button").first().textContent(), "Pause");
  await it.page.keyboard.press(" ");
  await until("it stops", async () => await it.page.locator("#audio-report button").first().textContent() === "Play");
  const at = await it.valueText();
  await it.page.getByRole("button", { name: "Play speech" }).click();
  await until("the reference plays", async () => {
    return await it.page.locator("#reference-speech canvas").getAttribute("aria-valuenow") !== "0.00";
  });
  assert.equal(await it.valueText(), at, "only one sound plays at a time");
  await it.close();
}));

Deno.test(browserTest("the picture is saved as PNG", async () => {
  const it = await open(shared);
  const coming = it.page.waitForEvent("download");
  await it.page.locator("#audio-report").getByRole("button", { name: "Save as picture" }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /talk.*\.spectrogram\.png$/);
  const bytes = await Deno.readFile(await download.path());
  assert.deepEqual([...bytes.subarray(1, 4)], [0x50, 0x4e, 0x47]);
  assert.ok(bytes.length > 5000);
  await it.close();
}));

Deno.test(browserTest("a report fits a phone", async () => {
  const it = await open(shared, { width: 360 });
  assert.equal(await sidewaysScroll(it.page), 0);
  assert.ok(await it.colors(0.2, 0.4, 0.5, 0.7) > 50);
  await it.close();
}));
