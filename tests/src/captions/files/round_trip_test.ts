import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CAPTION_FORMATS,
  decodeText,
  IMPORT_FORMATS,
  parseCaptionFile,
  UnreadableCaptionsError,
} from "../../../../src/captions/mod.ts";
import { positionOfAlignment } from "../../../../src/captions/files/alignment.ts";
import { tidyText } from "../../../../src/captions/files/styled_text.ts";
import { lookOf, tidyMarkup } from "../../../../src/captions/markup.ts";
import type { Cue, CuePosition } from "../../../../src/core/types.ts";

/** What a format can hold of a cue. */
interface Holds {
  /** Parts of a second. */
  grain: 100 | 1000;
  speaker: boolean;
  markup: boolean;
  position: "none" | "nine" | "all";
  /** Text that the format can't tell from its own signs. */
  unlike?: RegExp;
}

const HOLDS: Record<string, Holds> = {
  srt: { grain: 1000, speaker: false, markup: true, position: "nine", unlike: /<\/?[a-z]|[{}]/i },
  vtt: { grain: 1000, speaker: true, markup: true, position: "all" },
  ass: { grain: 100, speaker: true, markup: true, position: "nine" },
  ttml: { grain: 1000, speaker: true, markup: true, position: "nine" },
  sbv: { grain: 1000, speaker: false, markup: false, position: "none", unlike: /<\/?[a-z]|[{}]|\[br\]/i },
  json: { grain: 1000, speaker: true, markup: true, position: "all" },
};

const percent = fc.integer({ min: 0, max: 100 });
const nine = fc.integer({ min: 1, max: 9 }).map((n) => positionOfAlignment(n) ?? null);
const anywhere: fc.Arbitrary<CuePosition | null> = fc.option(
  fc.record({
    line: fc.oneof(fc.integer({ min: -30, max: 30 }), percent.map((n) => `${n}%` as const)),
    lineAlign: fc.constantFrom("center" as const, "end" as const),
    position: percent,
    positionAlign: fc.constantFrom("line-left" as const, "center" as const, "line-right" as const),
    size: fc.integer({ min: 1, max: 99 }),
    align: fc.constantFrom("start" as const, "end" as const, "left" as const, "right" as const),
    vertical: fc.constantFrom("rl" as const, "lr" as const),
  }, { requiredKeys: [], noNullPrototype: true }).map((position) => {
    // the alignments are of what they align
    if (position.line === undefined) delete position.lineAlign;
    if (position.position === undefined) delete position.positionAlign;
    return position;
  }),
);
const someText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "a < b & c",
    "<i>x</i>",
    "{\\an8}x",
    "\\N \\h \\",
    "200",
    "NOTE x",
    "-->",
    "--\u2060>",
    "00:00:01,000 --> 00:00:02,000",
    "00:01 → 00:02",
    "\u20600:01 -> 0:02",
    "3",
    "a\nb",
    "שלום\u200f",
    "&amp;",
  ),
);

function cuesFor({ unlike, ...holds }: Holds): fc.Arbitrary<Cue[]> {
  const cue = fc.record({
    gap: fc.nat(20_000),
    ms: fc.integer({ min: 1, max: 9000 }),
    text: fc.array(someText, { minLength: 1, maxLength: 3 }).map((lines) =>
      tidyText({ text: lines.filter((line) => !unlike?.test(line)).join("\n"), marks: [] }).text
    ),
    speaker: holds.speaker ? fc.option(fc.constantFrom("Ann", "Dr. O'Neil & Söhne", "李明")) : fc.constant(null),
    position: holds.position === "all" ? anywhere : holds.position === "nine" ? nine : fc.constant(null),
    ranges: fc.array(
      fc.record({
        from: fc.nat(60),
        to: fc.nat(60),
        style: fc.constantFrom("bold" as const, "italic" as const, "underline" as const),
      }),
      { maxLength: holds.markup ? 4 : 0 },
    ),
  });
  const unit = 1000 / holds.grain;
  return fc.array(cue, { minLength: 1, maxLength: 8 }).map((list) => {
    let at = 0;
    return list.map(({ gap, ms, text, speaker, position, ranges }, i) => {
      const start = at + gap;
      at = start + ms;
      const markup = tidyMarkup(ranges, text.length);
      // a range that ends in a space that lines don't keep, or between two halves of a character, can't be held
      const fit = tidyText({ text, markup: markup?.filter(({ from, to }) => isBetween(text, from, to)), marks: [] });
      const look = lookOf({ speaker, position, markup: fit.markup ?? null });
      return { id: i + 1, start: start * unit / 1000, end: at * unit / 1000, text, words: [], ...look };
    });
  });
}

