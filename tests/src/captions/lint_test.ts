import assert from "node:assert/strict";
import fc from "fast-check";
import {
  breakLines,
  lintCues,
  type LintFinding,
  lintLimits,
  type LintProfileName,
  repairCue,
  splitCue,
  type TimedText,
} from "../../../src/captions/lint.ts";
import { countChars } from "../../../src/captions/atoms.ts";
import { layoutCues } from "../../../src/captions/cues.ts";
import { defaultCaptionLayout } from "../../../src/captions/layout.ts";
import { speak } from "./make.ts";

const cue = (start: number, end: number, text: string) => ({ start, end, text });
const rules = (cues: TimedText[], profile: LintProfileName = "netflix", language: string | null = "en") =>
  lintCues(cues, profile, language).map(({ cue, rule }) => `${cue} ${rule}`);
const only = (cues: TimedText[], rule: string, profile: LintProfileName = "netflix"): LintFinding => {
  const found = lintCues(cues, profile, "en").filter((finding) => finding.rule === rule);
  assert.equal(found.length, 1, `${rule} in ${JSON.stringify(lintCues(cues, profile, "en"))}`);
  return found[0];
};
const LONG = "The mountains were covered in snow, and the road to the village had been closed since Tuesday.";

Deno.test("lintCues() has no findings for cues that follow the guide", () => {
  const cues = [cue(1, 3, "Good evening.\nHere is the news."), cue(3.084, 5, "It rains in the north.")];
  assert.deepEqual(rules(cues, "netflix"), []);
  assert.deepEqual(rules([cue(1, 3, "Good evening."), cue(3, 5, "It rains.")], "bbc"), []);
  assert.deepEqual(rules([cue(1, 3, "Good evening."), cue(3, 5, "It rains.")], "dcmp"), []);
});

Deno.test("captions of src/captions' layout follow Netflix's guide", () => {
  const segment = speak(
    `${LONG} Nobody knew why. [2] When the postman came, he told us that it would be open by noon.`,
  );
  const found = lintCues(layoutCues([segment], defaultCaptionLayout("en"), { language: "en" }), "netflix", "en");
  assert.deepEqual(found, []);
});

Deno.test("each rule gives a finding with the measured value, the limit and a sentence", () => {
  const line = only([cue(0, 6, LONG)], "line_chars");
  assert.deepEqual([line.value, line.limit, line.canRepair], [94, 42, true]);
  assert.equal(line.message, "Its line has 94 characters: at most 42.");
  assert.equal(only([cue(0, 2, "a\nb\nc")], "lines").message, "It has 3 lines: at most 2.");
  assert.equal(
    only([cue(0, 1, "Twenty-five characters ok")], "chars_per_second").message,
    "It has 25 characters a second: at most 20.",
  );
  assert.equal(only([cue(0, 0.5, "Hi.")], "too_short").message, "It lasts 0.5 s: at least 0.83 s.");
  assert.equal(only([cue(0, 0.83, "Hi.")], "too_short").message, "It lasts 0.83 s: at least 0.833 s.");
  assert.equal(only([cue(2, 1.5, "Hi.")], "too_short").message, "It ends before it starts: at least 0.83 s.");
  assert.equal(only([cue(0, 9, "Hi.")], "too_long").message, "It lasts 9 s: at most 7 s.");
  const touching = only([cue(0, 2, "Hi."), cue(2.01, 4, "Ho.")], "gap");
  assert.equal(touching.message, "It ends 0.01 s before the next cue: at least 0.084 s.");
  const flicker = only([cue(0, 2, "Hi."), cue(2.7, 4, "Ho.")], "gap", "bbc");
  assert.equal(
    flicker.message,
    "The gap of 0.7 s to the next cue flickers: close it, or leave at least 1 s.",
  );
  assert.equal(only([cue(0, 3, "Hi."), cue(2, 4, "Ho.")], "overlap").message, "It overlaps the next cue by 1 s.");
  assert.equal(
    only([cue(65, 67, "Hi."), cue(2, 4, "Ho.")], "order").message,
    "It starts before the cue above it, which starts at 1:05.00.",
  );
  assert.equal(only([cue(0, 2, " \n\u200b")], "empty").message, "It has no text.");
});

Deno.test("the finding for a text that is too long for its time, without free time around it, advises to shorten it", () => {
  const cues = [cue(0, 1, "Before."), cue(1.084, 2, "x".repeat(40)), cue(2.084, 3, "After.")];
  const fast = only(cues, "chars_per_second");
  assert.equal(fast.canRepair, false);
  assert.match(fast.message, /make the text shorter\.$/);
  assert.deepEqual(repairCue(cues, fast, "netflix", "en"), cues);
});

Deno.test("Chinese, Japanese and Korean have their own limits in every profile", () => {
  assert.deepEqual(
    ["zh", "ja", "ko", "en", null].map((language) => lintLimits("netflix", language).maxLineChars),
    [16, 13, 16, 42, 42],
  );
  assert.equal(lintLimits("dcmp", "ja").maxLineChars, 13);
  assert.deepEqual(["netflix", "bbc", "dcmp"].map((p) => lintLimits(p as LintProfileName, "en").maxCharsPerSecond), [
    20,
    18,
    16,
  ]);
  assert.deepEqual(rules([cue(0, 3, "今日はとても良い天気ですね本当に")], "netflix", "ja"), ["0 line_chars"]);
});

