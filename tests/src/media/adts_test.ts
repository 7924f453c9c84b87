import assert from "node:assert/strict";
import { ToolError } from "../../../src/core/errors.ts";
import { changesFormat } from "../../../src/media/adts.ts";
import { probe } from "../../../src/media/probe.ts";
import { clockMedia } from "../../clock_media.ts";
import { emptyFolder, tools } from "../../media_fixtures.ts";
import { Killer, slowly } from "../../processes.ts";

const { path } = await clockMedia("aac", { parts: [[44_100, 2], [24_000, 2]] });
const info = await probe(tools, path);
const folder = await emptyFolder();
const slow = { ...tools, ffmpegPath: await slowly("ffmpeg", folder) };

Deno.test("changesFormat() finds the change even if ffmpeg is killed once", async () => {
  await using killer = new Killer([folder, "slow_ffmpeg"], { times: 1 });
  assert.equal(await changesFormat(slow, path, { info }), true);
  assert.equal(killer.pids.length, 1);
});

Deno.test("changesFormat() throws instead of an answer if ffmpeg is killed each time", async () => {
  await using _killer = new Killer([folder, "slow_ffmpeg"]);
  await assert.rejects(changesFormat(slow, path, { info }), (error) => {
    assert.ok(error instanceof ToolError);
    assert.equal(error.end.kind, "signal");
    return true;
  });
});
