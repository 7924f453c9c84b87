import assert from "node:assert/strict";
import { type NodePlacement, readPlacement } from "../../../ml/onnx/profile.ts";
import { ModelStore } from "../../../ml/models/store.ts";
import type { EngineStatus } from "../../../ml/whisper/engine/engine.ts";
import { doctor } from "../../../src/cli/doctor.ts";
import { type Config, readConfig } from "../../../src/core/settings/config.ts";
import { changedSettings } from "../../../src/core/settings/settings_text.ts";
import { createLog } from "../../../src/core/log.ts";
import type { Transcript } from "../../../src/core/types.ts";
import { FILES, modelOf } from "../../ml/models/hub.ts";
import { Screen, tempFolder } from "./screen.ts";

const log = createLog("error");

/** An engine that loads on the given device, or fails to load. */
function engineOn(device: "cpu" | "cuda", fallbackReason: string | null, failure?: Error) {
  return {
    async transcribe(audio: AsyncIterable<Float32Array>): Promise<Transcript> {
      for await (const _ of audio);
      if (failure) throw failure;
      return { language: null, languageProbability: 0, duration: 1, segments: [], dropped: [] };
    },
    close: () => Promise.resolve(),
    status: {
      model: "mini",
      device,
      precision: device === "cuda" ? "float16" : "int8",
      lanes: device === "cuda" ? 1 : 2,
      loaded: true,
      fallbackReason,
      lastProgressMs: null,
    } satisfies EngineStatus,
  };
}

type Graphs = Record<string, NodePlacement>;
/** ONNX Runtime's own profile of a decode by its CUDA provider (see tests/data/cuda_placement.json). */
const CUDA_PROFILE = await Deno.readTextFile(new URL("../../data/cuda_profile.json", import.meta.url));

async function examine(
  change: Partial<Config>,
  engine = engineOn("cpu", null),
  { hasModel = true, profilePlacement = (): Promise<Graphs> => assert.fail("without CUDA nothing is profiled") } = {},
) {
  await using dir = await tempFolder();
  if (hasModel) {
    await Deno.mkdir(`${dir.path}/models/mini`, { recursive: true });
    for (const [name, bytes] of Object.entries(FILES)) await Deno.writeFile(`${dir.path}/models/mini/${name}`, bytes);
  }
  // a port that nobody listens on: the checks of this file need no database
  const env = { HOME: dir.path, DATA_DIR: `${dir.path}/data`, DATABASE_URL: "postgres://u:secret@127.0.0.1:9/none" };
  const config = { ...readConfig(env), modelsDir: `${dir.path}/models`, whisperModel: "mini", ...change };
  const terminal = new Screen();
  const store = new ModelStore(config.modelsDir, log, { catalog: [modelOf()], pythons: [] });
  const code = await doctor({
    config,
    settings: changedSettings(env),
    log,
    mediaTools: config,
    store,
    makeEngine: () => engine,
    profilePlacement,
    terminal,
  });
  const lines = terminal.stdout.split("\n");
  const about = (name: string) => {
    const at = lines.findIndex((line) => line.slice(6).startsWith(name));
    return lines.slice(at, at + 2).join("\n");
  };
  return { code, about, text: terminal.stdout };
}

Deno.test("doctor reports for each component whether it works, and how to repair a failure", async () => {
  const { code, about, text } = await examine({});
  assert.equal(code, 1);
  assert.match(about("settings"), /^set {3}settings {2}DATA_DIR=.*\/data, DATABASE_URL=\(set\); the others/);
  assert.match(about("ffmpeg"), /^ok {4}ffmpeg {4}\/.*ffmpeg \d/);
  assert.match(about("codecs"), /^ok .*H\.264/);
  assert.match(
    about("sandbox"),
    /^(ok {4}sandbox {3}bubblewrap: ffmpeg has no|warn {2}sandbox {3}setpriv: .*\n.*-> install bubblewrap)/,
  );
  assert.match(about("storage"), /^ok /);
  assert.match(about("disk"), / free in /);
  assert.match(about("database"), /^FAIL {2}database .*\n.*-> see that DATABASE_URL is right/);
  assert.match(about("model"), /^ok .*mini in /);
  assert.match(about("device"), /^ok .*cpu, \d+ threads/);
  assert.match(about("speed"), /^ok {4}speed {5}not known: the database/);
  assert.match(text, /1 of 9 checks failed\n$/);
  assert.ok(!text.includes("secret"));
});

