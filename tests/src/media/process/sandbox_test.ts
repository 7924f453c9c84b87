import assert from "node:assert/strict";
import { type CommandAccess, findSandbox } from "../../../../src/media/process/sandbox.ts";
import { findProgram } from "../../../../src/media/process/tools.ts";
import { emptyFolder } from "../../../media_fixtures.ts";

const ffmpeg = await findProgram("ffmpeg");

async function script(name: string, text: string): Promise<string> {
  const path = `${await emptyFolder()}/${name}`;
  await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

Deno.test("findSandbox() takes bubblewrap where it works, and has nothing to explain", async () => {
  const { name, reason } = await findSandbox(ffmpeg, await script("bwrap", "exit 0"));
  assert.deepEqual([name, reason], ["bubblewrap", null]);
});

Deno.test("where bubblewrap fails, findSandbox() takes setpriv and says what bubblewrap said", async () => {
  const refusal = "bwrap: No permissions to create new namespace";
  const { name, reason, wrap } = await findSandbox(ffmpeg, await script("bwrap", `echo "${refusal}" >&2; exit 1`));
  assert.equal(name, "setpriv");
  assert.equal(reason, refusal); // once, though it is tried with a /proc of its own and without
  assert.deepEqual((await wrap([ffmpeg], { readable: [] })).slice(-2), ["--", ffmpeg]);
});

/** Runs a shell script by setpriv with access to some files. @returns what it printed */
async function runBySetpriv(text: string, access: CommandAccess, setpriv = "setpriv"): Promise<string> {
  const { name, wrap } = await findSandbox(ffmpeg, "/nowhere/bwrap", setpriv);
  assert.equal(name, "setpriv");
  const [file, ...args] = await wrap(["/bin/sh", "-c", text], access);
  const { stdout, stderr } = await new Deno.Command(file, { args }).output();
  return new TextDecoder().decode(stdout).trim() + new TextDecoder().decode(stderr).trim();
}

Deno.test("by setpriv, ffmpeg reads and writes the files that this program may, also root's ffmpeg those of others", async () => {
  const isRoot = Deno.uid() === 0; // who is not has no files of others to read
  const home = await emptyFolder();
  const work = await emptyFolder();
  await Deno.writeTextFile(`${home}/talk`, "a talk", { mode: 0o600 });
  if (isRoot) { for (const path of [home, `${home}/talk`]) await Deno.chown(path, 65534, 65534); }
  await Deno.chmod(home, 0o700);
  const access = { readable: [`${home}/talk`], writableDir: work };
  const text = `cat "${home}/talk"; echo written > "${work}/out"; cat "${work}/out"; grep CapEff /proc/self/status`;
  const printed = await runBySetpriv(text, access);
  assert.match(printed, /^a talkwritten\n/);
  assert.match(printed, isRoot ? /CapEff:\s+0*[246]$/ : /CapEff:\s+0+$/);
  const others = `echo written > "${home}/out"; cat "${home}/out"`;
  assert.equal(await runBySetpriv(others, { readable: [], writableDir: home }), "written", "a folder of another user");
});

Deno.test("where setpriv can't take capabilities away, it is used without that", async () => {
  const refusing = await script(
    "setpriv",
    `case "$*" in *--bounding-set*) echo "setpriv: Operation not permitted" >&2; exit 1;; esac\nexec setpriv "$@"`,
  );
  assert.equal(await runBySetpriv("echo it runs", { readable: [] }, refusing), "it runs");
});

Deno.test("without both, findSandbox() names what is missing", async () => {
  const { name, reason } = await findSandbox(ffmpeg, "/nowhere/bwrap", "/nowhere/setpriv");
  assert.deepEqual([name, reason], ["none", "/nowhere/bwrap is not installed; /nowhere/setpriv is not installed"]);
});
