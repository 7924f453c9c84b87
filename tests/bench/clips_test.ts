import assert from "node:assert/strict";
import { makeLongClip, readClips, readTimedClips, secondsOf } from "../../bench/clips.ts";

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${folder}/${name}`, text);
  return folder;
}

async function tone(path: string, seconds: number): Promise<void> {
  const args = ["-v", "error", "-f", "lavfi", "-i", `sine=duration=${seconds}:sample_rate=16000`, path];
  assert.ok((await new Deno.Command("ffmpeg", { args }).output()).success);
}

Deno.test("readClips() finds recordings with a text beside them, and their languages in the manifest", async () => {
  const folder = await folderWith({
    ...{ "b.flac": "", "b.txt": "Hallo\n", "a.wav": "", "a.txt": "Hi", "alone.flac": "", "notes.txt": "" },
    "manifest.tsv": "name\tseconds\tlanguage\nb\t3\tde\n",
  });
  assert.deepEqual(readClips(folder), [
    { name: "a", path: `${folder}/a.wav`, language: "en", reference: "Hi" },
    { name: "b", path: `${folder}/b.flac`, language: "de", reference: "Hallo" },
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readTimedClips() finds recordings with word times beside them", async () => {
  const words = [{ word: "hi", start: 0, end: 1 }];
  const folder = await folderWith({
    "a.flac": "",
    "a.json": JSON.stringify({ text: "hi", words }),
    "b.flac": "",
    "b.json": '{ "text": "no times" }',
  });
  assert.deepEqual(readTimedClips(folder).map(({ name, words }) => [name, words]), [["timed-a", words]]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("makeLongClip() joins the English clips with a second of silence after each, as often as needed", async () => {
  const folder = await folderWith({
    "a.txt": "one",
    "b.txt": "",
    "c.txt": "drei",
    "manifest.tsv": "name\tlanguage\nc\tde\n",
  });
  await tone(`${folder}/a.flac`, 2);
  await tone(`${folder}/b.flac`, 1);
  await tone(`${folder}/c.flac`, 1);
  const long = await makeLongClip(readClips(folder), "ffmpeg", folder, 8);
  assert.equal(long.seconds, 10); // (2 + 1 + 1 + 1) twice
  assert.equal(long.reference, "one one");
  assert.equal(await secondsOf(long.path, "ffmpeg"), 10);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("makeLongClip() refuses clips without English speech", async () => {
  await assert.rejects(
    makeLongClip([{ name: "a", path: "", language: "de", reference: "ja" }], "ffmpeg", "/tmp", 8),
    /no English/,
  );
});
