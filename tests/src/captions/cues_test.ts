import assert from "node:assert/strict";
import fc from "fast-check";
import { CueBuilder, defaultCaptionLayout, layoutCues } from "../../../src/captions/mod.ts";
import { countChars } from "../../../src/captions/atoms.ts";
import type { CaptionLayout, Cue, Segment } from "../../../src/core/types.ts";
import { segmentOf, speak, speakUnspaced } from "./make.ts";

const EN = defaultCaptionLayout("en");
const texts = (cues: Cue[]) => cues.map(({ text }) => text);
const layOut = (segment: Segment, layout = EN, language: string | null = "en") =>
  layoutCues([segment], layout, { language });

Deno.test("a sentence that fits stays together and its pair of lines is bottom-heavy and breaks before a preposition", () => {
  const cues = layOut(speak("Glue the sheet to the dark blue background. It is easy to tell the depth of a well."));
  assert.deepEqual(texts(cues), [
    "Glue the sheet\nto the dark blue background.",
    "It is easy to tell the depth of a well.",
  ]);
});

Deno.test("a long sentence is broken after its punctuation", () => {
  const text =
    "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";
  assert.deepEqual(texts(layOut(speak(text))), [
    "And so, my fellow Americans,\nask not what your country can do for you,",
    "ask what you can do for your country.",
  ]);
});

Deno.test("no line or cue ends with an article, in English, Spanish, French and German", () => {
  const examples: [string, string, RegExp][] = [
    [
      "en",
      "the man in the red coat who had been waiting since the early morning for a glimpse of the sea walked slowly back to the house without saying a single word to anybody in the small town",
      /\b(?:the|a)$/m,
    ],
    [
      "es",
      "desde el año pasado los vecinos de la ciudad que viven cerca del río se quejan de la falta de agua y de la contaminación pero nadie les ha dado una respuesta en la oficina",
      /\b(?:el|la|los|una|del)$/m,
    ],
    [
      "fr",
      "depuis la fin de l'année les habitants de la ville qui vivent près du fleuve se plaignent de la pollution mais personne ne leur a donné une réponse dans le bureau du maire",
      /(?:^| )(?:la|les|du|une|le)$/m,
    ],
    [
      "de",
      "seit dem Ende des Jahres klagen die Bewohner der Stadt an dem Fluss über den Schmutz im Wasser aber niemand hat ihnen bisher eine Antwort auf die Frage gegeben",
      /\b(?:dem|des|die|der|den|im|eine)$/m,
    ],
  ];
  for (const [language, text, article] of examples) {
    for (const maxLineChars of [20, 32, 37, 42]) {
      for (const cue of layOut(speak(text), { ...EN, maxLineChars }, language)) assert.doesNotMatch(cue.text, article);
    }
  }
});

Deno.test("a title and an initial do not end a sentence", () => {
  const cues = layOut(speak("I saw Mr. Brown and Dr. J. Smith walk home."));
  assert.deepEqual(texts(cues).join("|").includes("Mr.\n"), false);
  assert.equal(cues.length, 1);
});

Deno.test("a cue never spans a pause of more than 1.5 s, and leaves the screen during it", () => {
  const cues = layOut(speak("first we wait [1.6] then we go on [1.4] and on"));
  assert.equal(cues[0].text, "first we wait");
  assert.ok(cues[0].end < cues[1].start - 0.5);
  assert.ok(cues.every(({ words }) => words.every((word, i) => i === 0 || word.start - words[i - 1].end <= 1.5)));
});

Deno.test("a gap of less than half a second is closed to two frames, a longer one stays", () => {
  const cues = layOut(
    speak(
      "One sentence is spoken here at ease. [0.05] Then there is another one after it. [1.2] And a third one ends it all.",
    ),
  );
  assert.equal(Math.round((cues[1].start - cues[0].end) * 1000), 84);
  assert.ok(cues[2].start - cues[1].end > 0.5);
});

Deno.test("a word whose time includes the silence before it begins a new cue", () => {
  const segment = speak("and so my fellow Americans ask not what your country can do");
  // the word times that Whisper gives when "ask" is said after a pause
  segment.words.forEach((word, i) => {
    if (i > 5) word.start += 1.2;
    if (i >= 5) word.end += 1.2;
  });
  assert.deepEqual(texts(layOut(segment)), ["and so my fellow Americans", "ask not what your country can do"]);
});

