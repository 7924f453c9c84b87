import assert from "node:assert/strict";
import { logMel } from "../../../../ml/audio/log_mel.ts";
import { openCheckpoint } from "../../../../ml/models/checkpoint.ts";
import { ModelStore } from "../../../../ml/models/store.ts";
import { Session, type Value } from "../../../../ml/onnx/session.ts";
import { WeightFile } from "../../../../ml/onnx/weight_file.ts";
import { AttentionRecorder } from "../../../../ml/transformer/pass.ts";
import { encoderGraph } from "../../../../ml/whisper/graphs/encoder_graph.ts";
import { WhisperModel } from "../../../../ml/whisper/decoding/model.ts";
import { uniformNumbers } from "../../../../ml/whisper/decoding/random.ts";
import { Whisper } from "../../../../ml/whisper/reference/whisper.ts";
import { allowedLogits } from "../../../../ml/whisper/reference/token_rules.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { createLog } from "../../../../src/core/log.ts";
import { withFolder } from "../../../temporary_folder.ts";
import { recording } from "../engine/engine_fixture.ts";
import { ReferenceModel, ruledLogits, softmax } from "./reference_model.ts";
import { TINY, TINY_CONFIG, TINY_TOKENS, tinyWeights, writeTinyModel } from "../graphs/tiny_checkpoint.ts";

const log = createLog("error");

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i])) || (Number.isNaN(a[i]) ? NaN : most);
  return most;
}

/**
 * The encoder's graph in float32 with one more output: the encoded audio, before keys and values are computed from it.
 */
async function encoderSession(folder: string): Promise<Session> {
  const checkpoint = openCheckpoint(folder);
  const reference = new Whisper(checkpoint);
  const { nAudioCtx, nAudioState } = reference.dimensions;
  const weights = new WeightFile(folder, "encoder.bin");
  const graph = encoderGraph(checkpoint, reference.dimensions, "float32", weights);
  weights.close();
  const names = new TextDecoder("latin1").decode(graph.toModel()).matchAll(/(?<!node_)LayerNormalization_(\d+)/g);
  const last = Math.max(...[...names].map(([, n]) => Number(n)));
  graph.output("encoded", "float32", ["b", nAudioCtx, nAudioState], `LayerNormalization_${last}`);
  await Deno.writeFile(`${folder}/encoder.onnx`, graph.toModel());
  return await Session.create(`${folder}/encoder.onnx`, { threads: 2, device: "cpu" });
}

