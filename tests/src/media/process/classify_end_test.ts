import assert from "node:assert/strict";
import { MediaError, NoSpaceError, ToolError } from "../../../../src/core/errors.ts";
import { isLikelyToRepeat, type ProcessEnd } from "../../../../src/core/process_end.ts";
import { readAudio } from "../../../../src/media/audio.ts";
import { readChapters } from "../../../../src/media/chapters.ts";
import { segmentMp4 } from "../../../../src/media/hls.ts";
import { probe } from "../../../../src/media/probe.ts";
import { retryCommand, run, type RunOptions, start } from "../../../../src/media/process/run.ts";
import { findSandbox, type Sandbox } from "../../../../src/media/process/sandbox.ts";
import { renderStoryboard } from "../../../../src/media/storyboard.ts";
import { renderThumbnail } from "../../../../src/media/thumbnail.ts";
import { findProgram, type MediaTools } from "../../../../src/media/process/tools.ts";
import { remux, transcode } from "../../../../src/media/transcode.ts";
import { emptyFolder, ffmpeg, fixture, textFixture, tools } from "../../../media_fixtures.ts";
import { Killer, processesWith, slowly } from "../../../processes.ts";
import { smallDisk } from "../../../small_disk.ts";

const limits: RunOptions = { readable: [], wallSeconds: 60, stallSeconds: 60 };
const minute = (mark: string) =>
  ["-re", "-f", "lavfi", "-i", `anullsrc=d=60:r=8000`, "-metadata", `title=${mark}`]
    .concat(["-progress", "pipe:1", "-f", "null", "-"]);

const ffmpegPath = await findProgram("ffmpeg");
const sandboxes = new Map<string, Sandbox>();
for (const names of [["bwrap", "setpriv"], ["absent-bwrap", "setpriv"], ["absent-bwrap", "absent-setpriv"]]) {
  const sandbox = await findSandbox(ffmpegPath, ...names);
  sandboxes.set(sandbox.name, sandbox);
}

async function endOfRun(work: Promise<unknown>): Promise<ProcessEnd> {
  const error = await work.then(() => assert.fail("it ended well"), (error) => error);
  assert.ok(error instanceof ToolError, `${error.stack}`);
  return error.end;
}

for (const [name, sandbox] of sandboxes) {
  for (const signal of ["SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT"] as const) {
    Deno.test(`the end of an ffmpeg that gets ${signal} is that signal (sandbox: ${name})`, async () => {
      const mark = crypto.randomUUID();
      const running = run(tools, "ffmpeg", minute(mark), {
        ...{ ...limits, sandbox },
        onText: async () => { // it handles signals by now
          for (const { pid } of await processesWith(mark)) Deno.kill(pid, signal);
        },
      });
      assert.deepEqual(await endOfRun(running), { kind: "signal", signal });
    });
  }

  Deno.test(`a full disk is an end of its own, whether ffmpeg reports it or not (sandbox: ${name})`, async () => {
    await using disk = await smallDisk(3);
    const options = { ...limits, sandbox, writableDir: disk.path };
    const noise = ["-f", "lavfi", "-i", "nullsrc=s=640x360:r=25:d=6,geq=random(1)*255:128:128"];
    for (
      const output of [
        ["-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart", `file:${disk.path}/video.mp4`],
        [
          "-c:v",
          "mpeg4",
          "-f",
          "hls",
          "-hls_segment_type",
          "fmp4",
          "-hls_segment_filename",
          "seg_%d.m4s",
          "index.m3u8",
        ],
        ["-c:v", "mjpeg", "-q:v", "1", "-f", "image2", "picture_%d.jpg"],
      ]
    ) {
      await assert.rejects(run(tools, "ffmpeg", [...noise, ...output], options), NoSpaceError, output.join(" "));
      for await (const { name } of Deno.readDir(disk.path)) await Deno.remove(`${disk.path}/${name}`);
    }
  });

  Deno.test(`what ends at a limit of the kernel is no kill: it would end so again (sandbox: ${name})`, async () => {
    const program = `${await emptyFolder()}/ffmpeg`;
    for (const [signal, what] of [["XFSZ", "space for one file"], ["XCPU", "CPU time"]]) {
      await Deno.writeTextFile(program, `#!/bin/sh\nkill -${signal} $$\n`, { mode: 0o755 });
      const end = await endOfRun(run({ ...tools, ffmpegPath: program }, "ffmpeg", [], { ...limits, sandbox }));
      assert.deepEqual(end, { kind: "limit", what });
      assert.ok(isLikelyToRepeat(end));
    }
  });

  Deno.test(`a refused file is an exit, and an absent file is not (sandbox: ${name})`, async () => {
    const broken = await textFixture("broken.mkv", crypto.getRandomValues(new Uint8Array(5000)));
    const decode = (path: string) => ["-i", `file:${path}`, "-f", "null", "-"];
    const { code } = await run(tools, "ffmpeg", decode(broken), { ...limits, sandbox, readable: [broken] });
    assert.notEqual(code, 0);
    const absent = `${await emptyFolder()}/absent.mkv`;
    const end = await endOfRun(run(tools, "ffmpeg", decode(absent), { ...limits, sandbox, readable: [absent] }));
    assert.equal(end.kind, name === "bubblewrap" ? "notStarted" : "machine", "the sandbox fails first");
  });
}