Deno.test("fast speech is stretched into the silence after it to 20 characters a second", () => {
  const [cue] = layOut(speak("that was said in a great hurry by a man", { secondsPerChar: 0.02 }));
  assert.ok(cue.text.length / (cue.end - cue.start) <= 20.01);
  assert.ok(cue.end > cue.words.at(-1)!.end);
});

Deno.test("a single short word stays 0.83 s, but not beyond the end of the media", () => {
  const segment = segmentOf([{ word: " Yes.", start: 1, end: 1.2, probability: 1 }]);
  assert.deepEqual(layOut(segment).map(({ start, end }) => [start, end]), [[1, 1.83]]);
  const [cue] = layoutCues([segment], EN, { language: "en", mediaSeconds: 1.5 });
  assert.equal(cue.end, 1.5);
});

Deno.test("Japanese is set in lines of 13 without spaces, broken between words and never before a full stop", () => {
  const text = "真っ昼間なのにキャンプの外れの電柱に電球がともっていた。東京の大学で日本語を勉強しています。";
  const cues = layOut(speakUnspaced(text), defaultCaptionLayout("ja"), "ja");
  const lines = cues.flatMap((cue) => cue.text.split("\n"));
  assert.equal(lines.join(""), text);
  for (const line of lines) {
    assert.ok(line.length <= 13, line);
    assert.doesNotMatch(line, /^[。、っ]| /);
  }
  assert.equal(cues[0].text.split("\n")[0], "真っ昼間なのに");
  assert.ok(lines.every((line) => !/キャ$|^ンプ|^ャンプ/.test(line)));
});

Deno.test("Chinese and Korean have 16 characters a line, Korean with its spaces", () => {
  assert.deepEqual(["zh", "ko", "ja", "en", null].map((language) => defaultCaptionLayout(language).maxLineChars), [
    16,
    16,
    13,
    42,
    42,
  ]);
  const zh = "今天天气很好我们一起去公园散步然后去吃晚饭吧";
  const lines = layOut(speakUnspaced(zh), defaultCaptionLayout("zh"), "zh").flatMap((cue) => cue.text.split("\n"));
  assert.equal(lines.join(""), zh);
  assert.ok(lines.every((line) => line.length <= 16));
  const ko = layOut(speak("오늘은 날씨가 좋아서 우리는 공원에 갔습니다."), defaultCaptionLayout("ko"), "ko");
  assert.equal(texts(ko).join(" ").replaceAll("\n", " "), "오늘은 날씨가 좋아서 우리는 공원에 갔습니다.");
});

Deno.test("words without a space between them are not separated", () => {
  const words = [" a", " full", "-time", " self", "-driving", " car", " costs", " $", "5", ".50", " and", " so", " on"];
  const segment = segmentOf(words.map((word, i) => ({ word, start: i * 0.3, end: i * 0.3 + 0.3, probability: 1 })));
  const cues = layOut(segment, { ...EN, maxLineChars: 12 });
  assert.equal(texts(cues).join(" ").replaceAll("\n", " "), "a full-time self-driving car costs $5.50 and so on");
});

Deno.test("a segment without words is laid out with its time divided by length", () => {
  const segment = { ...segmentOf([]), start: 2, end: 6, text: " There are no words here, only a text." };
  const cues = layOut(segment);
  assert.equal(texts(cues).join(" ").replaceAll("\n", " "), "There are no words here, only a text.");
  assert.equal(cues[0].start, 2);
  assert.ok(cues.at(-1)!.end >= 6);
});

Deno.test("no segments, empty words and blank text make no cues", () => {
  assert.deepEqual(layoutCues([], EN, { language: null }), []);
  assert.deepEqual(layOut(segmentOf([{ word: "  ", start: 0, end: 1, probability: 1 }])), []);
  assert.deepEqual(layOut({ ...segmentOf([]), text: " \n " }), []);
});

Deno.test("a word longer than a line has a line of its own, and a word that lasts too long for a cue is cut in time", () => {
  const long = "x".repeat(60);
  const cues = layOut(segmentOf([
    { word: " so", start: 0, end: 0.5, probability: 1 },
    { word: ` ${long}`, start: 0.5, end: 20, probability: 1 },
  ]));
  assert.ok(cues.some((cue) => cue.text.split("\n").includes(long)));
  assert.ok(cues.every((cue) => cue.end - cue.start <= 7));
});