Deno.test("with tiny.en's weights the modules write the same as the engine's float32 graphs", async (t) => {
  const source = await new ModelStore(readConfig(Deno.env.toObject()).modelsDir, log).resolve("tiny.en");
  const whisper = new Whisper(openCheckpoint(source));
  const { nMels, nAudioCtx, nTextHead } = whisper.dimensions;
  const mel = logMel(await recording("sentence.flac"), nMels).data;
  await withFolder(async (folder) => {
    for (const name of ["model.bin", "config.json", "tokenizer.json"]) {
      await Deno.symlink(`${source}/${name}`, `${folder}/${name}`);
    }
    const audio = whisper.encode(mel);

    await t.step("the encoder's output is the same within 1e-3", async () => {
      const session = await encoderSession(folder);
      const input: Value = { type: "float32", dims: [1, nMels, 2 * nAudioCtx], data: mel };
      const { encoded } = await session.run({ mel: input });
      await session.release();
      assert.deepEqual([...encoded.dims], [...audio.shape]);
      const difference = largestDifference(audio.data, encoded.data as Float32Array);
      assert.ok(difference < 1e-3, `they differ by ${difference}`);
    });

    const options = { folder, cacheDir: folder, threads: 2, device: "cpu", precision: "float32", log } as const;
    const model = await WhisperModel.load(options);
    try {
      const { tokenizer } = model;
      const prompt = tokenizer.prompt("en", "transcribe");
      const encoded = await model.encode(1, (_, into) => into.set(mel));
      const [row] = await model.decode(encoded, { prompts: [prompt], temperature: 0 });
      const recorder = new AttentionRecorder((name) => name.endsWith("cross"));
      const written = whisper.decode(audio, { prompt, tokens: tokenizer }, { recorder });

      await t.step("the tokens are the same", () => {
        assert.ok(row.tokens.length > 10);
        assert.deepEqual(written, row.tokens);
        assert.match(tokenizer.decode(written), /three rows of beans behind the kitchen/);
      });

      await t.step("and so is the attention of the heads that the engine aligns words by", async () => {
        const { scores, nHeads, nRows } = await model.attention(encoded, 0, [...prompt, ...written]);
        const heads = openCheckpoint(source).config.alignmentHeads.toSorted(([a], [b]) => a - b);
        assert.equal(nHeads, heads.length);
        heads.forEach(([layer, head], h) => {
          assert.ok(head < nTextHead);
          const { weights, nQueries } = recorder.head(`decoder.${layer}.cross`, head);
          assert.ok(Math.abs(nQueries - nRows) <= 1);
          for (let q = 0; q < Math.min(nQueries, nRows); q++) {
            const at = (h * nRows + q) * nAudioCtx;
            const shares = softmax([...scores.subarray(at, at + nAudioCtx)]);
            const own = weights.subarray(q * nAudioCtx, (q + 1) * nAudioCtx);
            assert.ok(largestDifference(own, shares) < 1e-3, `layer ${layer}, head ${head}, token ${q}`);
          }
        });
      });
    } finally {
      await model.release();
    }
  });
});

Deno.test("a small model gives the values of plain loops of float64, in one pass and word by word", async () => {
  await withFolder(async (folder) => {
    await writeTinyModel(folder);
    const whisper = new Whisper(openCheckpoint(folder));
    const loops = new ReferenceModel(tinyWeights(), TINY);
    const mel = uniformNumbers(99, TINY.nMels * TINY.nAudioCtx * 2).map((u) => (u - 0.5) * 2);
    const audio = whisper.encode(mel);
    const right = loops.encode(mel);
    assert.ok(largestDifference(audio.data, right.flat()) < 1e-4);
    const ids = [41, 42, 45, 47, 9, 8, 7];
    const { logits } = loops.decode(ids, right);
    assert.ok(largestDifference(whisper.step(ids, whisper.start(audio)).data, logits.flat()) < 1e-3);
    const state = whisper.start(audio);
    whisper.step(ids.slice(0, 3), state);
    assert.ok(largestDifference(whisper.step(ids.slice(3), state).data, logits.slice(3).flat()) < 1e-3);
  });
});

Deno.test("allowedLogits() forbids what openai/whisper forbids", () => {
  const { endOfText, timestampBegin } = TINY_TOKENS;
  const time = timestampBegin;
  const config = { suppressIds: TINY_CONFIG.suppress_ids, suppressIdsBegin: TINY_CONFIG.suppress_ids_begin };
  const texts = [[], [time], [time + 2], [time, 7], [time, 7, time + 4], [time, 7, time + 4, time + 4], [
    time,
    7,
    time + 4,
    time + 4,
    9,
  ]];
  for (const written of texts) {
    for (let seed = 0; seed < 20; seed++) {
      const logits = uniformNumbers(seed, TINY.nVocab).map((u, id) => 6 * u + (id >= time && seed % 2 ? 2 : 0));
      const own = allowedLogits(logits.slice(), written, TINY_TOKENS, config);
      const right = ruledLogits([...logits], written, TINY_TOKENS, config.suppressIds, config.suppressIdsBegin);
      assert.deepEqual([...own], right, `${written}, seed ${seed}`);
    }
  }
  const open = allowedLogits(new Float32Array(TINY.nVocab), [time, 7, time + 4], TINY_TOKENS, config);
  assert.ok(
    open.subarray(0, endOfText).every((score) => score === -Infinity),
    "after a time comes its pair or the end",
  );
});
