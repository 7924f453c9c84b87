import assert from "node:assert/strict";
import { ModelStore } from "../../../ml/models/store.ts";
import { Engine } from "../../../ml/whisper/engine/engine.ts";
import { CAPTION_FORMATS, parseCaptionFile, parseSrt, parseVtt } from "../../../src/captions/mod.ts";
import { transcribe, type TranscribeDeps } from "../../../src/cli/transcribe.ts";
import { delay } from "../../../src/core/async.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { ConfigError, ModelError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import type { TranscribeOptions, Transcript } from "../../../src/core/types.ts";
import { findProgram } from "../../../src/media/process/tools.ts";
import { speak } from "../captions/make.ts";
import { ffmpeg, tools } from "../../media_fixtures.ts";
import { libreTranslate, serve, shifted } from "../translation/http_server.ts";
import { Screen, tempFolder } from "./screen.ts";

const SPEECH = new URL("../../data/sentence.flac", import.meta.url).pathname;
const log = createLog("error");

/** An engine that reads the audio to its end and always gives the same transcript. */
class SteadyEngine {
  calls: (TranscribeOptions & { samples: number })[] = [];
  isClosed = false;
  text = "Ask not what your country can do for you, ask what you can do for your country.";

  async transcribe(...[audio, options, listener]: Parameters<Engine["transcribe"]>): Promise<Transcript> {
    listener.onProgress?.({ stage: "loading", seconds: 0 });
    let samples = 0;
    for await (const chunk of audio) samples += chunk.length;
    listener.onProgress?.({ stage: "transcribing", seconds: samples / 16_000 });
    this.calls.push({ ...options as TranscribeOptions, samples });
    const segments = this.text ? [speak(this.text)] : [];
    const language = this.text ? options.language ?? "en" : null;
    return { language, languageProbability: 0.9, duration: 9, segments, dropped: [] };
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

async function setUp({ isTerminal = false } = {}) {
  const dir = await tempFolder();
  const engine = new SteadyEngine();
  const requestedModels: string[] = [];
  const screen = new Screen(isTerminal);
  const deps: TranscribeDeps = {
    config: { whisperModel: "base", modelsDir: "/models" },
    log,
    mediaTools: tools,
    store: {
      list: () => [{ name: "base", folder: "/models/base", state: "ready", modelBytes: 1, repository: null }],
      resolve(name: string) {
        requestedModels.push(name);
        return Promise.resolve(`/models/${name}`);
      },
    },
    makeEngine: () => engine,
    terminal: screen,
  };
  const put = async (name: string) => {
    await Deno.copyFile(SPEECH, `${dir.path}/${name}`);
    return `${dir.path}/${name}`;
  };
  const files = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  return {
    path: dir.path,
    engine,
    requestedModels,
    screen,
    deps,
    put,
    files,
    [Symbol.asyncDispose]: dir[Symbol.asyncDispose],
  };
}

Deno.test("only the captions of a single file go to standard output", async () => {
  await using it = await setUp();
  assert.equal(await transcribe([await it.put("talk.flac")], it.deps), 0);
  const { cues, changes } = parseCaptionFile("srt", it.screen.stdout);
  assert.deepEqual(changes, []);
  assert.equal(cues.map(({ text }) => text).join(" ").replaceAll("\n", " "), it.engine.text);
  assert.equal(it.screen.stderr, "");
  assert.deepEqual(it.files(), ["talk.flac"]);
  assert.ok(it.engine.calls[0].samples > 16_000);
  assert.ok(it.engine.isClosed);
});

const FORMAT_NAMES = CAPTION_FORMATS.map(({ name }) => name);

Deno.test("--format all writes a file of each format beside the input", async () => {
  await using it = await setUp();
  assert.equal(await transcribe([await it.put("talk.flac"), "--format", "all"], it.deps), 0);
  assert.deepEqual(it.files(), ["flac", ...FORMAT_NAMES].sort().map((name) => `talk.${name}`));
  const read = (name: string) => Deno.readTextFile(`${it.path}/${name}`);
  assert.equal(parseVtt(await read("talk.vtt")).language, "en");
  assert.equal(await read("talk.txt"), `${it.engine.text}\n`);
  assert.equal(JSON.parse(await read("talk.json")).text, it.engine.text);
  assert.equal(it.screen.stdout, "");
});

Deno.test("several files go to the folder of -o, which is made", async () => {
  await using it = await setUp();
  const args = [await it.put("a.flac"), await it.put("b.flac"), "-o", `${it.path}/new/out`, "--format", "vtt"];
  assert.equal(await transcribe(args, it.deps), 0);
  assert.deepEqual([...Deno.readDirSync(`${it.path}/new/out`)].map(({ name }) => name).sort(), ["a.vtt", "b.vtt"]);
});

Deno.test("a file is opened while the one before is read", async () => {
  await using it = await setUp();
  const openedCount = () => it.files().filter((name) => name.startsWith("opened-")).length;
  const ffprobe = `${it.path}/ffprobe`;
  const script = `#!/bin/sh\nmkdir ${it.path}/opened-$$\nexec ${await findProgram("ffprobe")} "$@"\n`; // it may not write files
  await Deno.writeTextFile(ffprobe, script);
  await Deno.chmod(ffprobe, 0o755);
  it.deps.mediaTools = { ...tools, ffprobePath: ffprobe, sandbox: "off" };
  const read = it.engine.transcribe.bind(it.engine);
  it.engine.transcribe = async (...args) => {
    const files = it.engine.calls.length + 1;
    while (openedCount() < Math.min(files + 1, 3)) await delay(10); // for ever where it is opened only later
    return read(...args);
  };
  const args = [await it.put("a.flac"), await it.put("b.flac"), await it.put("c.flac")];
  assert.equal(await transcribe(args, it.deps), 0, it.screen.stderr);
  assert.equal(it.engine.calls.length, 3);
  assert.ok(it.engine.calls.every(({ samples }) => samples === it.engine.calls[0].samples));
});

Deno.test("a bad file gets a sentence, the others are transcribed, and the exit code is 1", async () => {
  await using it = await setUp();
  await Deno.writeTextFile(`${it.path}/notes.mp4`, "this is no video");
  const args = [`${it.path}/notes.mp4`, `${it.path}/missing.mp4`, it.path, await it.put("good.flac")];
  assert.equal(await transcribe(args, it.deps), 1);
  const lines = it.screen.stderr.trim().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^streamforge: .*notes\.mp4: /);
  assert.match(lines[1], /^streamforge: .*missing\.mp4: there is no such file$/);
  assert.match(lines[2], /: it is no file$/);
  assert.ok(it.files().includes("good.srt"));
  assert.equal(it.engine.calls.length, 1);
});

Deno.test("the layout of captions, the language, the task and the model can be set", async () => {
  await using it = await setUp();
  const shape = ["--max-line-chars", "20", "--max-lines", "1", "--max-cue-seconds", "3"];
  const args = [await it.put("a.flac"), ...shape, "--language", "Spanish", "--task", "translate", "--model", "small"];
  assert.equal(await transcribe(args, it.deps), 0);
  assert.deepEqual(it.requestedModels, ["small"]);
  assert.equal(it.engine.calls[0].language, "es");
  assert.equal(it.engine.calls[0].task, "translate");
  for (const cue of parseSrt(it.screen.stdout).cues) {
    assert.ok(cue.text.length <= 20 && !cue.text.includes("\n") && cue.end - cue.start <= 3);
  }
});

Deno.test("every option of the engine has an argument, and is in the usage", async () => {
  await using it = await setUp();
  const file = await it.put("a.flac");
  const speech = ["--beam-size", "5", "--initial-prompt", "Ann, Bo", "--hotwords", "Zürich", "--temperature", "0.2"];
  const more = ["--condition-on-previous-text", "--vad-threshold", "0.35", "--no-word-times"];
  assert.equal(await transcribe([file, ...speech, ...more, "--language", "auto-segment"], it.deps), 0);
  assert.equal(await transcribe([file, "--no-vad", "--language", "auto"], it.deps), 0);
  assert.equal(await transcribe([file], it.deps), 0);
  const { samples } = it.engine.calls[0];
  assert.deepEqual(it.engine.calls, [
    {
      ...{ language: "auto-segment", beamSize: 5, initialPrompt: "Ann, Bo", hotwords: "Zürich", temperature: 0.2 },
      ...{ conditionOnPreviousText: true, voiceThreshold: 0.35, wordTimestamps: false, samples },
    },
    { language: null, voiceActivity: false, samples },
    { samples },
  ]);
  assert.equal(await transcribe(["--help"], it.deps), 0);
  for (const name of [...speech, ...more, "--no-vad", "auto-segment"].filter((text) => /^--|^auto-/.test(text))) {
    assert.ok(it.screen.stdout.includes(name), name);
  }
  assert.ok(it.screen.stdout.split("\n").every((line) => line.length <= 120));
});

Deno.test("wrong arguments are reported before any model is downloaded", async () => {
  await using it = await setUp();
  const file = await it.put("a.flac");
  const wrong: [string[], RegExp][] = [
    [[], /no file was named[^]*usage:/],
    [[file, "--max-line-chars", "5"], /^--max-line-chars is "5": it must be a whole number from 10 to 200$/],
    [[file, "--max-lines", "x"], /^--max-lines is "x"/],
    [[file, "--format", "doc"], new RegExp(`--format is "doc": it must be one of ${FORMAT_NAMES.join(", ")}, all`)],
    [[file, "--task", "sing"], /--task is "sing"/],
    [[file, "--language", "klingon"], /--language is "klingon"/],
    [[file, "--beam-size", "0"], /^--beam-size is "0": it must be a whole number from 1 to 10$/],
    [[file, "--temperature", "-1"], /^--temperature is "-1": it must be a number from 0 to 1$/],
    [[file, "--temperature", "2"], /^--temperature is "2": it must be a number from 0 to 1$/],
    [[file, "--vad-threshold", "1"], /^--vad-threshold is "1": it must be a number above 0 and below 1$/],
    [[file, "--vad-threshold", "0.4", "--no-vad"], /^--vad-threshold is there and --no-vad too/],
    [[file, "--initial-prompt", "x".repeat(3000)], /^--initial-prompt has 3000 characters: .* at most 2000/],
    [[file, "--hotwords", ""], /^--hotwords is "": leave it out/],
    [[file, "--no-vad=yes"], /'--no-vad' does not take an argument[^]*usage:/],
    [[file, "--speakers"], /^--speakers is there, and srt has no place for names: choose --format vtt, .* or all$/],
    [[file, "--speakers", "--format", "txt"], /^--speakers is there, and txt has no place for names/],
    [[file, "--loud"], /Unknown option '--loud'[^]*usage:/],
    [[file, "-o", file], /the folder ".*a\.flac" of -o cannot be made/],
  ];
  for (const [args, message] of wrong) {
    await assert.rejects(transcribe(args, it.deps), (error: Error) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
  assert.deepEqual(it.requestedModels, []);
});

Deno.test("translation (5.1): --translate-to gives the captions in another language, with the times of the original's cues", async () => {
  await using it = await setUp();
  await using server = serve(libreTranslate());
  it.deps.config.libreTranslateUrl = server.url;
  const file = await it.put("talk.flac");
  assert.equal(await transcribe([file], it.deps), 0);
  const original = parseSrt(it.screen.stdout).cues;
  assert.equal(await transcribe([file, "--translate-to", "Spanish", "-o", it.path], it.deps), 0);
  assert.deepEqual(it.files(), ["talk.es.srt", "talk.flac"]);
  const { cues } = parseSrt(await Deno.readTextFile(`${it.path}/talk.es.srt`));
  assert.deepEqual(cues.map(({ start, end }) => [start, end]), original.map(({ start, end }) => [start, end]));
  const plain = (list: typeof cues) => list.map(({ text }) => text).join(" ").replaceAll("\n", " ");
  assert.equal(plain(cues), shifted(plain(original)));
});

Deno.test("--translate-to en is Whisper's own translation where no translator is set; another language names the settings", async () => {
  await using it = await setUp();
  const file = await it.put("talk.flac");
  assert.equal(await transcribe([file, "--translate-to", "en", "--language", "de"], it.deps), 0);
  assert.equal(it.engine.calls[0].task, "translate");
  await assert.rejects(
    transcribe([file, "--translate-to", "pl"], it.deps),
    /no translator to pl: More languages come with TRANSLATE_URL/,
  );
  await assert.rejects(
    transcribe([file, "--translate-to", "pt", "--language", "de"], it.deps),
    /no translator from de to pt/,
  );
  assert.equal(it.engine.calls.length, 1, "nothing is transcribed for nothing");
  await assert.rejects(transcribe([file, "--translate-to", "klingon"], it.deps), /--translate-to is "klingon"/);
});

Deno.test("captions that can't be translated are written as they are spoken, and the exit code is 1", async () => {
  await using it = await setUp();
  await using server = serve(libreTranslate(() => Response.json({ error: "no more today" }, { status: 403 })));
  it.deps.config.libreTranslateUrl = server.url;
  const file = await it.put("talk.flac");
  assert.equal(await transcribe([file, "--translate-to", "es", "-o", it.path], it.deps), 1);
  assert.deepEqual(it.files(), ["talk.flac", "talk.srt"]);
  const { cues } = parseSrt(await Deno.readTextFile(`${it.path}/talk.srt`));
  assert.equal(cues.map(({ text }) => text).join(" ").replaceAll("\n", " "), it.engine.text);
  assert.match(it.screen.stderr, /talk\.flac: LibreTranslate answered 403: no more today/);
});

Deno.test("a model that can't be downloaded ends the command with its error", async () => {
  await using it = await setUp();
  it.deps.store = new ModelStore(it.path, log, { pythons: [] });
  await assert.rejects(transcribe([await it.put("a.flac"), "--model", "huge"], it.deps), ModelError);
});

Deno.test("files without speech or without sound get empty captions and a note", async () => {
  await using it = await setUp();
  it.engine.text = "";
  assert.equal(await transcribe([await it.put("quiet.flac")], it.deps), 0);
  assert.equal(it.screen.stdout, "");
  assert.match(it.screen.stderr, /quiet\.flac: nothing is said in it/);
  const silent = `${it.path}/silent.mp4`;
  const picture = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:duration=1", "-c:v", "mpeg4"];
  const made = await new Deno.Command("ffmpeg", { args: ["-nostdin", "-v", "error", ...picture, silent] }).output();
  assert.ok(made.success);
  assert.equal(await transcribe([silent], it.deps), 0);
  assert.match(it.screen.stderr, /silent\.mp4: there is no sound in it/);
});

Deno.test("a terminal shows the progress and the speed on standard error", async () => {
  await using it = await setUp({ isTerminal: true });
  await transcribe([await it.put("talk.flac")], it.deps);
  assert.match(it.screen.stderr, /talk\.flac {2}starting/);
  assert.match(it.screen.stderr, /\[#{24}\] 100 %/);
  assert.match(it.screen.stderr, /talk\.flac: 9\.0 s in [\d.]+ s \(\d+ x\)\n$/);
  assert.ok(parseSrt(it.screen.stdout).cues.length > 0);
});

Deno.test("an English-only model is refused for another language", async () => {
  const config = readConfig(Deno.env.toObject());
  await using cache = await tempFolder();
  const screen = new Screen();
  const ask = (...args: string[]) =>
    transcribe([SPEECH, "--model", "tiny.en", ...args], {
      config,
      log,
      mediaTools: tools,
      store: new ModelStore(config.modelsDir, log),
      makeEngine: (modelFolder) =>
        new Engine({ modelFolder, cacheDir: cache.path, threads: 2, device: "cpu", idleSeconds: 0, log }),
      terminal: screen,
    });
  assert.equal(await ask("--language", "es"), 1);
  assert.equal(await ask("--task", "translate"), 1);
  const errors = screen.stderr.split("\n").filter((line) => line.startsWith("streamforge: "));
  assert.match(errors[0], /sentence\.flac: the language is spanish: this model knows English only$/);
  assert.match(errors[1], /sentence\.flac: this model knows English only: it can't translate$/);
  assert.equal(screen.stdout, "");
});

Deno.test("a real engine transcribes the sentence", async () => {
  const config = readConfig(Deno.env.toObject());
  await using cache = await tempFolder();
  const screen = new Screen();
  const code = await transcribe([SPEECH, "--model", "base", "--format", "txt"], {
    config,
    log,
    mediaTools: tools,
    store: new ModelStore(config.modelsDir, log),
    makeEngine: (modelFolder) =>
      new Engine({ modelFolder, cacheDir: cache.path, threads: 2, device: "cpu", idleSeconds: 0, log }),
    terminal: screen,
  });
  assert.equal(code, 0, screen.stderr);
  const { text } = JSON.parse(await Deno.readTextFile(SPEECH.replace(/flac$/, "json")));
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, "").trim();
  assert.equal(bare(screen.stdout), bare(text));
});

Deno.test("of several sound tracks the one with a voice is transcribed, or the one of --audio-track", async () => {
  await using it = await setUp();
  const path = `${it.path}/two.mka`;
  const silence = ["-f", "lavfi", "-t", "2", "-i", "anullsrc=r=16000:cl=mono"];
  await ffmpeg([
    ...silence,
    "-i",
    SPEECH,
    "-map",
    "0",
    "-map",
    "1",
    "-metadata:s:a:1",
    "title=Mic",
    "-c:a",
    "flac",
    path,
  ]);
  assert.equal(await transcribe([path], it.deps), 0);
  assert.match(it.screen.stderr, /two\.mka: sound track 2 of 2 \("Mic"\) is used: it has the most voice/);
  assert.equal(await transcribe([path, "--audio-track", "1"], it.deps), 0);
  const [chosen, asked] = it.engine.calls.map(({ samples }) => samples / 16_000);
  assert.ok(chosen > 3.9 && Math.abs(asked - 2) < 0.1, `${chosen} and ${asked} s`);
  assert.equal(await transcribe([path, "--audio-track", "3"], it.deps), 1);
  assert.match(it.screen.stderr, /no sound track 3 .*: the file has the sound tracks 1, 2/);
  await assert.rejects(
    transcribe([path, "--audio-track", "two"], it.deps),
    /--audio-track is "two": it must be a number/,
  );
});
