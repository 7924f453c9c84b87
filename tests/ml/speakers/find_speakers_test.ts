import assert from "node:assert/strict";
import { speakerErrors } from "../../../bench/speakers/error_rate.ts";
import { readSpeechClip } from "../../../ml/audio/speech_clip.ts";
import { floatTensor } from "../../../ml/models/tensors.ts";
import { readTorchFile } from "../../../ml/models/torch_file.ts";
import { findSpeakers } from "../../../ml/speakers/find_speakers.ts";
import { SpeakerEncoder } from "../../../ml/speakers/speaker_encoder.ts";
import { dot } from "../../../ml/speakers/cluster.ts";
import { probe } from "../../../src/media/probe.ts";
import { tools } from "../../media_fixtures.ts";
import { makeConversation } from "./conversation.ts";
import { openSpeakerEncoder, speakerModelPath } from "./model.ts";

const reference: { start: number; seconds: number; embedding: number[] } = JSON.parse(
  await Deno.readTextFile(new URL("../../data/speakers/embedding.json", import.meta.url)),
);
const conversation = await makeConversation();
const encoder = await openSpeakerEncoder();
Deno.test.afterAll(async () => {
  await encoder.close();
  await Deno.remove(conversation.folder, { recursive: true });
});

Deno.test("speakers: campplusGraph() computes what 3D-Speaker's own network does", async () => {
  const { start, seconds, embedding } = reference;
  const samples = (await readSpeechClip()).slice(16000 * start, 16000 * (start + seconds));
  const vector = await encoder.embed(samples);
  const likeness = dot(vector, Float32Array.from(embedding)) / Math.hypot(...embedding);
  assert.ok(likeness > 0.99999, String(likeness));
});

Deno.test("speakers: readTorchFile() reads the tensors of the checkpoint", async () => {
  const tensors = readTorchFile(await speakerModelPath());
  assert.deepEqual(tensors.get("xvector.dense.linear.weight")!.shape, [192, 1024, 1]);
  assert.equal(floatTensor(tensors, "head.conv1.weight").data.length, 288);
  assert.equal(tensors.has("head.bn1.num_batches_tracked"), false);
});

Deno.test("speakers (5.x): of a conversation of two, who speaks when is found out", async () => {
  const { path, turns } = conversation;
  const progress: number[] = [];
  const { speakers } = await findSpeakers(tools, path, {
    info: await probe(tools, path),
    embed: encoder.embed,
    onProgress: (seconds) => Promise.resolve(void progress.push(seconds)),
  });
  assert.deepEqual(speakers.map(({ id, name, is_named }) => [id, name, is_named]), [
    [1, "Speaker 1", false],
    [2, "Speaker 2", false],
  ]);
  const found = speakers.flatMap(({ id, spans }) => spans.map((span) => ({ speaker: id, ...span })));
  const { speech, missed, falseAlarm, confused } = speakerErrors(turns, found, 0.25);
  assert.ok(confused / speech < 0.02, `${confused} of ${speech} s confused`);
  assert.ok((missed + falseAlarm) / speech < 0.1, `${missed} and ${falseAlarm} of ${speech} s`);
  assert.ok(progress.length > 10);
});

Deno.test("speakers (5.x): one voice alone is one speaker, and silence none", async () => {
  const { info, embed } = { info: await probe(tools, conversation.alone), embed: encoder.embed };
  assert.equal((await findSpeakers(tools, conversation.alone, { info, embed })).speakers.length, 1);
  const silence = { info: await probe(tools, conversation.silence), embed };
  assert.deepEqual(await findSpeakers(tools, conversation.silence, silence), { speakers: [] });
});

Deno.test("SpeakerEncoder names a file that is no checkpoint", async () => {
  const path = await Deno.makeTempFile({ suffix: ".pt" });
  await Deno.writeTextFile(path, "no zip");
  await assert.rejects(SpeakerEncoder.open(path, 1), (error: Error) => {
    assert.equal(error.name, "ModelError");
    return error.message.startsWith(`${path} cannot be loaded: `);
  });
  await Deno.remove(path);
});
