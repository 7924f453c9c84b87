/** How the program starts, as its user sees it: the exit code and the output. */
import assert from "node:assert/strict";
import { programCommand } from "./program.ts";

const root = new URL("../", import.meta.url).pathname;
const NO_FOLDER = "/dev/null/streamforge"; // not even root can make it

async function start(words: string[], env: Record<string, string>, path: string) {
  const { command, args } = programCommand(...words);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    env: { DATA_DIR: `${path}/data`, MODELS_DIR: `${path}/models`, PORT: "0", ...env },
    signal: AbortSignal.timeout(60_000),
  }).output();
  return { code, printed: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

async function withFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "streamforge_main_" });
  await use(path).finally(() => Deno.remove(path, { recursive: true }));
}

Deno.test("a wrong setting stops the start with a sentence that names it, before a database is made", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((taken.addr as Deno.NetAddr).port);
  const cases: [command: string, env: Record<string, string>, expected: RegExp][] = [
    ["serve", { WHISPER_MODEL: "nonsense" }, /WHISPER_MODEL is "nonsense": there is no model .*one of tiny, /],
    ["work", { WHISPER_MODEL: "/no/model" }, /WHISPER_MODEL is "\/no\/model": "\/no\/model" is no folder/],
    ["transcribe x.mp4", { WHISPER_MODEL: "nonsense" }, /WHISPER_MODEL is "nonsense": there is no model/],
    ["serve", { FFMPEG_PATH: "/nonexistent" }, /"\/nonexistent" was not found: .*set FFMPEG_PATH/],
    ["work", { FFMPEG_PATH: "/nonexistent" }, /"\/nonexistent" was not found: .*set FFMPEG_PATH/],
    ["transcribe x.mp4", { FFMPEG_PATH: "/nonexistent" }, /"\/nonexistent" was not found: .*set FFMPEG_PATH/],
    ["serve", { HOST: "300.1.1.1" }, /HOST is "300\.1\.1\.1": it must be an address of this machine/],
    ["serve", { PORT: port }, new RegExp(`PORT is ${port}: something listens on 127\\.0\\.0\\.1:${port} already`)],
    ["serve", { DATA_DIR: NO_FOLDER }, /DATA_DIR is "\/dev\/null\/streamforge": .*user \d+ may read and write to/],
    ["serve", { MODELS_DIR: NO_FOLDER }, /MODELS_DIR is "\/dev\/null\/streamforge": .*user \d+ may read and write to/],
    [
      "migrate",
      { DATABASE_URL: "postgres://u:secret@nowhere.invalid:5433/x" },
      /DATABASE_URL leads to nowhere\.invalid:5433/,
    ],
  ];
  await withFolder(async (path) => {
    const left = cases.values();
    const oneByOne = async () => {
      for (const [command, env, expected] of left) {
        const { code, printed } = await start(command.split(" "), env, path);
        const what = `${command} ${JSON.stringify(env)}: ${printed}`;
        assert.equal(code, 1, what);
        assert.match(printed, /^streamforge: [^\n]+\n$/, what);
        assert.match(printed, expected, what);
        assert.doesNotMatch(printed, /secret/);
      }
    };
    await Promise.all([oneByOne(), oneByOne()]);
    assert.equal(await Deno.stat(`${path}/data/postgres`).catch(() => null), null);
  });
});

Deno.test("transcribe --help prints the usage, whatever is set", async () => {
  await withFolder(async (path) => {
    const env = { FFMPEG_PATH: "/nonexistent", WHISPER_MODEL: "nonsense" };
    const { code, printed } = await start(["transcribe", "--help"], env, path);
    assert.equal(code, 0, printed);
    assert.match(printed, /^usage: streamforge transcribe/);
  });
});

Deno.test("sf installs no ffmpeg if FFMPEG_PATH is set, and turns colours off in a log", async () => {
  await withFolder(async (path) => {
    const put = (name: string, script: string) =>
      Deno.writeTextFile(`${path}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { DENO_VERSION } = /DENO_VERSION=(?<DENO_VERSION>\S+)/.exec(await Deno.readTextFile(`${root}sf`))!.groups!;
    // in place of Deno: the test is about what sf does before it starts Deno
    await put("deno", `[ "$1" = --version ] && echo "deno ${DENO_VERSION}" || echo "NO_COLOR=\${NO_COLOR:-}"`);
    await put("apt-get", "echo installing");
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: [`${root}sf`, "doctor"],
      clearEnv: true,
      env: { PATH: `${path}:/usr/bin:/bin`, HOME: path, FFMPEG_PATH: "/nonexistent" },
    }).output();
    const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.equal(code, 0, printed);
    assert.match(printed, /NO_COLOR=1/);
    assert.doesNotMatch(printed, /installing/);
  });
});

Deno.test("a command without arguments prints the help for --help, and refuses anything else", async () => {
  await withFolder(async (path) => {
    const help = await start(["doctor", "--help"], {}, path);
    assert.equal(help.code, 0);
    assert.match(help.printed, /streamforge doctor +checks ffmpeg/);
    const extra = await start(["doctor", "talk.mp4"], {}, path);
    assert.equal(extra.code, 2);
    assert.match(extra.printed, /doctor takes no arguments, but got talk\.mp4/);
  });
});