function isBetween(text: string, from: number, to: number): boolean {
  return [from, to].every((at) => !/[\udc00-\udfff]/.test(text[at] ?? ""));
}

/** Rolling captions are changed on purpose. */
function rolls(cues: readonly Cue[]): boolean {
  const shares = cues.filter((cue, i) => i > 0 && cue.text.split("\n").some((line) => cues[i - 1].text.includes(line)));
  return shares.length >= 2;
}

for (const format of CAPTION_FORMATS.filter(({ isScript }) => !isScript)) {
  const holds = HOLDS[format.name];
  Deno.test(`property: ${format.label} that is written and read again is equal, to the ${1000 / holds.grain} ms`, () => {
    fc.assert(
      fc.property(cuesFor(holds), (cues) => {
        fc.pre(!rolls(cues));
        const read = parseCaptionFile(format.name, format.write({ cues, language: "en" }));
        assert.deepEqual(
          read.cues.map(({ words: _words, ...cue }) => cue),
          cues.map(({ id: _id, words: _words, ...cue }) => cue),
        );
        assert.deepEqual(read.changes, []);
      }),
      { numRuns: 300 },
    );
  });
}

const PARTS = [
  ...["\n", "\r\n", "\n\n", " ", "\ufeff", "WEBVTT", "NOTE", "STYLE", "1", "2", "-->", "00:01.000 --> 00:02.000"],
  ...[
    "00:00:05,000 --> 00:00:04,000",
    "-00:00:01,0 -> 00:00:02,0",
    "99:99:99,999 --> 0:0:0,0",
    "[Events]",
    "{\\i1}",
    "{",
  ],
  ...[
    "Dialogue: 0,0:00:01.00,0:00:02.00,D,N,0,0,0,,x",
    "Format: Start, Text",
    "<tt>",
    "<p begin='1s' end='2s'>",
    "</p>",
  ],
  ...["<span begin='0.5s'>", "<br/>", "<!--", "<![CDATA[", "&#x110000;", "&#xd800;", "{10}{20}x", "{1}{1}0", "<v Ann>"],
  ...[
    "[00:01.00]",
    "<00:01.000>",
    "0:00:01.000,0:00:02.000",
    '{"cues":[',
    '{"start":1,"end":2,"text":"x"}',
    "]}",
    "\ud800",
  ],
];
const soup = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: "binary", maxLength: 8 })), {
  maxLength: 40,
})
  .map((parts) => parts.join(""));
const readers = IMPORT_FORMATS.filter(({ isScript }) => !isScript).map(({ name }) => name);

Deno.test("property: no text makes a reader throw anything but that it is unreadable, and what is read is valid", () => {
  fc.assert(
    fc.property(soup, fc.constantFrom(...readers), (text, name) => {
      try {
        let last = 0;
        for (const cue of parseCaptionFile(name, text).cues) {
          assert.ok(cue.start >= last && cue.end > cue.start && cue.end <= 360_000, JSON.stringify(cue));
          assert.ok(cue.text.length <= 1000);
          last = cue.start;
        }
      } catch (error) {
        if (!(error instanceof UnreadableCaptionsError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("property: any bytes are decoded and read, or refused as unreadable", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...readers), (bytes, name) => {
      try {
        parseCaptionFile(name, decodeText(bytes).text);
      } catch (error) {
        if (!(error instanceof UnreadableCaptionsError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

// a pattern that backtracks would take hours for one of these
Deno.test("readers take linear time for hostile text of each kind", () => {
  const hostile = [
    ..." \n<{[&\"'-:0.,\\",
    ...[
      "-->",
      "00:01.000 --> ",
      "00:00:01,000 --> 00:00:02,000\n",
      "<p ",
      "<p>",
      "</p>",
      "<i>",
      "{\\i1}",
      "<v A>",
      "&amp",
    ],
    ...[
      "a=",
      "a='",
      "[00:01]",
      "{1}{2}x\n",
      "0 ",
      "<!--",
      "<![CDATA[",
      "x\n",
      "<span begin='1s'>",
      "Dialogue: 0,",
      "{y:i}",
    ],
  ];
  const heads = [
    ...["", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "<tt><p begin='1s' end='2s'>"],
    ...["[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,", "0:00:01.000,0:00:02.000\n"],
  ];
  for (const [i, part] of hostile.entries()) {
    for (const [n, head] of heads.entries()) {
      const text = head + part.repeat(Math.ceil(200_000 / part.length));
      try {
        parseCaptionFile(head ? "srt" : readers[(i + n) % readers.length], text);
      } catch (error) {
        if (!(error instanceof UnreadableCaptionsError)) throw error;
      }
    }
  }
});
