import assert from "node:assert/strict";
import { readProfile } from "../../../ml/onnx/profile.ts";

const CUDA = "CUDAExecutionProvider";

function node(operator: string, provider: string, ts: number, dur: number): string {
  return JSON.stringify({
    ...{ cat: "Node", name: `${operator}_kernel_time`, ts, dur },
    args: { op_name: operator, provider },
  });
}

/** Two runs, the first of them slow; an event is written when it ends. */
const EVENTS = [
  JSON.stringify({ cat: "Session", name: "session_initialization", ts: 1, dur: 500 }),
  node("MatMul", CUDA, 1000, 90_000),
  JSON.stringify({ cat: "Session", name: "model_run", ts: 900, dur: 99_000 }),
  node("MemcpyFromHost", CUDA, 100_100, 100),
  node("MatMul", CUDA, 100_200, 200),
  node("MatMul", CUDA, 100_400, 300),
  node("Shape", "CPUExecutionProvider", 100_700, 50),
  node("Loop", "CPUExecutionProvider", 100_050, 900),
  JSON.stringify({ cat: "Session", name: "model_run", ts: 100_000, dur: 1000 }),
];

Deno.test("readProfile() counts the kernels of the runs after those that warm up", () => {
  const profile = readProfile(`[\n${EVENTS.join(",\n")}\n]\n`, { skippedRuns: 1 });
  assert.deepEqual(profile, {
    runSeconds: 0.001,
    launches: { count: 2, seconds: 0.0005 },
    copies: { count: 1, seconds: 0.0001 },
    cpu: { count: 1, seconds: 0.00005 },
    betweenSeconds: profile.betweenSeconds,
    slowest: [
      { operator: "MatMul on CUDA", count: 2, seconds: 0.0005 },
      { operator: "MemcpyFromHost on CUDA", count: 1, seconds: 0.0001 },
      { operator: "Shape on CPU", count: 1, seconds: 0.00005 },
    ],
  });
  assert.ok(Math.abs(profile.betweenSeconds - 0.00035) < 1e-9);
});

Deno.test("readProfile() reads a profile that was cut off as far as it goes", () => {
  const text = `[\n${EVENTS.join(",\n")}`;
  assert.equal(readProfile(text.slice(0, -10)).launches.count, 3);
  assert.equal(readProfile(text.slice(0, -10), { skippedRuns: 1 }).launches.count, 0);
});