Deno.test("ffmpeg is stopped before it has filled the disk, because the database may need the space", async () => {
  await using disk = await smallDisk(64);
  await disk.fill();
  await Deno.truncate(`${disk.path}/filler`, (await Deno.stat(`${disk.path}/filler`)).size - 4 * 2 ** 20);
  // 200 kB a second, in real time: it would be full after 20 s
  const slowly = ["-re", "-f", "lavfi", "-i", "anoisesrc=r=50000", "-ac", "2", "-c:a", "pcm_s16le", "-t", "40"];
  const running = run(tools, "ffmpeg", [...slowly, "-f", "s16le", "noise.raw"], { ...limits, writableDir: disk.path });
  await assert.rejects(running, NoSpaceError);
  assert.ok((await Deno.stat(`${disk.path}/noise.raw`)).size < 3.5 * 2 ** 20, "there is space left");
});

Deno.test("bubblewrap that is killed together with its program ends by the signal", async () => {
  const sandbox = sandboxes.get("bubblewrap");
  assert.ok(sandbox, "bubblewrap is missing or does not work here: ./sf test installs it");
  const process = await start(tools, "ffmpeg", minute("bwrap"), { ...limits, sandbox });
  const reader = process.stdout.getReader();
  await reader.read();
  Deno.kill(process.pid, "SIGKILL");
  await reader.cancel();
  assert.deepEqual(await endOfRun(process.finished), { kind: "signal", signal: "SIGKILL" });
});

Deno.test("a disk that cannot be read does not blame the file", async () => {
  // nothing is mapped at its first page, so reading it gives an Input/output error
  const unreadable = `/proc/${Deno.pid}/mem`;
  const sandbox = sandboxes.get("none")!;
  const options = { ...limits, sandbox, readable: [unreadable] };
  const end = await endOfRun(run(tools, "ffmpeg", ["-f", "s16le", "-i", unreadable, "-f", "null", "-"], options));
  assert.equal(end.kind, "machine");
});

/** An MP4 whose header claims a table of times with 268 million entries, of 2 GB. */
async function greedyFile(): Promise<string> {
  const bytes = await Deno.readFile(await fixture("talk.mp4"));
  const at = new TextDecoder("latin1").decode(bytes).indexOf("stts");
  new DataView(bytes.buffer).setUint32(at + 8, 0x0fffffff);
  return await textFixture("greedy.mp4", bytes);
}

