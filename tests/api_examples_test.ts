/** Runs the examples of docs/api.md against the whole program, with a real model. */
import assert from "node:assert/strict";
import { buildClient } from "../tasks/client.ts";
import { ffmpeg } from "./media_fixtures.ts";
import { serveWhole } from "./serve_whole.ts";
import { withFolder } from "./temporary_folder.ts";

const root = new URL("..", import.meta.url).pathname;
const TOKEN = "a-token-for-the-examples";
/** `tests/install.sh` installs Python's requests here, with schemathesis. */
const PYTHON = `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/streamforge/schemathesis-4.32.5`;

/** How a block of the page is run, by its language. */
const PROGRAMS: Record<string, string[]> = {
  sh: ["bash", "-euo", "pipefail", "-c"],
  python: ["python3", "-c"],
  ts: ["bash", "-euc", 'printf %s "$0" > example.ts; exec "$DENO" run -A --quiet --no-check example.ts'],
};

/** Installs the client into `folder` as a package manager would: what is published, and its dependency. */
async function installClient(folder: string): Promise<void> {
  const home = `${folder}/node_modules/streamforge-client`;
  await buildClient(`${home}/dist`);
  await Deno.copyFile(`${root}clients/typescript/package.json`, `${home}/package.json`);
  await Deno.symlink(await Deno.realPath(`${root}node_modules/openapi-fetch`), `${folder}/node_modules/openapi-fetch`);
  const dependencies = { "streamforge-client": "*", "openapi-fetch": "*" };
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify({ type: "module", dependencies }));
}

const page = await Deno.readTextFile(`${root}docs/api.md`);
const examples = page.split("\n## Examples\n")[1].split("\n## ")[0];
const blocks = [...examples.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => ({ language, code }));

Deno.test("the examples of docs/api.md upload, wait, download, search and correct", async (t) => {
  assert.deepEqual(blocks.map(({ language }) => language), Object.keys(PROGRAMS));
  await withFolder(async (folder) => {
    const video = ["-f", "lavfi", "-i", "color=gray:s=320x180:r=25", "-shortest", "-c:v", "libx264", "-c:a", "aac"];
    await ffmpeg(["-i", `${root}tests/data/sentence.flac`, ...video, `${folder}/talk.mp4`]);
    await installClient(folder);
    const served = await serveWhole(`${folder}/data`, { OWNER_TOKEN: TOKEN, WHISPER_MODEL: "tiny.en" });
    try {
      for (const { language, code } of blocks) {
        await t.step(language, async () => {
          await Deno.remove(`${folder}/talk.srt`).catch(() => {});
          const [program, ...args] = PROGRAMS[language];
          const { code: exit, stdout, stderr } = await new Deno.Command(program, {
            args: [...args, code],
            cwd: folder,
            env: { SERVER: served.link.origin, TOKEN, PYTHONPATH: PYTHON, DENO: Deno.execPath() },
            signal: AbortSignal.timeout(120_000),
          }).output();
          const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
          assert.equal(exit, 0, printed);
          assert.match(
            await Deno.readTextFile(`${folder}/talk.srt`),
            /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n.*kitchen/s,
          );
          assert.match(printed, /\d s: .*behind the kitchen/s, "the search finds it");
          const found = await fetch(`${served.link.origin}/api/search?q=%22behind+the+garden%22`, {
            headers: { Authorization: `Bearer ${TOKEN}` },
          });
          const { moments } = await found.json();
          assert.match(moments[0].text, /behind the garden/, "the correction is saved");
          await fetch(`${served.link.origin}/api/videos/${moments[0].video.id}`, {
            method: "DELETE",
            headers: { Authorization: `Bearer ${TOKEN}` },
          });
        });
      }
    } finally {
      await served.stop();
    }
  });
});