Deno.test("doctor finds a missing ffmpeg", async () => {
  const { about } = await examine({ ffmpegPath: "/nowhere/ffmpeg" });
  assert.match(about("ffmpeg"), /^FAIL .*"\/nowhere\/ffmpeg" was not found.*\n.*-> install ffmpeg, or set FFMPEG_PATH/);
});

Deno.test("doctor finds a data folder that cannot be written to", async () => {
  await using dir = await tempFolder();
  await Deno.writeTextFile(`${dir.path}/file`, "");
  const { about } = await examine({ dataDir: `${dir.path}/file/data` });
  assert.match(about("storage"), /^FAIL .*\n.*-> set DATA_DIR/);
  assert.match(about("disk"), /free in .*\/file\/data/);
});

Deno.test("doctor does not download a model but says how to get it", async () => {
  const { about } = await examine({}, undefined, { hasModel: false });
  assert.match(about("model"), /^FAIL .*mini is not in .* yet\n.*-> streamforge models pull mini \(320 kB\)/);
  assert.match(about("device"), /^FAIL .*not tried without a model/);
});

Deno.test("doctor reports the device that really runs", async () => {
  assert.match((await examine({}, engineOn("cpu", null))).about("device"), /^ok .*cpu.*, int8 in 2 lanes,/);
  assert.match(
    (await examine({}, engineOn("cpu", "no driver\nfound"))).about("device"),
    /^ok .*cpu.*; CUDA was tried: no driver found/,
  );
  const report = await examine({ whisperDevice: "cuda" }, engineOn("cpu", "no driver"));
  assert.match(
    report.about("device"),
    /^FAIL .*WHISPER_DEVICE is cuda, and the CPU is used: no driver\n.*-> set WHISPER_DEVICE=cpu/,
  );
  const broken = await examine({}, engineOn("cpu", null, new Error("model.bin is damaged")));
  assert.match(broken.about("device"), /^FAIL .*model\.bin is damaged/);
});

Deno.test("doctor names the operators that run elsewhere than on CUDA, from a profile", async () => {
  const onCuda = async (profile: string | Error) => {
    const profilePlacement = (): Promise<Graphs> =>
      profile instanceof Error ? Promise.reject(profile) : Promise.resolve({ decoder: readPlacement(profile) });
    return (await examine({}, engineOn("cuda", null), { profilePlacement })).about("device");
  };
  assert.match(
    await onCuda(CUDA_PROFILE),
    /^ok .*cuda.*, float16 in one lane, .*; CUDA computes 294 operators, the CPU 6 on a few integers, such as sizes \(/,
  );
  const fallen = CUDA_PROFILE.replaceAll(
    '"op_name":"Softmax","provider":"CUDAExecutionProvider"',
    '"op_name":"Softmax","provider":"CPUExecutionProvider"',
  );
  assert.match(
    await onCuda(fallen),
    /^warn .*the CPU, not CUDA, computes \d of 300 operators: in decoder Softmax \d; .*\n.*-> each of them makes/,
  );
  assert.match(await onCuda(new Error("no profile")), /^warn .*it is unknown where each operator runs: no profile\n/);
});

Deno.test("doctor starts the embedded database if there is no other, and stops it again", async () => {
  const { about } = await examine({ databaseUrl: null });
  assert.match(
    about("database"),
    /^ok .*embedded Postgres \d+ in .*: it answers; its tables are made at the first start/,
  );
});

Deno.test("doctor says what is watched and whether it can be written", async () => {
  await using dir = await tempFolder();
  await Deno.writeTextFile(`${dir.path}/film.mkv`, "1");
  const kept = await examine({ watchDir: dir.path });
  assert.match(
    kept.about("watch"),
    /^ok .* may be read and written; 1 file that may be media; files become videos and stay/,
  );
  const beside = await examine({ watchDir: dir.path, watchMode: "sidecar" });
  assert.match(beside.about("watch"), /^ok .* captions are written beside files/);
  const away = await examine({ watchDir: `${dir.path}/away` });
  assert.match(away.about("watch"), /^FAIL .*\n.*-> let this user read the folder/);
  if (Deno.uid() !== 0) return;
  const readOnly = "/proc/1/task"; // also root can make no file there
  const closed = await examine({ watchDir: readOnly, watchMode: "sidecar" });
  assert.match(closed.about("watch"), /^(FAIL|warn) .*\/proc\/1\/task/);
});