Deno.test("an hour of speech without a pause gives cues as it goes, not at its end", () => {
  const sentence = "We choose to go to the moon in this decade and do the other things, not because they are easy. ";
  const builder = new CueBuilder(EN, { language: "en" });
  let held = 0;
  let at = 0;
  let cues = 0;
  for (let i = 0; i < 500; i++) {
    const segment = speak(sentence.trim(), { from: at });
    at = segment.end;
    const now = builder.push([segment]);
    cues += now.length;
    if (now.length > 0) held = Math.max(held, at - now.at(-1)!.end);
  }
  cues += builder.end().length;
  assert.equal(cues, 1000);
  assert.ok(held < 40, `${held} s were held back`);
});

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    " the",
    " a",
    " and",
    " of",
    " home.",
    " why?",
    " yes,",
    "-time",
    "日本語",
    "。",
    "は",
    " Mr.",
    "'s",
    " 5",
    " né",
    "👍🏽",
    "ไทย",
    "",
  ),
);
const timedWords = fc.array(
  fc.record({
    word,
    pauseMs: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: -200, max: 4000 })),
    lastsMs: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 15000 })),
  }),
  { maxLength: 120 },
).map((list) => {
  let at = 0;
  return list.map(({ word, pauseMs, lastsMs }) => {
    const start = Math.max(0, at + pauseMs);
    at = start + lastsMs;
    return { word, start: start / 1000, end: at / 1000, probability: 0.5 };
  });
});
const layouts: fc.Arbitrary<CaptionLayout> = fc.record({
  maxLineChars: fc.integer({ min: 10, max: 60 }),
  maxLines: fc.integer({ min: 1, max: 4 }),
  maxCueSeconds: fc.integer({ min: 1, max: 30 }),
});
const languages = fc.constantFrom("en", "ja", "zh", "de", "jw", null);
const squeeze = (text: string) => text.replace(/\s+/g, "");

Deno.test("property: the text is kept in order, and cues keep to their shape and times", () => {
  fc.assert(
    fc.property(timedWords, layouts, languages, (words, layout, language) => {
      const cues = layOut(segmentOf(words), layout, language);
      assert.equal(squeeze(texts(cues).join("")), squeeze(words.map(({ word }) => word).join("")));
      assert.equal(
        squeeze(cues.flatMap((cue) => cue.words).map(({ word }) => word).join("")),
        squeeze(texts(cues).join("")),
      );
      cues.forEach((cue, i) => {
        assert.equal(cue.id, i + 1);
        const lines = cue.text.split("\n");
        assert.ok(lines.length <= layout.maxLines);
        for (const line of lines) {
          assert.equal(line, line.trim());
          assert.ok(line.length > 0);
          const isOneWord = words.some(({ word }) => squeeze(word).includes(line) && !/\s/.test(word.trim()));
          assert.ok(countChars(line) <= layout.maxLineChars || isOneWord, line);
        }
        assert.ok(cue.end > cue.start);
        assert.ok(cue.end - cue.start <= layout.maxCueSeconds + 1e-9);
        assert.ok(cue.start >= cue.words[0].start - 1e-6);
        if (i > 0) assert.ok(cue.start - cues[i - 1].end >= 1 / 12 - 1e-9);
      });
    }),
    { numRuns: 300 },
  );
});

Deno.test("property: in a language with spaces, splitting the text gives the same words", () => {
  const plain = fc.array(fc.stringMatching(/^[a-z]{1,9}[.,]?$/), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(plain, layouts, (list, layout) => {
      const cues = layOut(speak(list.join(" ")), layout);
      assert.equal(texts(cues).join(" ").replaceAll("\n", " "), list.join(" "));
      for (const line of texts(cues).join("\n").split("\n")) assert.ok(line.length <= layout.maxLineChars);
    }),
    { numRuns: 100 },
  );
});

Deno.test("property: cues do not depend on how the segments are grouped", () => {
  fc.assert(
    fc.property(fc.array(timedWords, { maxLength: 4 }), layouts, (lists, layout) => {
      let from = 0;
      const segments = lists.map((words, id) => {
        const moved = words.map((word) => ({ ...word, start: word.start + from, end: word.end + from }));
        from = moved.at(-1)?.end ?? from;
        return segmentOf(moved, id);
      });
      const builder = new CueBuilder(layout, { language: "en" });
      const grouped = [...segments.flatMap((segment) => builder.push([segment])), ...builder.end()];
      assert.deepEqual(grouped, layoutCues(segments, layout, { language: "en" }));
    }),
    { numRuns: 60 },
  );
});
