/** The whole program with a watch folder: from a file that appears to the captions beside it. */
import assert from "node:assert/strict";
import { serveWhole } from "./serve_whole.ts";
import { withFolder } from "./temporary_folder.ts";

const SPEECH = new URL("data/sentence.flac", import.meta.url).pathname;

Deno.test("a file that appears in WATCH_DIR gets captions beside it, though it is moved there from a download", async () => {
  await withFolder(async (folder) => {
    const root = `${folder}/shows`;
    await Deno.mkdir(root);
    const env = { WATCH_DIR: root, WATCH_MODE: "sidecar", WHISPER_MODEL: "tiny.en", LOG_LEVEL: "error" };
    const served = await serveWhole(`${folder}/data`, env);
    try {
      await Deno.copyFile(SPEECH, `${root}/garden.flac.part`);
      await Deno.rename(`${root}/garden.flac.part`, `${root}/garden.flac`);
      let text: string | null = null;
      for (const end = Date.now() + 120_000; text === null && Date.now() < end;) {
        await new Promise((done) => setTimeout(done, 200));
        text = await Deno.readTextFile(`${root}/garden.en.srt`).catch(() => null);
      }
      assert.match(text ?? "nothing was written", /^1\n00:00:00,\d+ --> [\s\S]*beans behind/);
      assert.deepEqual(
        [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) => !name.startsWith("."))
          .sort(),
        ["garden.en.srt", "garden.flac"],
      );
    } finally {
      assert.equal(await served.stop(), 0);
    }
  });
});
