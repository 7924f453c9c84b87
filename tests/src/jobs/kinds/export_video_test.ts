import assert from "node:assert/strict";
import { reviseCues } from "../../../../src/captions/mod.ts";
import { newId } from "../../../../src/core/ids.ts";
import { createTrack, listTracks } from "../../../../src/db/tracks/tracks.ts";
import { deleteExport, findExport, findExportJob, findSameExport } from "../../../../src/db/videos/exports.ts";
import { enqueue } from "../../../../src/db/videos/video_jobs.ts";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { removeOldExports } from "../../../../src/jobs/sweeps/old_exports.ts";
import { storeRevision } from "../../../../src/revisions/revision_writer.ts";
import { testDatabase } from "../../../database.ts";
import { isIdle, makeClip, upload, workerContext, workUntil } from "../worker_fixture.ts";

const { sql } = await testDatabase();
const folder = await Deno.makeTempDir({ prefix: "streamforge_export_" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
const context = workerContext(sql, folder);

/** A video of four seconds with captions in English and Spanish. @returns its id and the payload's `tracks` */
async function captioned(): Promise<{ id: string; tracks: string }> {
  const { id } = await upload(sql, context.storage, await makeClip(`${folder}/${newId()}.mp4`));
  await workUntil(context, id, isIdle);
  const cues = reviseCues([
    { start: 1, end: 2, text: "Hola, señor.", markup: [{ from: 0, to: 4, style: "italic" }], position: { line: 0 } },
  ], { base: [], machine: null });
  const content = {
    source: "uploaded" as const,
    author: "owner",
    note: null,
    baseRevision: null,
    cues,
    language: "es",
  };
  const revision = await storeRevision(context, await getVideo(sql, id), content);
  await createTrack(sql, { videoId: id, language: "es", kind: "subtitles", revision });
  const tracks = await listTracks(sql, id);
  return { id, tracks: tracks.map(({ id, revision }) => `${id}:${revision}`).join(" ") };
}

async function make(id: string, payload: { format: string; burn_in: boolean; tracks: string }) {
  const { job } = await enqueue(sql, { kind: "export_video", videoId: id, payload });
  await workUntil(context, id, isIdle);
  const made = await findExport(sql, id, job.id);
  assert.ok(made, (await findExportJob(sql, id, job.id))?.error ?? "there is no file");
  return made;
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(program, { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

for (const format of ["mp4", "mkv"]) {
  Deno.test(`an ${format.toUpperCase()} has the captions of each language as a stream, and the picture as it was`, async () => {
    const { id, tracks } = await captioned();
    const made = await make(id, { format, burn_in: false, tracks });
    await context.storage.withLocalFile(made.storageKey, async (path) => {
      const probed = JSON.parse(await output("ffprobe", "-v", "error", "-show_streams", "-of", "json", path));
      const streams: {
        codec_type: string;
        codec_name: string;
        tags: { language: string };
        disposition: { default: number };
      }[] = probed.streams;
      const subtitles = streams.filter(({ codec_type }) => codec_type === "subtitle");
      assert.deepEqual(
        subtitles.map(({ codec_name, tags }) => [codec_name, tags.language]).sort(),
        [[format === "mp4" ? "mov_text" : "subrip", "eng"], [format === "mp4" ? "mov_text" : "subrip", "spa"]],
      );
      const shown = subtitles.filter(({ disposition }) => disposition.default);
      assert.deepEqual(shown.map(({ tags }) => tags.language), ["eng"], "the language that is spoken");
      assert.ok(streams.some(({ codec_type }) => codec_type === "video"));
      const at = subtitles.findIndex(({ tags }) => tags.language === "spa");
      const text = await output("ffmpeg", "-v", "error", "-i", path, "-map", `0:s:${at}`, "-f", "srt", "-");
      // all of a file may begin some milliseconds later: the sound does so before the first frame
      assert.match(text, /00:00:01,0\d\d --> 00:00:02,0\d\d\n.*<i>Hola<\/i>, señor\./);
    });
    assert.equal((await findSameExport(sql, id, made.options))?.id, made.id);
  });
}

Deno.test("captions that are burned in change the picture while they are shown, and the file is removed after a day", async () => {
  const { id, tracks } = await captioned();
  const spanish = (await listTracks(sql, id)).find(({ language }) => language === "es")!;
  const made = await make(id, {
    ...{ format: "mp4", burn_in: true },
    tracks: tracks.split(" ").find((place) => place.startsWith(spanish.id))!,
  });
  const grey = async (path: string, seconds: string) => {
    const size = "crop=iw:ih/3:0:0,scale=64:16,format=gray"; // the caption is at the top
    const { stdout } = await new Deno.Command("ffmpeg", {
      args: ["-v", "error", "-ss", seconds, "-i", path, "-frames:v", "1", "-vf", size, "-f", "rawvideo", "-"],
    }).output();
    return stdout;
  };
  const difference = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, v, i) => sum + Math.abs(v - b[i]), 0) / a.length;
  const { mp4Key } = (await sql<{ mp4Key: string }[]>`
    select mp4_key from streamforge.renditions where video_id = ${id} order by short_side desc limit 1`)[0];
  await context.storage.withLocalFile(
    made.storageKey,
    (burned) =>
      context.storage.withLocalFile(mp4Key, async (plain) => {
        const [shown, before] = await Promise.all(
          ["1.5", "0.5"].map(async (at) => difference(await grey(burned, at), await grey(plain, at))),
        );
        assert.ok(shown > 2 * before + 1, `${shown} while it is shown, ${before} before`);
      }),
  );
  assert.equal(await removeOldExports(context), 0);
  await sql`update streamforge.exports set created_at = now() - interval '25 hours' where id = ${made.id}`;
  assert.equal(await removeOldExports(context), 1);
  assert.equal(await context.storage.stat(made.storageKey), null);
  assert.equal(await findExport(sql, id, made.id), null);
  await deleteExport(sql, made.id);
});
