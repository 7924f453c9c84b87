import assert from "node:assert/strict";
import { SharedEncoder } from "../../../ml/text/shared_encoder.ts";
import type { SentenceEncoder } from "../../../ml/text/sentence_encoder.ts";
import { openEncoder } from "./model.ts";

/** Counts what is done by real encoders. */
function counted(idleMs: number) {
  const counts = { loaded: 0, embedded: 0, closed: 0 };
  const load = async (): Promise<Pick<SentenceEncoder, "embed" | "close">> => {
    counts.loaded++;
    const encoder = await openEncoder();
    return {
      embed: (text) => (counts.embedded++, encoder.embed(text)),
      close: () => (counts.closed++, encoder.close()),
    };
  };
  return { counts, shared: new SharedEncoder(load, { idleMs }) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("users at the same time and after each other share one model and its vectors; idle, it is closed", async () => {
  const { counts, shared } = counted(100);
  const [first, second] = await Promise.all([shared.open(), shared.open()]);
  const vector = await first.embed("How do I reset it?");
  first.close();
  assert.equal(await second.embed("How do I reset it?"), vector);
  second.close();
  const third = await shared.open();
  await pause(200);
  assert.equal(await third.embed("How do I reset it?"), vector);
  assert.deepEqual(counts, { loaded: 1, embedded: 1, closed: 0 });
  third.close();
  await pause(300);
  const fourth = await shared.open();
  assert.deepEqual(await fourth.embed("How do I reset it?"), vector);
  fourth.close();
  assert.deepEqual(counts, { loaded: 2, embedded: 2, closed: 1 });
  await pause(300);
  assert.equal(counts.closed, 2);
});

Deno.test("after a fault the model is loaded anew, and one that can't be loaded is tried again", async () => {
  let loaded = 0;
  const shared = new SharedEncoder(() => {
    if (loaded++ === 0) return Promise.reject(new Error("no such file"));
    const isBroken = loaded === 2;
    const embed = () => isBroken ? Promise.reject(new Error("broken")) : Promise.resolve(new Float32Array(384));
    return Promise.resolve({ embed, close: () => Promise.resolve() });
  }, { idleMs: 0 });
  await assert.rejects(shared.open(), /no such file/);
  const broken = await shared.open();
  await assert.rejects(broken.embed("a"), /broken/);
  const sound = await shared.open();
  assert.equal((await sound.embed("a")).length, 384);
  // what was loaded anew is not closed by those who still have the broken one
  await assert.rejects(broken.embed("b"), /broken/);
  const another = await shared.open();
  assert.equal(loaded, 3);
  another.close();
  sound.close();
  broken.close();
  await pause(10);
});
