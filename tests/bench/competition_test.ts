import assert from "node:assert/strict";
import { compete, type Standings } from "../../bench/competition.ts";

Deno.test("compete() leaves out a setting that fails, with the reason, and continues", async () => {
  const folder = await Deno.makeTempDir(); // empty: no model and no packages
  const context = { folder, modelFolder: `${folder}/nothing`, ffmpegPath: "ffmpeg", log: () => {} };
  const clips = [{ name: "a", path: `${folder}/a.flac`, language: "en", reference: "hello", seconds: 1 }];
  const machine = { threads: 1, device: "cpu" } as const;
  let standing: Standings = { scores: [], missing: [] };
  for await (standing of compete({ context, machine, peers: [], runs: 2, clips, long: null }));
  assert.equal(standing.scores.length, 0);
  assert.ok(standing.missing.length > 0);
  assert.match(standing.missing[0].reason, /model/);
  await Deno.remove(folder, { recursive: true });
});
