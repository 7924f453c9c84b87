/** The compiler finds keys and arguments that are missing; this finds what it can't. */
import assert from "node:assert/strict";
import { LOCALES } from "../../../../routes/web/words/locales.ts";
import { fillIn, type Places } from "../../../../routes/web/words/fill.ts";
import { formatsOf } from "../../../../routes/web/words/formats.ts";

const folder = new URL("../../../../routes/web/words/", import.meta.url);
/** Long texts that are the same in two languages. */
const SAME = new Set<string>([]);

/** All texts of a language by their path, `library.find.label`; functions are called with samples. */
async function textsOf(locale: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const walk = (path: string, value: unknown): void => {
    if (typeof value === "string") texts.set(path, value);
    else if (typeof value === "function") texts.set(path, called(path, value as (...args: unknown[]) => unknown));
    else if (Array.isArray(value)) value.forEach((part, i) => walk(`${path}.${i}`, part));
    else if (value && typeof value === "object") {
      for (const [name, part] of Object.entries(value)) walk(path ? `${path}.${name}` : name, part);
    }
  };
  for (const { name } of Deno.readDirSync(new URL(`${locale}/`, folder))) {
    if (name === "mod.ts" || name === "formats.ts") continue;
    walk("", { ...await import(new URL(`${locale}/${name}`, folder).href) });
  }
  return texts;
}

/** The text that a function of the catalogue makes, of arguments of the kind that it takes. */
function called(path: string, make: (...args: unknown[]) => unknown): string {
  for (const sample of [2, "sample", ["sample"]]) {
    try {
      const text = make(...Array(Math.max(1, make.length, 4)).fill(sample));
      if (typeof text === "string" && !/undefined|NaN|\[object/.test(text)) return text;
    } catch { /* it takes another kind */ }
  }
  return path; // it takes several kinds: the compiler has checked them
}

const english = await textsOf("en");

for (const locale of Object.keys(LOCALES)) {
  Deno.test(`the catalogue in ${locale} has every text, with the places of the English one`, async () => {
    const texts = await textsOf(locale);
    assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort());
    const places = (text: string) => (text.match(/<\w+\/?>/g) ?? []).sort();
    for (const [path, text] of texts) {
      assert.notEqual(text.trim(), "", path);
      assert.deepEqual(places(text), places(english.get(path)!), path);
      assert.doesNotMatch(text, /\[ |\.\.\./, `${path}: brackets are a style's, an ellipsis is one sign`);
    }
  });

  if (locale !== "en") {
    Deno.test(`no sentence in ${locale} was left in English`, async () => {
      const same = [...await textsOf(locale)].filter(([path, text]) =>
        text === english.get(path) && text !== path && text.split(" ").length > 3 && !SAME.has(text)
      );
      assert.deepEqual(same, []);
    });
  }
}

Deno.test("numbers, sizes, shares and lists are written as the language does", () => {
  const [en, es, de] = (["en", "es", "de"] as const).map(formatsOf);
  assert.deepEqual([en, es, de].map(({ number }) => number(12345.6)), ["12,345.6", "12.345,6", "12.345,6"]);
  assert.deepEqual([en, es, de].map(({ bytes }) => bytes(1_440_000)), ["1.4 MB", "1,4 MB", "1,4 MB"]);
  assert.deepEqual(
    [0, 999, 1000, 9949, 9950, 999_499, 999_500, 16 * 2 ** 30].map(en.bytes),
    ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "17 GB"],
  );
  assert.deepEqual([en, es, de].map(({ percent }) => percent(0.429)), ["42%", "42\u00a0%", "42\u00a0%"]);
  assert.deepEqual([0.999, 1, -1, 2].map(en.percent), ["99%", "100%", "0%", "100%"], "100 only at the end");
  assert.deepEqual([en, es, de].map(({ list }) => list(["a", "b", "c"])), ["a, b, and c", "a, b y c", "a, b und c"]);
  assert.deepEqual([en, es, de].map(({ list }) => list(["a", "b"], "disjunction")), ["a or b", "a o b", "a oder b"]);
  assert.deepEqual([en, es, de].map(({ time }) => time(3, "minute")), ["3 min", "3 min", "3 Min."]);
  const words = { one: "# word", other: "# words" };
  assert.deepEqual([0, 1, 2, 1200].map((n) => en.plural(n, words)), ["0 words", "1 word", "2 words", "1,200 words"]);
});

Deno.test("plural() puts the number at the first #: names of folders keep theirs", async () => {
  for (const locale of Object.keys(LOCALES)) {
    const { libraryScript } = await import(new URL(`${locale}/library.ts`, folder).href);
    for (const n of [1, 12]) {
      const text = libraryScript.folders.taken(n, ["Lecture #1", "Room # $&"]);
      assert.match(text, new RegExp(`\\b${n} .*Lecture #1.*Room # \\$&`), locale);
    }
  }
});

Deno.test("Spanish says the time that is left in the right number", async () => {
  const { libraryScript: { minutesLeft, hoursLeft } } = await import(new URL("es/library.ts", folder).href);
  assert.equal(minutesLeft(1), "Queda aproximadamente 1 min");
  assert.equal(minutesLeft(5), "Quedan aproximadamente 5 min");
  assert.equal(hoursLeft(1, 20), "Queda aproximadamente 1 h 20 min");
  assert.equal(hoursLeft(2, 0), "Quedan aproximadamente 2 h");
});

Deno.test("fillIn() puts elements into the places of a text, and refuses one that is not given", () => {
  const upper: Places<unknown> = { link: (words: string) => words.toUpperCase(), name: () => 7 };
  assert.deepEqual(fillIn("<link>Sign in</link>, <name/>.", upper), ["SIGN IN", ", ", 7, "."]);
  assert.deepEqual(fillIn("a < b", upper), ["a < b"]);
  assert.throws(() => fillIn("<other/>", upper), /nothing is given for <other>/);
});
