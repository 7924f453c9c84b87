import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { MediaError } from "../../../../src/core/errors.ts";
import { readAudio } from "../../../../src/media/audio.ts";
import { planRenditions } from "../../../../src/media/rendition_plan.ts";
import { probe } from "../../../../src/media/probe.ts";
import { untrustedInput } from "../../../../src/media/process/untrusted_input.ts";
import { findSandbox } from "../../../../src/media/process/sandbox.ts";
import { renderThumbnail } from "../../../../src/media/thumbnail.ts";
import { findProgram } from "../../../../src/media/process/tools.ts";
import { remux, transcode } from "../../../../src/media/transcode.ts";
import { emptyFolder, fixture, textFixture, tools } from "../../../media_fixtures.ts";
import type { MediaInfo } from "../../../../src/media/media_info.ts";

/** Two baits that nothing may touch: a file that reports when it is opened, and a port that reports connections. */
class Bait implements AsyncDisposable {
  readonly secret: string;
  readonly port: number;
  calls = 0;
  isOpened = false;
  #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #writer: Deno.ChildProcess;
  #ended: Promise<void>;

  constructor(folder: string) {
    this.secret = join(folder, "secret.ts");
    this.port = this.#listener.addr.port;
    this.#ended = this.#accept();
    new Deno.Command("mkfifo", { args: [this.secret] }).outputSync();
    // A pipe's writer waits until somebody opens it to read.
    this.#writer = new Deno.Command("sh", { args: ["-c", 'exec 3>"$0"', this.secret] }).spawn();
    this.#writer.status.then(({ signal }) => this.isOpened ||= signal === null);
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.calls++;
      connection.close();
    }
  }

  async assertUntouched(label: string): Promise<void> {
    await new Promise((done) => setTimeout(done, 50)); // for the writer to end, if somebody did open the pipe
    assert.equal(this.isOpened, false, `${label}: another file was opened`);
    assert.equal(this.calls, 0, `${label}: a connection was made`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isOpened) this.#writer.kill("SIGKILL");
    await this.#writer.status;
    this.#listener.close();
    await this.#ended.catch(() => {});
  }
}

const hls = (...addresses: string[]) =>
  ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:0"].concat(
    addresses.flatMap((address) => ["#EXTINF:2.0,", address]),
    ["#EXT-X-ENDLIST", ""],
  ).join("\n");

/** Files that name other files, by the names that they pretend to have. */
function traps({ secret, port }: Bait): Record<string, string> {
  const address = `http://127.0.0.1:${port}/secret.ts`;
  return {
    "playlist.mp4": hls(`file://${secret}`, secret, "secret.ts"),
    "remote_playlist.mp4": hls(address),
    "master.mp4": `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${address}\n#EXT-X-STREAM-INF:BANDWIDTH=2\n${secret}\n`,
    "key.mp4": hls("x.ts").replace("#EXTINF", `#EXT-X-KEY:METHOD=AES-128,URI="${address}"\n#EXTINF`),
    "concat.mp4": `ffconcat version 1.0\nfile secret.ts\nfile '${secret}'\nfile ${address}\n`,
    "dash.mp4": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" ` +
      `mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" ` +
      `bandwidth="1"><BaseURL>${address}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    "session.mp4": `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${port} RTP/AVP 96\n`,
  };
}

async function rawRun(program: string, args: string[]): Promise<number> {
  const io = { stdin: "null", stdout: "null", stderr: "null" } as const;
  return (await new Deno.Command(program, { args, signal: AbortSignal.timeout(20_000), ...io }).output()).code;
}

Deno.test("the bait works: ffprobe opens the file if it is allowed to read a playlist", async () => {
  const folder = await emptyFolder();
  await using bait = new Bait(folder);
  await Deno.writeTextFile(join(folder, "clip.mp4"), hls(`file://${bait.secret}`));
  const args = ["-v", "quiet", "-f", "hls", join(folder, "clip.mp4")];
  const child = new Deno.Command("ffprobe", { args, stdin: "null", stdout: "null" }).spawn();
  for (let i = 0; !bait.isOpened && i < 500; i++) await new Promise((done) => setTimeout(done, 20));
  try {
    child.kill("SIGKILL"); // it may wait for another writer
  } catch {
    // Or it has already ended.
  }
  await child.status;
  assert.ok(bait.isOpened);
});

