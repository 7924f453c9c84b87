import assert from "node:assert/strict";
import { FolderCaptions, isCandidate, isIgnoredFolder, stemOf } from "../../../src/watch_folder/file_names.ts";

Deno.test("files that are still written, hidden ones and those that are no media are no candidates", () => {
  const refused = [
    ..."film.mkv.part film.mkv.crdownload film.mkv.!qB film.mkv.!ut film.mp4.tmp film.mp4.filepart".split(" "),
    ..."film.mkv.aria2 film.mkv~ .film.mkv ._film.mkv film.srt film.en.vtt film.nfo poster.jpg film.r01".split(" "),
  ];
  for (const name of refused) assert.equal(isCandidate(name, new Set([name.toLowerCase()])), false, name);
  for (const name of ["film.mkv", "A talk", "song.OPUS", "film.part2.mkv", "clip.tmp.mov"]) {
    assert.equal(isCandidate(name, new Set([name.toLowerCase()])), true, name);
  }
});

Deno.test("a file that a download keeps a note beside is still being written", () => {
  for (const note of ["film.mkv.aria2", "film.mkv.part"]) {
    assert.equal(isCandidate("Film.mkv", new Set(["film.mkv", note])), false, note);
    assert.equal(isCandidate("Other.mkv", new Set(["other.mkv", "film.mkv", note])), true);
  }
});

Deno.test("hidden folders and those of storage devices are not looked into", () => {
  for (const name of [".Trash-1000", "@eaDir", "#recycle", "$RECYCLE.BIN", "lost+found", "System Volume Information"]) {
    assert.equal(isIgnoredFolder(name), true, name);
  }
  for (const name of ["Season 1", "@home", "#1 hits"]) assert.equal(isIgnoredFolder(name), false, name);
});

function captionsBeside(name: string, names: string[]): string | null {
  return new FolderCaptions(names).of(name);
}

Deno.test("FolderCaptions finds captions in any language and format, but no forced ones", () => {
  const has = (...names: string[]) => captionsBeside("A Film (1999).mkv", ["A Film (1999).mkv", ...names]);
  for (const name of ["en.srt", "srt", "vtt", "en.sdh.ass", "pt-BR.vtt", "EN.SRT", "Director's cut.ttml"]) {
    assert.equal(has(`A Film (1999).${name}`), `A Film (1999).${name}`);
  }
  for (
    const name of ["A Film (1999).en.forced.srt", "A Film (1999).forced.srt", "A Film.en.srt", "A Film (1999)x.srt"]
  ) {
    assert.equal(has(name), null, name);
  }
});

Deno.test("captions belong to the file whose name fits best", () => {
  const names = ["Talk.mkv", "Talk.2.mkv", "Talk.2.en.srt"];
  assert.equal(captionsBeside("Talk.2.mkv", names), "Talk.2.en.srt");
  assert.equal(captionsBeside("Talk.mkv", names), null);
  assert.equal(captionsBeside("Talk.mkv", ["Talk.mkv", "Talk.2.jpg", "Talk.2.en.srt"]), "Talk.2.en.srt");
  assert.equal(captionsBeside("Talk.mkv", [...names, "Talk.en.srt"]), "Talk.en.srt");
});

Deno.test("stemOf() cuts one extension off", () => {
  assert.deepEqual(["a.b.mkv", "name", ".mkv"].map(stemOf), ["a.b", "name", ".mkv"]);
});
