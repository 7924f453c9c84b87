import assert from "node:assert/strict";
import { untar } from "../../../../src/db/embedded/untar.ts";

async function tar(folder: string, args: string[]): Promise<string> {
  const file = `${await Deno.makeTempDir()}/archive.tar.gz`;
  const { success } = await new Deno.Command("tar", { args: ["-czf", file, "-C", folder, ...args] }).output();
  assert(success);
  return file;
}

Deno.test("untar() unpacks archives of tar: long names, links, empty files, sizes around a block", async () => {
  for (const format of ["gnu", "posix"]) {
    const from = await Deno.makeTempDir();
    const long = `${"folder/".repeat(20)}${"name".repeat(30)}`;
    await Deno.mkdir(`${from}/${"folder/".repeat(20)}`, { recursive: true });
    const files: Record<string, string> = {
      [long]: "long",
      empty: "",
      one: "x".repeat(511),
      two: "x".repeat(512),
      "ä": "ü",
    };
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${from}/${name}`, text);
    await Deno.symlink("one", `${from}/link`);
    const into = await Deno.makeTempDir();
    await untar(await tar(from, [`--format=${format}`, "."]), into);
    for (const [name, text] of Object.entries(files)) assert.equal(await Deno.readTextFile(`${into}/${name}`), text);
    assert.equal(await Deno.readLink(`${into}/link`), "one");
  }
});

Deno.test("untar() refuses to write outside its folder", async () => {
  const from = await Deno.makeTempDir();
  await Deno.writeTextFile(`${from}/evil`, "evil");
  const climbing = await tar(from, ["--transform=s,^,../,", "-P", "evil"]);
  const into = await Deno.makeTempDir();
  await assert.rejects(untar(climbing, `${into}/a`), /would be outside/);
  assert.deepEqual([...Deno.readDirSync(into)], []);
  await Deno.symlink("../../etc", `${from}/link`);
  await assert.rejects(untar(await tar(from, ["link"]), into), /would be outside/);
});

Deno.test("untar() reports a truncated archive", async () => {
  const from = await Deno.makeTempDir();
  await Deno.writeFile(`${from}/noise`, crypto.getRandomValues(new Uint8Array(60_000)));
  const whole = await tar(from, ["noise"]);
  await Deno.truncate(whole, 30_000);
  await assert.rejects(untar(whole, await Deno.makeTempDir()));
});

Deno.test("untar() refuses a tar file that ends early or has a damaged header, even if its gzip is intact", async () => {
  const from = await Deno.makeTempDir();
  await Deno.writeFile(`${from}/noise`, crypto.getRandomValues(new Uint8Array(60_000)));
  const file = await tar(from, ["noise"]);
  const gzip = new Blob([await Deno.readFile(file)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(gzip).bytes();
  const damaged = whole.with(130, whole[130] ^ 1); // a digit of the size
  for (const bytes of [whole.subarray(0, 30_000), damaged]) {
    await Deno.writeFile(file, new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")));
    await assert.rejects(untar(file, await Deno.makeTempDir()));
  }
});
