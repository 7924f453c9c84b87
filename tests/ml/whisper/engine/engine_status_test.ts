import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { chooseDevice } from "../../../../ml/onnx/device.ts";
import { Engine } from "../../../../ml/whisper/engine/engine.ts";
import { readConfig } from "../../../../src/core/config.ts";
import { createLog, type Log } from "../../../../src/core/log.ts";
import { engine as usualEngine, pieces, silence } from "./engine_fixture.ts";

const config = readConfig(Deno.env.toObject());

/** What an engine says of itself, and what it logs, once it is loaded. */
async function load(device: "auto" | "cpu" | "cuda") {
  const lines: { level: string; message: string; fields?: Record<string, unknown> }[] = [];
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields });
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const engine = new Engine({
    modelFolder: () => new ModelStore(config.modelsDir, createLog("error")).resolve("tiny.en"),
    cacheDir: config.cacheDir,
    threads: 2,
    device,
    idleSeconds: 0,
    log,
  });
  try {
    assert.deepEqual([engine.status.precision, engine.status.lanes, engine.status.loaded], [null, 0, false]);
    await engine.transcribe(pieces(silence(1)), {}, {});
    const { fields } = lines.find(({ message }) => message === "loaded the model")!;
    return { status: engine.status, fields, warnings: lines.filter(({ level }) => level === "warn") };
  } finally {
    await engine.close();
  }
}

Deno.test("an engine tells its device, its precision and its lanes; a machine without CUDA is not made a fuss of", async () => {
  const { status, fields, warnings } = await load("auto");
  if (status.device === "cuda") return; // a machine that has it
  assert.deepEqual([status.device, status.precision, status.lanes, status.loaded], ["cpu", "int8", 2, true]);
  assert.equal(status.fallbackReason, (await chooseDevice("auto")).reason);
  assert.deepEqual(fields, { model: "tiny.en", device: "cpu", precision: "int8", lanes: 2 });
  assert.deepEqual(warnings, []);
  assert.equal((await load("cpu")).status.fallbackReason, null);
});

Deno.test("where CUDA was asked for, the log says why it is not used", async () => {
  const { status, fields, warnings } = await load("cuda");
  if (status.device === "cuda") return;
  assert.equal(fields!.fallbackReason, status.fallbackReason);
  assert.deepEqual(warnings.map(({ message }) => message), ["CUDA is not used"]);
});

Deno.test("where a job goes over to the CPU the engine says so and why, until CUDA reads again", async () => {
  const modules = { engine: new URL("scripted_engine_worker.ts", import.meta.url) };
  const whisper = usualEngine("tiny.en", { modules });
  try {
    const seen = [];
    for (let i = 0; i < 2; i++) {
      await whisper.transcribe(pieces(silence(1)), {}, {});
      const { device, precision, fallbackReason } = whisper.status;
      seen.push([device, precision, fallbackReason]);
    }
    assert.deepEqual(seen, [["cpu", "int8", "out of memory on CUDA"], ["cuda", "float16", null]]);
  } finally {
    await whisper.close();
  }
});
