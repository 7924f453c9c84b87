import assert from "node:assert/strict";
import { similarity } from "../../../ml/text/sentence_model.ts";
import { SentenceEncoder } from "../../../ml/text/sentence_encoder.ts";
import { openEncoder } from "./model.ts";

Deno.test("SentenceEncoder puts texts of like meaning near each other, and again at the same place", async () => {
  const encoder = await openEncoder();
  try {
    const [question, answer, other, again] = await Promise.all(
      [
        "How do I reset it?",
        "Press the reset button for ten seconds.",
        "The cake needs more sugar.",
        "How do I reset it?",
      ]
        .map(encoder.embed),
    );
    assert.equal(question.length, 384);
    assert.ok(Math.abs(Math.hypot(...question) - 1) < 1e-5);
    assert.ok(similarity(question, answer) > similarity(question, other) + 0.2);
    assert.deepEqual(question, again);
  } finally {
    await encoder.close();
  }
  await assert.rejects(encoder.embed("late"), /the thread sentences was closed/);
});

Deno.test("SentenceEncoder names a file that is no model", async () => {
  const path = await Deno.makeTempFile({ suffix: ".onnx" });
  await Deno.writeTextFile(path, "no graph");
  await assert.rejects(SentenceEncoder.open(path), (error: Error) => {
    assert.equal(error.name, "ModelError");
    return error.message.startsWith(`${path} cannot be loaded: `);
  });
  await Deno.remove(path);
});