Deno.test("a file that needs more memory than the limit is refused, if the machine has enough", async () => {
  const greedy = await greedyFile();
  await assert.rejects(probe(tools, greedy), (error: Error) => {
    assert.ok(error instanceof MediaError, `${error.stack}`);
    assert.match(error.message, /it takes more memory than the limit/);
    return true;
  });
  await assert.rejects(async () => {
    for await (const _chunk of readAudio(tools, greedy, {}));
  }, MediaError);
});

Deno.test("a machine that is out of memory does not blame the file", async () => {
  const folder = await emptyFolder();
  // the same message, but not from `-max_alloc`: the machine gives it no memory
  const limited = `${folder}/limited_ffprobe`;
  await Deno.writeTextFile(limited, '#!/bin/sh\necho "file:x: Cannot allocate memory" >&2\nexit 1\n', { mode: 0o755 });
  const encode = (usesGpu: boolean) =>
    run({ ...tools, ffmpegPath: limited }, "ffmpeg", [], { ...limits, writableDir: folder, usesGpu });
  assert.equal((await endOfRun(encode(true))).kind, "machine", "it may mean the memory of the GPU");
  const refused = await encode(false);
  assert.equal(refused.code, 1, "with so much memory free, an encoder has hit its limit, as it would the next time");
  assert.match(refused.stderr.error("it failed").message, /it takes more memory than the limit/);
  const shell = new Deno.Command("/bin/sh", {
    args: ["-c", 'ulimit -v 300000000; exec "$0" "$@"', Deno.execPath(), "run", "-A", "--quiet", "--no-check"].concat([
      new URL("probe_and_print.ts", import.meta.url).pathname,
      await greedyFile(),
    ]),
  });
  const { stdout, stderr } = await shell.output();
  const output = new TextDecoder().decode(stdout);
  assert.match(output, /^ToolError machine/, output + new TextDecoder().decode(stderr));
});

Deno.test("a child that outlives the program does not delay its end", async () => {
  const folder = await emptyFolder();
  const leader = `${folder}/leader`;
  await Deno.writeTextFile(leader, "#!/bin/sh\nsleep 300 &\nkill -KILL $$\n", { mode: 0o755 });
  const sandbox: Sandbox = { name: "none", reason: "", wrap: () => Promise.resolve([leader]) };
  const end = await endOfRun(run(tools, "ffmpeg", [], { ...limits, sandbox }));
  assert.deepEqual(end, { kind: "signal", signal: "SIGKILL" });
});

Deno.test("a program that cannot be started, or cannot load its libraries, has the end notStarted", async () => {
  const folder = await emptyFolder();
  const kinds = async (ffmpegPath: string) => {
    return (await endOfRun(run({ ...tools, ffmpegPath }, "ffmpeg", ["-version"], limits))).kind;
  };
  assert.equal(await kinds("no-such-ffmpeg"), "notStarted");
  await Deno.writeTextFile(`${folder}/no_interpreter`, "#!/no/such/shell\n", { mode: 0o755 });
  assert.equal(await kinds(`${folder}/no_interpreter`), "notStarted");
  await Deno.copyFile(ffmpegPath, `${folder}/cut`); // half of a binary
  await Deno.truncate(`${folder}/cut`, 2000);
  await Deno.chmod(`${folder}/cut`, 0o755);
  assert.notEqual(await kinds(`${folder}/cut`), "exit");
});

Deno.test("retryCommand() runs a killed command again, and a refused command twice", async () => {
  let runs = 0;
  const killed = new ToolError("ffmpeg was killed", { kind: "signal", signal: "SIGKILL" });
  const after = (outcomes: (number | Error)[]) => {
    runs = 0;
    return () => {
      const outcome = outcomes[Math.min(runs++, outcomes.length - 1)];
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve({ code: outcome });
    };
  };
  assert.deepEqual(await retryCommand(after([killed, killed, 0])), { code: 0 });
  assert.equal(runs, 3);
  await assert.rejects(retryCommand(after([killed])), ToolError);
  assert.equal(runs, 3);
  assert.deepEqual(await retryCommand(after([1, 0])), { code: 0 });
  assert.deepEqual(await retryCommand(after([1, 1])), { code: 1 });
  assert.equal(runs, 2);
  await assert.rejects(retryCommand(after([1, killed]), { isLong: true }), ToolError);
  assert.equal(runs, 2);
});