Deno.test("a long line is broken where the language allows; a text too long for two lines becomes two cues", () => {
  const cues = [cue(0, 4, "We walked along the river because the bus was late.")];
  const [repaired] = repairCue(cues, only(cues, "line_chars"), "netflix", "en");
  assert.equal(repaired.text, "We walked along the river\nbecause the bus was late.");
  const long = [{ ...cue(10, 16, LONG), speaker: "Ann" }];
  const parts = repairCue(long, only(long, "line_chars"), "netflix", "en");
  assert.equal(parts.length, 2);
  assert.equal(parts.map(({ text }) => text.replaceAll("\n", " ")).join(" "), LONG);
  assert.deepEqual([parts[0].start, parts.at(-1)!.end], [10, 16]);
  assert.ok(parts[1].start - parts[0].end > 0.083 && parts.every((part) => part.speaker === "Ann"));
  assert.deepEqual(lintCues(parts, "netflix", "en"), []);
});

Deno.test("the parts of a cut cue begin when their first words are said", () => {
  const { words } = speak(LONG, { from: 20 });
  const whole = { ...cue(20, 27, LONG), words };
  const parts = splitCue(whole, { maxLines: 2, maxLineChars: 30, maxCueSeconds: 7 }, {
    language: "en",
    gapSeconds: 0.084,
  });
  assert.ok(parts.length >= 2);
  for (const part of parts) assert.equal(part.start, part.words[0].start);
  assert.deepEqual(parts.flatMap((part) => part.words), words);
  const edited = { ...whole, text: LONG.replace("snow", "ice") };
  const shared = splitCue(edited, { maxLines: 2, maxLineChars: 30, maxCueSeconds: 7 }, {
    language: "en",
    gapSeconds: 0.084,
  });
  assert.ok(shared.every((part) => part.words.length === 0), "words that do not make the text are left out");
});

Deno.test("a cue that lasts too long ends earlier if its text is short, and is cut if it is long", () => {
  const little = [cue(0, 30, "Hello.")];
  assert.deepEqual(repairCue(little, only(little, "too_long"), "netflix", "en"), [cue(0, 7, "Hello.")]);
  const much = [cue(0, 10, "It rains in the north.\nIt snows in the mountains. It is dry elsewhere.")];
  const parts = repairCue(much, only(much, "too_long"), "netflix", "en");
  assert.ok(parts.length > 1 && parts.every(({ start, end }) => end - start <= 7));
});

Deno.test("a short cue takes the silence after it, then a little of that before it", () => {
  const free = [cue(1, 1.2, "Hi."), cue(9, 10, "Ho.")];
  assert.deepEqual(repairCue(free, only(free, "too_short"), "netflix", "en")[0], cue(1, 1.834, "Hi."));
  const tight = [cue(1, 1.6, "Hi."), cue(1.7, 3, "Ho.")];
  assert.deepEqual(repairCue(tight, only(tight, "too_short"), "netflix", "en")[0], cue(0.782, 1.616, "Hi."));
});

const texts = fc.array(
  fc.oneof(
    fc.constantFrom("the", "and", "Anna", "said,", "rain.", "x", "\n", "extraordinarily", "今日は", "w".repeat(50)),
    fc.string(),
  ),
  { maxLength: 20 },
).map((parts) => parts.join(" "));
const times = fc.integer({ min: 0, max: 60_000 }).map((ms) => ms / 1000);
const anyCues = fc.array(fc.record({ start: times, end: times, text: texts }), { minLength: 1, maxLength: 8 });
const profiles = fc.constantFrom<LintProfileName>("netflix", "bbc", "dcmp");
const languages = fc.constantFrom("en", "ja", null);

Deno.test("property: a repair removes its finding and does not change the other cues", () => {
  fc.assert(
    fc.property(anyCues, profiles, languages, (cues, profile, language) => {
      for (const finding of lintCues(cues, profile, language)) {
        const repaired = repairCue(cues, finding, profile, language);
        if (finding.rule === "order") continue;
        const others = cues.length - 1;
        assert.deepEqual(repaired.slice(0, finding.cue), cues.slice(0, finding.cue));
        assert.deepEqual(repaired.slice(repaired.length - (others - finding.cue)), cues.slice(finding.cue + 1));
        if (!finding.canRepair) continue;
        const parts = repaired.length - others;
        const left = lintCues(repaired, profile, language).filter((f) =>
          f.rule === finding.rule && f.cue >= finding.cue && f.cue < finding.cue + parts
        );
        if (finding.rule !== "gap" && finding.rule !== "overlap") assert.deepEqual(left, [], JSON.stringify(finding));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("property: a repair neither loses nor changes a word", () => {
  const bare = (cues: TimedText[]) => cues.map(({ text }) => text.replace(/\s+/g, "")).join("");
  fc.assert(
    fc.property(anyCues, profiles, languages, (cues, profile, language) => {
      for (const finding of lintCues(cues, profile, language)) {
        if (["order", "empty"].includes(finding.rule)) continue;
        assert.equal(bare(repairCue(cues, finding, profile, language)), bare(cues));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("property: breakLines() fits its lines or says that it can't", () => {
  fc.assert(fc.property(texts, fc.integer({ min: 5, max: 45 }), languages, (text, maxLineChars, language) => {
    const lines = breakLines(text, { maxLines: 2, maxLineChars }, language)?.split("\n");
    if (!lines) return;
    assert.ok(lines.length <= 2 && lines.every((line) => countChars(line) <= maxLineChars));
  }));
});
