import assert from "node:assert/strict";
import { findBoundaries, findChapters } from "../../../ml/text/chapters.ts";
import { phraseKey, suggestTags } from "../../../ml/text/key_phrases.ts";
import { summarize } from "../../../ml/text/summary.ts";
import { chooseTopics, embedTopics, scoreTopics } from "../../../ml/text/topics.ts";
import { readTalks, timed } from "../../../bench/labelled_text.ts";
import { openEncoder } from "./model.ts";

Deno.test("what a video is about is found in a video of three talks", async (t) => {
  const encoder = await openEncoder();
  const { embed } = encoder;
  try {
    const talks = readTalks().filter(({ half, topic }) =>
      half === "test" && ["music", "travel", "sport"].includes(topic)
    );
    const sentences = timed(talks.flatMap((talk) => talk.sentences));
    const vectors: Float32Array[] = [];
    for (const { text } of sentences) vectors.push(await embed(text));
    const end = sentences.at(-1)!.end;

    await t.step("findBoundaries finds where the talks change", () => {
      const starts = [talks[0].sentences.length, talks[0].sentences.length + talks[1].sentences.length];
      const found = findBoundaries(sentences, vectors);
      assert.equal(found.length, 2);
      for (const [i, at] of found.entries()) assert.ok(Math.abs(at - starts[i]) <= 1, `${found} for ${starts}`);
    });

    await t.step("findChapters covers the whole video, with titles that differ", async () => {
      const chapters = await findChapters(sentences, vectors, end + 5, embed);
      assert.equal(chapters[0].start, 0);
      assert.equal(chapters.at(-1)!.end, end + 5);
      for (const [i, chapter] of chapters.slice(1).entries()) assert.equal(chapter.start, chapters[i].end);
      assert.equal(new Set(chapters.map(({ title }) => title)).size, chapters.length);
    });

    await t.step("findChapters finds none in one talk", async () => {
      const n = talks[0].sentences.length;
      assert.deepEqual(await findChapters(sentences.slice(0, n), vectors.slice(0, n), end, embed), []);
    });

    await t.step("chooseTopics finds the topic of each talk", async () => {
      const topics = await embedTopics(embed);
      let from = 0;
      for (const talk of talks) {
        const [first] = chooseTopics(scoreTopics(vectors.slice(from, from += talk.sentences.length), topics));
        assert.equal(first.topic, talk.topic);
      }
      assert.deepEqual(chooseTopics(scoreTopics([], topics)), []);
    });

    await t.step("summarize quotes sentences of the transcript in the order of time", () => {
      const summary = summarize(sentences, vectors);
      assert.equal(summary.length, 3);
      for (const { score, ...sentence } of summary) {
        assert.ok(score > 0 && score <= 1);
        assert.deepEqual(sentences.find(({ text }) => text === sentence.text), sentence);
      }
      assert.deepEqual(summary.map(({ start }) => start).toSorted((a, b) => a - b), summary.map(({ start }) => start));
      assert.deepEqual(summarize(sentences.slice(0, 4), vectors.slice(0, 4)), []);
      const parts = sentences.map((sentence) => ({ ...sentence, text: sentence.text.toLowerCase() }));
      assert.deepEqual(summarize(parts, vectors), [], "parts of sentences are not quoted");
    });

    await t.step("suggestTags finds names and phrases, each once", async () => {
      const tags = await suggestTags(sentences, vectors, embed);
      const names = tags.filter(({ kind }) => kind === "name").map(({ tag }) => tag);
      for (const name of ["kyoto", "birdland", "fushimi inari"]) assert.ok(names.includes(name), names.join());
      assert.equal(new Set(tags.map(({ tag }) => tag)).size, tags.length);
      assert.deepEqual(await suggestTags([], [], embed), []);
      const keys = tags.filter(({ kind }) => kind === "phrase").map(({ tag }) => phraseKey(tag));
      const wanted = talks.flatMap(({ phrases }) => phrases.map(phraseKey));
      const right = keys.filter((key) => wanted.includes(key));
      assert.ok(keys.length === 8 && right.length >= 6, `of ${keys} only ${right}`);
    });
  } finally {
    await encoder.close();
  }
});
