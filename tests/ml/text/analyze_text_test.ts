import assert from "node:assert/strict";
import { analyzeText } from "../../../ml/text/analyze_text.ts";
import { normalized } from "../../../ml/text/sentence_model.ts";

Deno.test("analyzeText embeds at most 800 sentences of a long transcript for its summary, from its whole length", async () => {
  const cues = Array.from({ length: 2000 }, (_, i) => ({
    ...{ id: i + 1, start: 3 * i, end: 3 * i + 3, words: [] },
    text: `Boat number ${i} crosses the wide harbour.`,
  }));
  let count = 0;
  const embed = () => {
    const i = count++;
    return Promise.resolve(normalized(Float32Array.from({ length: 384 }, (_, at) => at === i % 384 ? 1 : 0.05)));
  };
  const text = { cues, language: "en", durationSeconds: 6000 };
  const { sentences } = await analyzeText("summary", text, { openEmbed: () => Promise.resolve(embed) });
  assert.ok(count > 400 && count <= 800, String(count));
  assert.equal(sentences.length, 8);
  for (const { start, text } of sentences) assert.equal(text, cues[start / 3].text);
});

Deno.test("analyzeText tells the sentiment of French, and says nothing of that of Swedish", async () => {
  const openEmbed = () => assert.fail("no model is needed");
  const sentimentIn = async (language: string, text: string) => {
    const cues = [{ id: 1, start: 0, end: 1, text, words: [] }];
    return await analyzeText("sentiment", { cues, language, durationSeconds: 1 }, { openEmbed });
  };
  const { unavailable, label } = await sentimentIn("fr", "C'est un livre magnifique, plein d'espoir.");
  assert.deepEqual([unavailable, label], [null, "positive"]);
  assert.deepEqual(await sentimentIn("sv", "Underbart!"), {
    ...{ language: "sv", unavailable: "not available for Swedish", translated_from: null },
    ...{ score: null, label: null, spans: [] },
  });
});
