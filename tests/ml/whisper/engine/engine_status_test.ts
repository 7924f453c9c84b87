import assert from "node:assert/strict";
import { ModelStore } from "../../../../ml/models/store.ts";
import { chooseDevice } from "../../../../ml/onnx/device.ts";
import { Engine } from "../../../../ml/whisper/engine/engine.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog, type Log } from "../../../../src/core/log.ts";
import { engine as defaultEngine, pieces, silence } from "./engine_fixture.ts";

const config = readConfig(Deno.env.toObject());

/** The status and the log of an engine after loading. */
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

Deno.test("an engine reports its device, precision and lanes, and does not warn on a machine without CUDA", async () => {
  const { status, fields, warnings } = await load("auto");
  if (status.device === "cuda") return; // a machine with CUDA
  assert.deepEqual([status.device, status.precision, status.lanes, status.loaded], ["cpu", "int8", 2, true]);
  assert.equal(status.fallbackReason, (await chooseDevice("auto")).reason);
  assert.deepEqual(fields, { model: "tiny.en", device: "cpu", precision: "int8", lanes: 2 });
  assert.deepEqual(warnings, []);
  assert.equal((await load("cpu")).status.fallbackReason, null);
});

Deno.test("if CUDA was requested, the log says why it is not used", async () => {
  const { status, fields, warnings } = await load("cuda");
  if (status.device === "cuda") return;
  assert.equal(fields!.fallbackReason, status.fallbackReason);
  assert.deepEqual(warnings.map(({ message }) => message), ["CUDA is not used"]);
});

Deno.test("if a job moves to the CPU the engine reports it and why, until CUDA is used again", async () => {
  const modules = { engine: new URL("scripted_engine_worker.ts", import.meta.url) };
  const whisper = defaultEngine("tiny.en", { modules });
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
