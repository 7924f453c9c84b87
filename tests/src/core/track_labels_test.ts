import assert from "node:assert/strict";
import { words as de } from "../../../routes/web/words/de/mod.ts";
import { words as es } from "../../../routes/web/words/es/mod.ts";
import { defaultTrack, labelTracks } from "../../../src/core/labels/track_labels.ts";

const plain = {
  kind: "subtitles",
  name: "",
  isForced: false,
  isHearingImpaired: false,
  isCommentary: false,
  source: "uploaded",
};
const labelOf = (track: Partial<typeof plain> & { language?: string }) =>
  labelTracks([{ ...plain, id: "a", language: "en", ...track }]).get("a");

Deno.test("a label has the language, the purpose and the title of the track", () => {
  assert.equal(labelOf({}), "English");
  assert.equal(labelOf({ name: "uploaded" }), "English");
  assert.equal(labelOf({ name: "Director's comment" }), "English (Director's comment)");
  assert.equal(labelOf({ isForced: true, name: "uploaded 2" }), "English, forced");
  assert.equal(labelOf({ kind: "captions" }), "English [CC]");
  assert.equal(labelOf({ kind: "captions", isHearingImpaired: true }), "English SDH");
  assert.equal(labelOf({ kind: "captions", isHearingImpaired: true, name: "BBC" }), "English SDH (BBC)");
});

Deno.test("a title that only repeats the label is left out", () => {
  assert.equal(labelOf({ name: "English" }), "English");
  assert.equal(labelOf({ language: "de", name: "German" }), "Deutsch");
  assert.equal(labelOf({ name: "English [SDH]", kind: "captions", isHearingImpaired: true }), "English [SDH]");
  assert.equal(labelOf({ name: "Forced", isForced: true }), "English, forced");
  assert.equal(labelOf({ name: "Signs (forced)", isForced: true }), "English (Signs (forced))");
  assert.equal(labelOf({ name: "SDH for BBC", isHearingImpaired: true }), "English (SDH for BBC)");
  assert.equal(labelOf({ name: "Commentary", isCommentary: true }), "English commentary");
});

Deno.test("a track of an unknown language is called captions, with its title", () => {
  assert.equal(labelOf({ language: "und", name: "Lyrics" }), "Captions (Lyrics)");
  assert.equal(labelOf({ language: "und", name: "uploaded" }), "Captions");
  assert.equal(labelOf({ language: "und", name: "uploaded", isCommentary: true }), "Captions commentary");
});

Deno.test("the labels of a video's tracks are unique", () => {
  const sources = ["uploaded", "auto", "uploaded", "uploaded", "edited"];
  const tracks = sources.map((source, i) => ({ ...plain, id: `${i}`, language: "en", source }));
  assert.deepEqual([...labelTracks(tracks).values()], [
    ...["English", "English (automatic)", "English (uploaded)", "English 2", "English (edited)"],
  ]);
});

Deno.test("labels are in the language of a page that gives its words", () => {
  const tracks = [
    { language: "und" },
    { language: "und", source: "auto" },
    { language: "en", isCommentary: true },
    { language: "en", isForced: true },
    { language: "en", name: "Signs", isForced: true },
  ].map((track, i) => ({ ...plain, id: `${i}`, ...track }));
  const labels = (words: typeof de) => [...labelTracks(tracks, words.labels).values()];
  assert.deepEqual(labels(es), [
    ...["Subtítulos", "Subtítulos (automáticos)", "English, comentarios", "English, forzados"],
    "English (Signs), forzados",
  ]);
  assert.deepEqual(labels(de), [
    ...["Untertitel", "Untertitel (automatisch)", "English, Kommentar", "English, erzwungen"],
    "English (Signs), erzwungen",
  ]);
});

Deno.test("the default track is the first full one in the spoken language, else the first full one", () => {
  const track = (language: string, { isForced = false, isCommentary = false } = {}) => ({
    language,
    isForced,
    isCommentary,
  });
  const [forced, french, english] = [track("en", { isForced: true }), track("fr"), track("en")];
  const commentary = track("en", { isCommentary: true });
  assert.equal(defaultTrack([commentary, english], "en"), english);
  assert.equal(defaultTrack([commentary, french], "en"), french);
  assert.equal(defaultTrack([commentary, forced], "en"), commentary);
  assert.equal(defaultTrack([forced, french, english], "en"), english);
  assert.equal(defaultTrack([forced, french], "en"), french);
  assert.equal(defaultTrack([forced], "en"), forced);
  assert.equal(defaultTrack([], "en"), null);
});