const slow: MediaTools = await emptyFolder().then(async (folder) => ({
  ffmpegPath: await slowly("ffmpeg", folder),
  ffprobePath: await slowly("ffprobe", folder),
}));

/** Each use of ffmpeg and ffprobe on a file of its own. */
const uses: Record<string, (tools: MediaTools, input: string, outDir: string) => Promise<unknown>> = {
  probe: (tools, input) => probe(tools, input),
  chapters: (tools, input) => readChapters(tools, input, { startSeconds: 0, durationSeconds: 2 }),
  thumbnail: async (tools, input, outDir) => {
    return await renderThumbnail(tools, { input, info: await probe(fast, input), outPath: `${outDir}/thumbnail.jpg` });
  },
  storyboard: (tools, input, outDir) => {
    return renderStoryboard(tools, { input, outDir, durationSeconds: 2, width: 320, height: 180 });
  },
  segments: async (tools, input, outDir) => {
    await Deno.copyFile(input, `${outDir}/video.mp4`);
    return await segmentMp4(tools, outDir, "video.mp4", { maxBytes: 2 ** 30, durationSeconds: 2 });
  },
};
const fast = tools;

for (const [name, use] of Object.entries(uses)) {
  Deno.test(`${name}: works after one or two kills, and a program that is killed each time is no MediaError`, async () => {
    const folder = await emptyFolder();
    const input = `${folder}/talk.mp4`;
    await Deno.copyFile(await fixture("talk.mp4"), input);
    await using killer = new Killer([name === "segments" ? `${folder}/video.mp4` : input], { times: 2 });
    const result = await use(slow, input, folder);
    assert.equal(killer.pids.length, 2);
    assert.ok(result);
    await using _killer = new Killer([name === "segments" ? `${folder}/video.mp4` : input]);
    assert.deepEqual(await endOfRun(use(slow, input, folder)), { kind: "signal", signal: "SIGKILL" });
  });
}

/** Uses that may take hours: the job runs them again. */
const longUses: Record<string, (tools: MediaTools, input: string, outDir: string) => Promise<unknown>> = {
  remux: async (tools, input, outDir) => remux(tools, { input, info: await probe(fast, input), outDir }),
  transcode: async (tools, input, outDir) => {
    const renditions = [{ name: "240p" as const, width: 320, height: 180, shortSide: 180, copy: false }];
    const info = await probe(fast, input);
    return await transcode(tools, { input, info, outDir, renditions: renditions as never, encoder: "libx264" });
  },
  sound: async (tools, input) => {
    for await (const _chunk of readAudio(tools, input, { info: await probe(fast, input) }));
  },
};

for (const [name, use] of Object.entries(longUses)) {
  Deno.test(`${name}: a killed ffmpeg ends by its signal, and the file is not blamed`, async () => {
    const folder = await emptyFolder();
    const input = `${folder}/talk.mp4`;
    await Deno.copyFile(await fixture("talk.mp4"), input);
    await using killer = new Killer([input, "slow_ffmpeg"], { times: 1 });
    assert.deepEqual(await endOfRun(use(slow, input, folder)), { kind: "signal", signal: "SIGKILL" });
    assert.equal(killer.pids.length, 1);
    await use(slow, input, folder); // and the next attempt works
  });
}

Deno.test("a file is not damaged if its sound decoder is killed in the middle", async () => {
  const input = `${await emptyFolder()}/long.wav`;
  await ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=600:r=16000", input]);
  const reading = (async () => {
    for await (const _chunk of readAudio(tools, input, { chunkSeconds: 1 })) {
      for (const { pid } of await processesWith(input)) Deno.kill(pid, "SIGKILL");
    }
  })();
  assert.deepEqual(await endOfRun(reading), { kind: "signal", signal: "SIGKILL" });
});
