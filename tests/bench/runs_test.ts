import assert from "node:assert/strict";
import type { Contender } from "../../bench/contenders.ts";
import { type Program, run } from "../../bench/runs.ts";

const contender: Contender = { engine: "whisper.cpp", label: "test", beam: 1, batch: 0, words: false };
const clips = [{ name: "a", path: "/a.flac", language: "en", reference: "hello" }];

/** A program that reads the job and prints the given lines, with {job} replaced by the job. */
function program(script: string): Program {
  return { command: "sh", args: ["-c", script], env: { GREETING: "hello" }, job: { model: "/weights" } };
}

Deno.test("run() sends the job and collects the events of the process", async () => {
  const script = `job=$(cat); echo noise; echo '{"event":"ready","loadSeconds":0.5}'; echo '{"event":"first"}'
    printf '{"event":"result","name":"a","wallSeconds":2,"text":"%s","words":[]}\\n' $GREETING
    printf '{"event":"end","peakBytes":7,"cpuSeconds":0,"versions":%s}\\n' "$job"`;
  const result = await run(program(script), contender, { threads: 3, device: "cpu" }, clips);
  assert.equal(result.loadSeconds, 0.5);
  assert.equal(result.peakBytes, 7);
  assert.ok(result.firstSeconds > 0);
  assert.equal(result.clipResults[0].text, "hello");
  const job = result.versions as Record<string, unknown>;
  assert.deepEqual(job.recordings, [{ name: "a", path: "/a.flac", language: "en" }]);
  assert.deepEqual([job.model, job.threads, job.beam, job.words], ["/weights", 3, 1, false]);
});

Deno.test("run() fails with the end of the process's stderr", async () => {
  const broken = program("cat > /dev/null; echo 'no such model' >&2; exit 3");
  await assert.rejects(
    run(broken, contender, { threads: 1, device: "cpu" }, clips),
    /ended with code 3 after 0 of 1 recordings: no such model/,
  );
});

Deno.test("run() fails if a process succeeds but has skipped a recording", async () => {
  const script = `cat > /dev/null; echo '{"event":"ready","loadSeconds":1}'
    echo '{"event":"end","peakBytes":7,"cpuSeconds":0,"versions":{}}'`;
  await assert.rejects(run(program(script), contender, { threads: 1, device: "cpu" }, clips), /0 of 1 recordings/);
});