Deno.test("the arguments alone keep a playlist disguised as clip.mp4 from reading and connecting", async () => {
  const folder = await emptyFolder();
  await using bait = new Bait(folder);
  for (const [name, content] of Object.entries(traps(bait))) {
    const path = join(folder, name);
    await Deno.writeTextFile(path, content);
    assert.notEqual(await rawRun("ffprobe", untrustedInput(path)), 0, name);
    assert.notEqual(await rawRun("ffmpeg", ["-nostdin", ...untrustedInput(path), "-f", "null", "-"]), 0, name);
    await bait.assertUntouched(name);
  }
});

Deno.test("each function that opens files gives a MediaError for a disguised playlist, and touches nothing", async () => {
  const folder = await emptyFolder();
  await using bait = new Bait(folder);
  // As if the probe had been deceived: the functions after it must refuse the file too.
  const info: MediaInfo = { ...await probe(tools, await fixture("talk.mp4")), browserPlayable: false };
  for (const name of ["playlist.mp4", "remote_playlist.mp4", "concat.mp4"]) {
    const input = join(folder, name);
    await Deno.writeTextFile(input, traps(bait)[name]);
    const outDir = await emptyFolder();
    const renditions = [planRenditions(info).first];
    const ways: Record<string, () => Promise<unknown>> = {
      probe: () => probe(tools, input),
      readAudio: () => readAudio(tools, input, { info })[Symbol.asyncIterator]().next(),
      remux: () => remux(tools, { input, info, outDir }),
      transcode: () => transcode(tools, { input, info, outDir, renditions, encoder: "libx264" }),
      thumbnail: () => renderThumbnail(tools, { input, info, outPath: join(outDir, "thumbnail.jpg") }),
    };
    for (const [way, open] of Object.entries(ways)) {
      await assert.rejects(open(), MediaError, `${way} of ${name}`);
      await bait.assertUntouched(`${way} of ${name}`);
    }
  }
});

Deno.test("a file name is never read as a URL, an option or a pattern", async () => {
  const bytes = await Deno.readFile(await fixture("talk.mp4"));
  for (const name of ["http:x.mp4", "-i.mp4", "a%03d b.mp4", "concat:a|b.mp4", "it's [0:v];,.mp4", "ü\n.mp4"]) {
    const { video } = await probe(tools, await textFixture(name, bytes));
    assert.equal(video?.width, 320, name);
  }
  for (const path of ["http:x.mp4", "http://127.0.0.1/x.mp4", "clip.mp4", "", "-i"]) {
    assert.throws(() => untrustedInput(path), RangeError, path);
  }
});

const ffmpegPath = await findProgram("ffmpeg");
const sandbox = await findSandbox(ffmpegPath);

Deno.test({
  name: "inside bubblewrap there is no network, no other file, and no writing but to the one folder",
  ignore: sandbox.name !== "bubblewrap",
  fn: async () => {
    const folder = await emptyFolder();
    await using bait = new Bait(folder);
    const input = await fixture("talk.mp4");
    const outDir = await emptyFolder();
    const inside = async (...args: string[]) => {
      const command = [ffmpegPath, "-v", "error", "-nostdin", "-y", ...args];
      const [file, ...rest] = await sandbox.wrap(command, { readable: [input], writableDir: outDir });
      return await rawRun(file, rest);
    };
    const copy = (to: string) => inside("-i", input, "-c", "copy", "-f", "mp4", to);
    assert.equal(await copy(join(outDir, "fine.mp4")), 0);
    assert.equal(await copy("here.mp4"), 0, "it starts in the folder");
    assert.notEqual(await copy(input), 0);
    await copy(join(dirname(input), "beside.mp4")); // into an in-memory folder that only the sandbox sees
    await assert.rejects(Deno.stat(join(dirname(input), "beside.mp4")), Deno.errors.NotFound);
    assert.notEqual(await copy("/usr/lib/x.mp4"), 0);
    assert.notEqual(await inside("-f", "mpegts", "-i", bait.secret, "-f", "null", "-"), 0);
    assert.notEqual(await inside("-f", "mpegts", "-i", `http://127.0.0.1:${bait.port}/`, "-f", "null", "-"), 0);
    assert.notEqual(await inside("-f", "data", "-i", "/etc/passwd", "-map", "0", "-f", "data", "-"), 0);
    await bait.assertUntouched("in the sandbox");
    assert.deepEqual(Array.from(Deno.readDirSync(outDir), ({ name }) => name).sort(), ["fine.mp4", "here.mp4"]);
  },
});
