import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { claim } from "../../jobs/queue.ts";
import {
  appendSegments,
  createTranscription,
  enqueueTranscription,
  readSegments,
  startTranscription,
} from "../../../../src/db/transcriptions/transcriptions.ts";
import { testDatabase } from "../../../database.ts";
import { segmentOf } from "../../captions/make.ts";

const { sql } = await testDatabase();
const segment = (text: string) => segmentOf([{ word: text, start: 0, end: 1, probability: 0.9 }]);

Deno.test("segments that are added again after a lost answer are stored once", async () => {
  const id = newId();
  await createTranscription(sql, id);
  await enqueueTranscription(sql, id, {});
  const job = (await claim(sql, { kinds: ["transcribe_audio"], worker: "test" }))!;
  await startTranscription(sql, job);
  const texts = async () => (await readSegments(sql, id)).map(({ text }) => text);
  for (let tries = 0; tries < 2; tries++) {
    await appendSegments(sql, job, 0, [segment(" One."), segment(" Two.")]);
    assert.deepEqual(await texts(), [" One.", " Two."]);
  }
  await appendSegments(sql, job, 2, [segment(" Three.")]);
  assert.deepEqual(await texts(), [" One.", " Two.", " Three."]);
});
