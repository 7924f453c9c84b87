import assert from "node:assert/strict";
import { isId, newId } from "../../../src/core/ids.ts";
import { LANGUAGE_CODES, languageCode, languageOfFile, LANGUAGES } from "../../../src/core/languages.ts";
import { createLog } from "../../../src/core/log.ts";

Deno.test("newId() gives 128 random bits that can be part of a path, never the same twice", () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.ok(isId(id) && id.length * 6 >= 128);
  for (const text of ["", "..", "a".repeat(21), "a".repeat(23), "../../etc/passwd/aaaaa", `${"a".repeat(21)}\n`]) {
    assert.equal(isId(text), false, JSON.stringify(text));
  }
});

Deno.test("languageOfFile() reads both kinds of ISO 639-2, and gives und for anything that is not a language", () => {
  const codes = { eng: "en", ger: "de", deu: "de", fre: "fr", fra: "fr", chi: "zh", zho: "zh", dut: "nl", gre: "el" };
  const more = { nob: "no", jav: "jw", yue: "yue", fil: "tl", cmn: "zh", gle: "ga", en: "en" };
  for (const [code, language] of Object.entries({ ...codes, ...more })) {
    assert.equal(languageOfFile(code), language, code);
  }
  for (const none of [null, "", "und", "mul", "zxx", "mis", "qaa", "1", "e_g"]) {
    assert.equal(languageOfFile(none), "und", `${none}`);
  }
});

Deno.test("languageCode() knows codes, regions, names and older codes", () => {
  assert.equal(LANGUAGE_CODES.length, 100);
  for (const [name, code] of [["es", "es"], ["Spanish", "es"], ["es-MX", "es"], ["pt_BR", "pt"], ["YUE", "yue"]]) {
    assert.equal(languageCode(name), code);
  }
  assert.equal(languageCode("nb"), "no");
  for (const [code, name] of Object.entries(LANGUAGES)) assert.equal(languageCode(name.toUpperCase()), code);
  for (const [name, code] of [["Castilian", "es"], ["flemish", "nl"], ["Burmese", "my"], ["mandarin", "zh"]]) {
    assert.equal(languageCode(name), code);
  }
  for (const name of ["", "klingon", "constructor", "xx"]) assert.equal(languageCode(name), null, name);
});

Deno.test("a log message is one line, whatever its text and fields hold", () => {
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line));
  log.debug("left out");
  log.warn("a\nb", { title: 'x\n2026 error "forged"', error: new Error("one\ntwo"), n: 3 });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^\S+ warn {2}a b title="x\\n2026 error \\"forged\\"" error="one\\ntwo" n=3$/);
});
