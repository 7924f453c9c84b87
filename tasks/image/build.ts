/**
 * `./sf image [TAG]` builds the image of the Dockerfile's CPU stage by podman, on stand-ins for its base images where no
 * image registry answers. `--save FILE` writes it as an archive for `docker load` or `podman load`.
 */
import { parseArgs } from "node:util";
import { build, makeBases, withoutDigests } from "./bases.ts";
import { inOwnMounts, podman } from "./engine.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Builds a stage of the Dockerfile. @returns the seconds that it took */
export async function buildStage(stage: string, tag: string): Promise<number> {
  const startedMs = performance.now();
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, withoutDigests(await Deno.readTextFile(`${root}Dockerfile`)));
    await build(root, ["--file", file, "--target", stage, "--tag", tag]);
  } finally {
    await Deno.remove(file);
  }
  return Math.round((performance.now() - startedMs) / 1000);
}

/** Makes the base images and says what they stand in for. */
export async function prepareBases(): Promise<void> {
  for (const line of await makeBases(await Deno.readTextFile(`${root}Dockerfile`))) console.log(`stand-in: ${line}`);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    options: { save: { type: "string" } },
    allowPositionals: true,
  });
  const code = await inOwnMounts(import.meta.filename!);
  if (code !== null) Deno.exit(code);
  const tag = positionals[0] ?? "localhost/streamforge:latest";
  await prepareBases();
  console.log(`${tag} is built, after ${await buildStage("cpu", tag)} s`);
  if (values.save) await podman("save", "--output", values.save, tag);
}
