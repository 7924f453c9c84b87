import assert from "node:assert/strict";
import { AutomaticGain } from "../../../ml/audio/automatic_gain.ts";
import { sileroGraph } from "../../../ml/audio/silero_graph.ts";
import { loadVoiceModel, VoiceActivity } from "../../../ml/audio/voice_activity.ts";
import { Graph } from "../../../ml/onnx/graph.ts";
import { Session } from "../../../ml/onnx/session.ts";
import { assetPath } from "../../../src/core/assets.ts";
import { readSpeech } from "../../data/speech.ts";

/** Silero's own graph, used as documented: one frame at a time, with the 64 samples before it. */
async function frameByFrame(samples: Float32Array): Promise<number[]> {
  const session = await Session.create(await Deno.readFile(assetPath("silero_vad_v6.onnx")), {
    threads: 1,
    device: "cpu",
  });
  const sr = { type: "int64", dims: [], data: BigInt64Array.of(16000n) } as const;
  const padded = new Float32Array(64 + samples.length);
  padded.set(samples, 64);
  const probabilities: number[] = [];
  let state = new Float32Array(2 * 128);
  for (let from = 0; from < samples.length; from += 512) {
    const { output, stateN } = await session.run({
      input: { type: "float32", dims: [1, 576], data: padded.slice(from, from + 576) },
      state: { type: "float32", dims: [2, 1, 128], data: state },
      sr,
    });
    state = stateN.data as Float32Array<ArrayBuffer>;
    probabilities.push(Number(output.data[0]));
  }
  await session.release();
  return probabilities;
}

Deno.test("VoiceActivity gives the probabilities of Silero's own graph, frame by frame, over block after block", async () => {
  const samples = (await readSpeech("passage.flac")).subarray(0, 40 * 16000);
  const raiser = new AutomaticGain(512, 31);
  const raised = [...raiser.push(samples), ...raiser.end()];
  const expected = await frameByFrame(Float32Array.from(raised));
  const model = await loadVoiceModel(1);
  const voice = new VoiceActivity(model);
  const found = [...await voice.push(samples), ...await voice.end()];
  await model.release();
  assert.equal(found.length, 1250);
  assert.equal(expected.length, 1250);
  const largest = Math.max(...found.map((p, i) => Math.abs(p - expected[i])));
  assert.ok(largest < 1e-4, `they differ by up to ${largest}`);
  assert.ok(Math.max(...expected) > 0.99 && Math.min(...expected) < 0.01);
});

Deno.test("sileroGraph() refuses a graph without the weights", () => {
  const g = new Graph("other", null);
  g.output("y", "float32", [], g.op("Relu", [g.input("x", "float32", [])]));
  assert.throws(() => sileroGraph(g.toModel()), /not the file of Silero VAD v6/);
});
