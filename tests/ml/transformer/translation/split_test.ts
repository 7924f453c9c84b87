import assert from "node:assert/strict";
import { type GeneratedPair, generatePairs } from "../../../../ml/transformer/translation/grammar/split.ts";
import { NOUNS } from "../../../../ml/transformer/translation/grammar/nouns.ts";
import type { Person, Tense } from "../../../../ml/transformer/translation/grammar/conjugation.ts";
import { spanishForm, VERBS } from "../../../../ml/transformer/translation/grammar/verbs.ts";
import { Translator } from "../../../../ml/transformer/translation/translator.ts";
import { UNKNOWN } from "../../../../ml/transformer/translation/vocabulary.ts";

const { training, heldOut } = generatePairs({ training: 6000, heldOut: 400, seed: 1 });
const all = [...training, ...heldOut];

Deno.test("the same seed gives the same pairs, another seed others", () => {
  const few = { training: 50, heldOut: 10 };
  assert.deepEqual(generatePairs({ ...few, seed: 7 }), generatePairs({ ...few, seed: 7 }));
  assert.notDeepEqual(generatePairs({ ...few, seed: 7 }), generatePairs({ ...few, seed: 8 }));
});

Deno.test("there are as many sentences as requested, each English one once", () => {
  assert.equal(training.length, 6000);
  assert.equal(heldOut.length, 400);
  assert.equal(new Set(all.map(({ source }) => source)).size, all.length);
});

Deno.test("every held-out sentence has a combination that no training sentence has", () => {
  const trained = new Set(training.flatMap(({ combinations }) => combinations));
  for (const { source, combinations } of heldOut) {
    assert.ok(combinations.some((combination) => !trained.has(combination)), source);
  }
});

Deno.test("held-out combinations do not occur in the words of the training sentences either", () => {
  const trained = new Set(training.flatMap(({ combinations }) => combinations));
  const aside = new Set(heldOut.flatMap(({ combinations }) => combinations).filter((name) => !trained.has(name)));
  const text = training.map(({ source }) => ` ${source.toLowerCase().replace(/[.?]/g, "")} `).join("\n");
  let looked = 0;
  for (const name of aside) {
    const [kind, adjective, en] = name.split(" ");
    if (kind !== "adjective") continue;
    const { enPlural } = NOUNS.find((noun) => noun.en === en)!;
    for (const noun of [en, enPlural]) assert.ok(!text.includes(` ${adjective} ${noun} `), `${adjective} ${noun}`);
    looked++;
  }
  assert.ok(looked > 50, `${looked} pairs of adjective and noun are held out`);
});

Deno.test("a held-out verb form is in no Spanish training sentence, but its pieces are", () => {
  const trained = new Set(training.flatMap(({ combinations }) => combinations));
  const forms = heldOut.flatMap(({ combinations }) => combinations)
    .filter((name) => name.startsWith("form") && !trained.has(name))
    .filter((name) => !/ 1p (present|past)$|^form clean /.test(name)); // abrimos is both; limpio is an adjective too
  const words = new Set(training.flatMap(({ target }) => target.toLowerCase().match(/\p{L}+/gu)!));
  let looked = 0;
  for (const name of new Set(forms)) {
    const [, en, person, tense] = name.split(" ");
    const verb = VERBS.find((verb) => verb.en === en);
    if (!verb) continue;
    const form = spanishForm(verb, person as Person, tense as Tense);
    assert.ok(!words.has(form), form);
    looked++;
  }
  assert.ok(looked > 10, `${looked} forms are held out`);
  const translator = Translator.forPairs(training, { dModel: 8, nHeads: 1, nLayers: 1 });
  const unknown = heldOut.filter(({ source, target }) =>
    [...translator.encodeSource(source), ...translator.encodeTarget(target)].includes(UNKNOWN)
  );
  assert.ok(unknown.length <= heldOut.length / 100, unknown.map(({ target }) => target).join(" "));
});

Deno.test("generated sentences follow the rules of Spanish", () => {
  for (const { source, target } of all) {
    assert.match(source, /^[A-Z].*[A-Za-z][.?]$/, source);
    assert.match(target, /^(¿\p{Lu}[^¿?.]*\?|\p{Lu}[^¿?.]*\.)$/u, target);
    assert.equal(source.endsWith("?"), target.endsWith("?"), target);
    assert.doesNotMatch(target, /(^| )(a|de) el /i, target);
    assert.doesNotMatch(target, /\b(la|una) (agua|águila)\b|\b(el|un) (aguas|águilas)\b/i, target);
    assert.doesNotMatch(source, /\b[Aa] [aeiou]|\b[Aa]n [^aeiou]/, source);
  }
});

/** Words that show the gender and number of the noun after them. */
const TELLING: Record<string, "ms" | "fs" | "mp" | "fp"> = {
  un: "ms",
  una: "fs",
  los: "mp",
  las: "fp",
  este: "ms",
  esta: "fs",
  estos: "mp",
  estas: "fp",
  ese: "ms",
  esa: "fs",
  esos: "mp",
  esas: "fp",
  nuestro: "ms",
  nuestra: "fs",
  nuestros: "mp",
  nuestras: "fp",
  muchos: "mp",
  muchas: "fp",
};

Deno.test("a determiner agrees with the noun after it, in any place", () => {
  const nouns = new Map(NOUNS.flatMap((noun) => [
    [noun.es, { ...noun, form: `${noun.gender}s` }],
    [noun.esPlural, { ...noun, form: `${noun.gender}p` }],
  ]));
  let looked = 0;
  for (const { target } of all) {
    const words = target.toLowerCase().match(/\p{L}+/gu)!;
    for (const [i, word] of words.entries()) {
      const noun = nouns.get(words[i + 1]);
      if (!TELLING[word] || !noun || (noun.takesEl && word === "un")) continue;
      assert.equal(TELLING[word], noun.form, target);
      looked++;
    }
  }
  assert.ok(looked > 1500, `${looked} were looked at`);
});

const find = (pairs: GeneratedPair[], source: RegExp) => pairs.find((pair) => source.test(pair.source));

Deno.test("the sentences contain the differences between the languages", () => {
  const expected: [RegExp, RegExp][] = [
    [/^The .* likes .*s\.$/, /^(A la|Al) .* le gustan /],
    [/^There (is|are) (an?|two|many) /, /^Hay /],
    [/ years old\.$/, / años\.$/],
    [/ (is|are) hungry\.$/, / tienen? hambre\.$/],
    [/'s /, / del? /],
    [/^(He|She) (helps|visits|greets|invites) (him|her|them)/, /^(Él|Ella) (lo|la|los) (ayuda|visita|saluda|invita)/],
    [/^(He|She) (gave|lent|showed) .* to /, /^(Él|Ella) les? (dio|prestó|mostró) .* al? /],
    [/ than /, / más .* que /],
    [/^What /, /^¿Qué /],
    [/^How many /, /^¿Cuánt[oa]s /],
    [/^Where (do|does|did) /, /^¿A?[Dd]ónde /],
    [/^Why /, /^¿Por qué /],
  ];
  for (const [source, target] of expected) {
    const pair = find(all, source);
    assert.ok(pair, String(source));
    assert.match(pair.target, target, pair.source);
  }
});
