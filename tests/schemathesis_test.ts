/**
 * Schemathesis sends generated requests, valid and invalid ones, to the real app by its own /openapi.json: no answer may
 * be a 5xx, have a status or a content type that the document does not name, or a body outside of its schema.
 */
import assert from "node:assert/strict";
import { testDatabase } from "./database.ts";
import { seedCaptions, seedVideo, startApp, TOKEN } from "./routes/harness.ts";
import { withFolder } from "./temporary_folder.ts";

/** `tests/install.sh` installs it here. */
const FOLDER = `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/streamforge/schemathesis-4.32.5`;

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];
const EXAMPLES = 8;
/**
 * Answers that do not end by themselves or wait for a worker, which takes any bytes for sound, and a body that
 * schemathesis can't write: the bytes of a tus upload, and caption files.
 */
const LEFT_OUT = [
  ...["--exclude-path-regex", "(/events|^/asr|^/detect-language)$"],
  ...["--exclude-operation-id", "appendToUpload", "--exclude-operation-id", "uploadCaptions"],
];

/** Most requests are about the one video that there is. oEmbed asks for 501 where a format is not made. */
const CONFIG = `
[parameters]
"path.id" = "ID"

[[operations]]
include-path = "/oembed"
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", "501"]
`;

const { sql } = await testDatabase();

/** @returns its exit code and what it printed */
async function schemathesis(args: string[], folder: string): Promise<{ code: number; printed: string }> {
  const { code, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-m", "schemathesis.cli", ...args],
    cwd: folder,
    env: { PYTHONPATH: FOLDER, NO_COLOR: "1", HYPOTHESIS_STORAGE_DIRECTORY: `${folder}/hypothesis` },
    signal: AbortSignal.timeout(600_000),
  }).output();
  return { code, printed: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("no generated request gets a 5xx or an answer that /openapi.json does not describe", async () => {
  const app = await startApp(sql);
  const id = await seedVideo(app, {
    title: "Schemathesis",
    visibility: "public",
    renditions: { "360p": { shortSide: 360, bytes: new Uint8Array(1000), hls: { "index.m3u8": "#EXTM3U\n" } } },
  });
  await seedCaptions(app, id);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app.app.fetch);
  try {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/schemathesis.toml`, CONFIG.replace("ID", id));
      const { code, printed } = await schemathesis([
        ...["--config-file", `${folder}/schemathesis.toml`, "run"],
        `http://127.0.0.1:${server.addr.port}/openapi.json`,
        ...["--checks", CHECKS.join(","), "--max-examples", String(EXAMPLES), "--seed", "7"],
        ...["--phases", "examples,coverage,fuzzing", ...LEFT_OUT],
        ...["--header", `Authorization: Bearer ${TOKEN}`, "--request-timeout", "20", "--no-shrink"],
        ...["--suppress-health-check", "all", "--continue-on-failure", "--warnings", "off"],
      ], folder);
      assert.equal(code, 0, printed);
      assert.ok(Number(/(\d+) generated/.exec(printed)?.[1]) > 1000, printed);
    });
  } finally {
    await server.shutdown();
    await app.close();
  }
});
