import assert from "node:assert/strict";
import { candidatesOf } from "../../../ml/text/key_phrases.ts";
import { flagSentences, safetyOf } from "../../../ml/text/safety.ts";
import { sentimentLabel, sentimentOf, sentimentOverTime } from "../../../ml/text/sentiment.ts";
import { SENTIMENT_LANGUAGES } from "../../../src/core/analyses.ts";
import { readLabelled, timed } from "../../../bench/labelled_text.ts";

Deno.test("the safety lists find at least eight in ten of the labelled sentences, and nothing in the harmless ones", () => {
  const rows = readLabelled<{ text: string; flags: string[] }>("safety.json");
  let found = 0;
  for (const { text, flags } of rows) {
    const categories = safetyOf(text).map(({ category }) => category);
    assert.deepEqual(categories.filter((category) => !flags.includes(category)), [], text);
    found += categories.length;
  }
  const wanted = rows.flatMap(({ flags }) => flags).length;
  assert.ok(found >= 0.8 * wanted, `${found} of ${wanted}`);
});

Deno.test("flagSentences gives the moment and the words", () => {
  const sentences = [{ start: 1, end: 2, text: "Kill the process." }, {
    start: 2,
    end: 5,
    text: "He was Shot, damn it.",
  }];
  assert.deepEqual(flagSentences(sentences), [
    { ...sentences[1], category: "strong language", words: ["damn"] },
    { ...sentences[1], category: "violence", words: ["was shot"] },
  ]);
});

Deno.test("sentimentOverTime rises from a complaint to praise", async () => {
  const complaint = Array(4).fill("This is terrible, I hate it and I am angry.");
  const praise = Array(4).fill("Now it is wonderful, I love it and I am happy.");
  const { spans } = await sentimentOverTime(timed([...complaint, ...praise]));
  assert.ok(spans.length >= 2 && spans.length <= 40);
  assert.ok(spans[0].score < -0.5 && spans.at(-1)!.score > 0.5, JSON.stringify(spans));
  assert.equal((await sentimentOverTime(timed(praise))).label, "positive");
  assert.equal((await sentimentOverTime(timed(complaint))).label, "negative");
  assert.deepEqual(await sentimentOverTime([]), { score: null, label: null, spans: [] });
});

Deno.test("sentiment in each language other than English is right for three in four of the labelled sentences", () => {
  const rows = readLabelled<{ language: string; text: string; label: string }>("sentiment_languages.json");
  for (const language of SENTIMENT_LANGUAGES.filter((language) => language !== "en")) {
    const labelled = rows.filter((row) => row.language === language);
    const right = labelled.filter(({ text, label }) => sentimentLabel(sentimentOf(text, language)) === label);
    assert.equal(labelled.length, 30);
    assert.ok(right.length >= 23, `${right.length} in ${language}`);
  }
  assert.ok(sentimentOf("La comida estaba deliciosa.", "es-MX") > 0, "with a region too");
});

Deno.test("candidatesOf tells names from words that only begin a sentence", async () => {
  const found = await candidatesOf([
    { text: "Harbour Lights is a film by Marie Curie's niece." },
    { text: "Water flows to the museum of Paris." },
    { text: "I think that Marie Curie drank water on Monday." },
  ]);
  assert.deepEqual(found.filter(({ kind }) => kind === "name"), [
    { text: "Harbour Lights", kind: "name", count: 1 },
    { text: "Marie Curie", kind: "name", count: 2 },
    { text: "Paris", kind: "name", count: 1 },
  ]);
  const phrases = found.filter(({ kind }) => kind === "phrase").map(({ text }) => text);
  assert.deepEqual(
    phrases.toSorted(),
    ["film", "museum", "niece", "water"],
  );
});

Deno.test("candidatesOf counts a plural with its singular", async () => {
  const [{ count }] = await candidatesOf([{ text: "the chord and the chords" }]);
  assert.equal(count, 2);
});

Deno.test("candidatesOf takes noun phrases with their ends, and no verbs, in captions without capitals too", async () => {
  const texts = async (text: string) => (await candidatesOf([{ text }])).map(({ text }) => text);
  assert.deepEqual(await texts("Choose a long wool coat, it improves blood pressure."), [
    ...["wool coat", "coat", "blood pressure", "pressure"],
  ]);
  assert.deepEqual(await texts("the reset button of a cheap router works"), [
    ...["reset button", "button", "cheap router", "router"],
  ]);
});
