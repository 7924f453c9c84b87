import assert from "node:assert/strict";
import { END, PAD, START, UNKNOWN, Vocabulary } from "../../../../ml/transformer/translation/vocabulary.ts";
import { joinWords, splitEnglish, splitWords } from "../../../../ml/transformer/translation/words.ts";

Deno.test("sentences are split into words and signs, and joined again", () => {
  for (const text of ["¿Dónde vive el niño?", "Sí, claro: 12 casas (rojas).", "The girl's book."]) {
    assert.equal(joinWords(text === "The girl's book." ? splitEnglish(text) : splitWords(text)), text);
  }
});

Deno.test("splitEnglish() expands short forms", () => {
  const long = (text: string) => splitEnglish(text).join(" ");
  assert.equal(long("I'm sure she doesn't."), "I am sure she does not .");
  assert.equal(long("They can't, he won’t."), "They can not , he will not .");
  assert.equal(long("We cannot swim."), "We can not swim .");
  assert.equal(long("It's the boy's dog; we'll see."), "It is the boy 's dog ; we will see .");
});

const VERBS = ["habl ar", "cant ar", "mir ar", "compr ar", "nad ar", "llev ar"].map((verb) => verb.split(" ")[0]);
const ENDINGS = ["o", "as", "a", "amos", "an", "aron"];
const SENTENCES = VERBS.flatMap((stem) => ENDINGS.map((ending) => ["Ayer", `${stem}${ending}`, "con", "Ana", "."]));

Deno.test("a new form is made from a known stem and a known ending", () => {
  const vocabulary = Vocabulary.learn(SENTENCES.filter((words) => words[1] !== "compramos"));
  assert.deepEqual(vocabulary.pieces(["Compramos", "con", "Ana", "."]), ["compr", "+amos", "con", "Ana", "."]);
  const ids = vocabulary.encode(["Compramos", "con", "Ana", "."]);
  assert.ok(!ids.includes(UNKNOWN));
  assert.equal(vocabulary.decode([START, ...ids, END, PAD]), "Compramos con Ana.");
});

Deno.test("the first word of a sentence is in lower case unless it is a name", () => {
  const vocabulary = Vocabulary.learn([...SENTENCES, ["¿", "Ana", "ayer", "?"]]);
  assert.deepEqual(vocabulary.pieces(["¿", "Ayer", "con", "Ana", "?"]), ["¿", "ayer", "con", "Ana", "?"]);
  assert.deepEqual(vocabulary.pieces(["Ana", "ayer"]), ["Ana", "ayer"]);
  assert.equal(vocabulary.decode(vocabulary.encode(["¿", "Ayer", "con", "Ana", "?"])), "¿Ayer con Ana?");
});

Deno.test("rare words are spelled in letters, and unknown signs are reported", () => {
  const words = ["una", "una", "una", "dos", "dos", "zanco"];
  const vocabulary = Vocabulary.learn([["x", ...words]], 3);
  assert.deepEqual(vocabulary.pieces(["x", "zanco"]).slice(1), ["z", "+a", "+n", "+c", "+o"]);
  assert.equal(vocabulary.decode(vocabulary.encode(["x", "zanco"])), "X zanco");
  assert.deepEqual(vocabulary.encode(["x", "ж"]).at(-1), UNKNOWN);
  assert.equal(vocabulary.has("ж"), false);
});

Deno.test("a vocabulary is the same after conversion to JSON and back", () => {
  const vocabulary = Vocabulary.learn(SENTENCES);
  const again = new Vocabulary(JSON.parse(JSON.stringify(vocabulary)));
  for (const words of SENTENCES) assert.deepEqual(again.encode(words), vocabulary.encode(words));
});
