import assert from "node:assert/strict";
import fc from "fast-check";
import { attachment, fileNameOf, safeFileStem } from "../../../routes/http/file_names.ts";

Deno.test("safeFileStem() keeps a title readable and removes characters with a meaning", () => {
  assert.equal(safeFileStem("My talk"), "My talk");
  assert.equal(safeFileStem('a "b"\r\nSet-Cookie: c'), "a b Set-Cookie c");
  assert.equal(safeFileStem("../../etc/passwd"), "etc passwd");
  assert.equal(safeFileStem(".hidden"), "hidden");
  assert.equal(safeFileStem("photo\u202egpj.exe"), "photo gpj.exe");
  assert.equal(safeFileStem("می\u200cخواهم"), "می\u200cخواهم"); // a joiner that Persian needs
  assert.equal(safeFileStem("שלום עולם"), "שלום עולם");
  assert.equal(safeFileStem(" ... "), "video");
  assert.equal(safeFileStem("😀".repeat(200)), "😀".repeat(55));
  assert.equal(safeFileStem("half \ud800 pair").isWellFormed(), true);
});

Deno.test("attachment() names the file for old clients and for new ones", () => {
  assert.equal(attachment("talk.srt"), 'attachment; filename="talk.srt"');
  assert.equal(
    attachment("Füße.srt"),
    `attachment; filename="Fu_e.srt"; filename*=UTF-8''F%C3%BC%C3%9Fe.srt`,
  );
  assert.equal(attachment("it's (1).srt"), `attachment; filename="it's (1).srt"`);
  assert.match(
    attachment("日本'語.srt"),
    /^attachment; filename="_'_\.srt"; filename\*=UTF-8''%E6%97%A5%E6%9C%AC%27%E8%AA%9E\.srt$/,
  );
});

Deno.test("for any title the header is valid and gives the name back", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 100 }), (title) => {
    const name = `${safeFileStem(title)}.srt`;
    const header = attachment(name);
    assert.match(header, /^[\x20-\x7e]+$/);
    assert.equal(new Headers({ "Content-Disposition": header }).get("Content-Disposition"), header);
    assert.equal(fileNameOf(header), name);
    assert.ok(!/[/\\"]/.test(name));
  }));
});

Deno.test("fileNameOf() reads the last part of a path, in any of the three forms", () => {
  assert.equal(fileNameOf('attachment; filename="clip.mp4"'), "clip.mp4");
  assert.equal(fileNameOf("attachment; filename=clip.mp4"), "clip.mp4");
  assert.equal(fileNameOf(`attachment; filename="x"; filename*=UTF-8''%E2%82%AC.mp4`), "€.mp4");
  assert.equal(fileNameOf(`attachment; filename="C:\\\\Users\\\\me\\\\a.mp4"`), "a.mp4");
  assert.equal(fileNameOf(`attachment; filename*=UTF-8''%ff; filename="b.mp4"`), "b.mp4");
  assert.equal(fileNameOf("inline"), null);
  assert.equal(fileNameOf(null), null);
});
