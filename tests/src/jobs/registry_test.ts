import assert from "node:assert/strict";
import { runJobs } from "../../../src/jobs/loop.ts";
import { checkKinds, JOB_KIND_NAMES, JOB_KINDS, kindOf } from "../../../src/jobs/registry.ts";
import { testDatabase } from "../../database.ts";
import { withFolder } from "../../temporary_folder.ts";
import { workerContext } from "./worker_fixture.ts";

Deno.test("each kind of job has a handler", () => {
  checkKinds();
  assert.throws(() => checkKinds({ ...JOB_KINDS, new_kind: {} }), /the job kind new_kind has no handler/);
});

Deno.test("a worker does not start if a kind has no handler", async () => {
  const { sql } = await testDatabase();
  const { handler } = JOB_KINDS.drop_original;
  await withFolder(async (folder) => {
    Object.assign(JOB_KINDS.drop_original, { handler: undefined });
    try {
      const running = runJobs({ ...workerContext(sql, folder), signal: AbortSignal.timeout(10_000) });
      await assert.rejects(running, new TypeError("the job kind drop_original has no handler"));
    } finally {
      JOB_KINDS.drop_original.handler = handler;
    }
  });
});

Deno.test("a job of an unknown kind is refused, and the error names the kind", () => {
  assert.throws(() => kindOf({ kind: "toString" }), /there is no job kind "toString"/);
});

Deno.test("every kind of job has a file of its name", async () => {
  for (const name of JOB_KIND_NAMES) {
    await Deno.stat(new URL(`../../../src/jobs/kinds/${name}.ts`, import.meta.url));
  }
});
