import assert from "node:assert/strict";
import fc from "fast-check";
import { newId } from "../../../src/core/ids.ts";
import type { Visibility } from "../../../src/core/types.ts";
import { wordsOf } from "../../../src/db/search/words.ts";
import { deleteVideo, updateVideo } from "../../../src/db/videos/videos.ts";
import { testDatabase } from "../../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
const cuesOf = (texts: string[], gap = 0.1) =>
  texts.map((text, i) => ({ id: i + 1, start: i * (2 + gap), end: i * (2 + gap) + 2, text, words: [] }));

/** A video with these texts, one per cue. */
async function withSpeech(
  texts: string[],
  { language = "en", visibility = "public", title = "A talk", gap }: {
    language?: string;
    visibility?: Visibility;
    title?: string;
    gap?: number;
  } = {},
): Promise<string> {
  const id = await seedVideo(app, { renditions: media, visibility, title });
  await seedCaptions(app, id, { language, cues: cuesOf(texts, gap) });
  return id;
}

interface FoundMoment {
  video: { id: string; title: string; thumbnail_url: string | null; duration_seconds: number };
  track_id: string;
  language: string;
  start: number;
  end: number;
  text: string;
  marks: [number, number][];
}

async function search(
  q: string,
  { as = "anonymous", ...more }: { as?: As; language?: string; limit?: string; cursor?: string } = {},
): Promise<{ moments: FoundMoment[]; videos: { id: string }[]; next_cursor: string | null }> {
  const response = await app.request(`/api/search?${new URLSearchParams({ q, ...more })}`, { as });
  assert.equal(response.status, 200, await response.clone().text());
  return await response.json();
}

/** The texts of the moments, with brackets around the matches. */
async function marked(q: string, options: Parameters<typeof search>[1] = {}): Promise<string[]> {
  return (await search(q, options)).moments.map(({ text, marks }) => {
    let at = 0;
    return marks.map(([from, to]) => {
      const piece = `${text.slice(at, from)}[${text.slice(from, to)}]`;
      at = to;
      return piece;
    }).join("") + text.slice(at);
  });
}

Deno.test("a word is found in all its forms, and the spoken form is marked", async () => {
  const id = await withSpeech(["Nobody saw it.", "The ocelots were running home.", "An ocelot's den"]);
  assert.deepEqual(await marked("ocelot"), ["The [ocelots] were running home.", "An [ocelot]'s den"]);
  const { moments: [moment] } = await search("OCELOTS runs");
  assert.deepEqual(
    [moment.video.id, moment.video.title, moment.language, moment.start, moment.end, moment.marks],
    [id, "A talk", "en", 2.1, 4.1, [[4, 11], [17, 24]]],
  );
});

Deno.test("a video is found by its tags", async () => {
  const id = await withSpeech(["Nothing of the kind."]);
  await updateVideo(sql, id, { tags: ["Quokka island"] });
  assert.deepEqual((await search("quokkas")).videos.map((video) => video.id), [id]);
  await updateVideo(sql, id, { tags: [] });
  assert.deepEqual((await search("quokkas")).videos, []);
});

Deno.test("corrected_query is what was searched instead of mistyped words; what was typed comes first", async () => {
  await withSpeech(["The armadillo rolls itself up."]);
  const ask = async (q: string) => {
    const { query, corrected_query, moments } = await (await app.request(`/api/search?q=${q}`)).json();
    return [query, corrected_query, moments.length];
  };
  assert.deepEqual(await ask("armadilo"), ["armadilo", "armadillo", 1]);
  await withSpeech(["Armadilo is a name."]);
  assert.deepEqual(await ask("armadilo"), ["armadilo", null, 1]);
  assert.deepEqual(await ask("xylofonz"), ["xylofonz", null, 0]);
});

Deno.test("each language has its own forms, and accents need not be typed", async () => {
  await withSpeech(["Mañana cantarán las canciones más tristes."], { language: "es" });
  await withSpeech(["In alten Häusern wohnen Gespenster, die große Straße entlang."], { language: "de" });
  await withSpeech(["Les étudiantes ont aimé l'œuvre."], { language: "fr" });
  await withSpeech(["Он читал интересные книги, ещё вчера."], { language: "ru" });
  assert.deepEqual(await marked("cancion"), ["Mañana cantarán las [canciones] más tristes."]);
  assert.deepEqual(await marked("manana"), ["[Mañana] cantarán las canciones más tristes."]);
  assert.deepEqual(await marked("haus gespenst"), [
    "In alten [Häusern] wohnen [Gespenster], die große Straße entlang.",
  ]);
  assert.deepEqual(await marked("strasse"), ["In alten Häusern wohnen Gespenster, die große [Straße] entlang."]);
  assert.deepEqual(await marked("etudiante aimer"), ["Les [étudiantes] ont [aimé] l'œuvre."]);
  assert.deepEqual(await marked("oeuvre"), ["Les étudiantes ont aimé l'[œuvre]."]);
  assert.deepEqual(await marked("книга ЕЩЕ"), ["Он читал интересные [книги], [ещё] вчера."]);
  assert.deepEqual(await marked("canción".normalize("NFD")), ["Mañana cantarán las [canciones] más tristes."]);
});

Deno.test("a phrase in quotes must match word by word, stop words included; words without quotes may be apart", async () => {
  await withSpeech(["To be, or not to be: that is the zebra.", "The zebra is not that."]);
  assert.deepEqual(await marked('"not to be" zebra'), ["To be, or [not to be]: that is the [zebra]."]);
  assert.deepEqual(await marked('"that is the zebra"'), ["To be, or not to be: [that is the zebra]."]);
  assert.deepEqual(await marked('"be to not"'), []);
  assert.equal((await search("zebra that is")).moments.length, 2);
  const many = Array.from({ length: 35 }, (_, i) => `k${i}`);
  await withSpeech(["a", many.slice(0, 20).join(" "), many.slice(20).join(" ")]);
  assert.equal((await search(many.join(" "))).moments.length, 1);
});

Deno.test("a phrase across the end of a cue is found, also at the end of a passage of the index", async () => {
  const filler = Array.from({ length: 40 }, (_, i) => `filler number ${i}`);
  for (const at of [3, 14, 15, 16, 31]) {
    const texts = [...filler];
    texts[at] = `we met in quagga${at}`;
    texts[at + 1] = "york for lunch";
    await withSpeech(texts);
    const { moments: [moment, more] } = await search(`"quagga${at} york"`);
    assert.equal(moment.text, `we met in quagga${at} york for lunch`);
    assert.ok(Math.abs(moment.start - at * 2.1) < 0.001);
    assert.equal(more, undefined, "once");
    assert.equal((await search(`quagga${at} lunch`)).moments.length, 1);
    assert.equal((await search(`quagga${at}`)).moments[0].text, `we met in quagga${at}`);
  }
  await withSpeech(["they sold okapi", "milk by the litre"], { gap: 20 });
  assert.deepEqual(await marked('"okapi milk"'), [], "not over a long pause");
});

Deno.test("a phrase may span three cues", async () => {
  await withSpeech(["one narwhal", "two", "three narwhals"]);
  assert.deepEqual(await marked('"one narwhal two three"'), ["[one narwhal] [two] [three] narwhals"]);
});

Deno.test("scripts without spaces match by any part of a sentence", async () => {
  await withSpeech(["昨日は東京タワーに行きました。", "とても高い"], { language: "ja" });
  await withSpeech(["我们在北京大学学习。"], { language: "zh" });
  await withSpeech(["ฉันชอบกินข้าวผัดมาก"], { language: "th" });
  await withSpeech(["나는 한국어를 공부합니다"], { language: "ko" });
  assert.deepEqual(await marked("東京タワー"), ["昨日は[東京タワー]に行きました。"]);
  assert.deepEqual(await marked("行きましたとても"), ["昨日は東京タワーに[行きました]。 [とても]高い"]);
  assert.deepEqual(await marked("京"), ["我们在北[京]大学学习。", "昨日は東[京]タワーに行きました。"]);
  assert.deepEqual(await marked("大学"), ["我们在北京[大学]学习。"]);
  assert.deepEqual(await marked("ข้าวผัด"), ["ฉันชอบกิน[ข้าวผัด]มาก"]);
  assert.deepEqual(await marked("한국어"), ["나는 [한국어]를 공부합니다"]);
  assert.deepEqual(await marked("京東"), []);
});

Deno.test("all users find public videos, the owner all of theirs, and no one finds videos to be deleted", async () => {
  const ids: Record<string, string> = {};
  for (const visibility of ["public", "unlisted", "private"] as const) {
    ids[visibility] = await withSpeech([`the ${visibility} capybara`], { visibility, title: `Capybara ${visibility}` });
  }
  const found = async (as: As) => {
    const { moments, videos } = await search("capybara", { as });
    assert.deepEqual(moments.map(({ video }) => video.id), videos.map(({ id }) => id));
    return moments.map(({ text }) => text);
  };
  const [open, link, own] = ["the public capybara", "the unlisted capybara", "the private capybara"];
  assert.deepEqual(await found("anonymous"), [open]);
  assert.deepEqual(await found("owner"), [own, link, open]);
  await updateVideo(sql, ids.private, { visibility: "public" });
  assert.deepEqual(await found("anonymous"), [own, open]);
  await updateVideo(sql, ids.public, { visibility: "private" });
  assert.deepEqual(await found("anonymous"), [own]);
  await sql`update streamforge.videos set delete_at = now() + interval '20 s' where id = ${ids.private}`;
  assert.deepEqual(await found("anonymous"), []);
  assert.deepEqual(await found("owner"), [link, open]);
  await sql`update streamforge.videos set delete_at = null where id = ${ids.private}`;
  assert.deepEqual(await found("anonymous"), [own]);
  await deleteVideo(sql, ids.private);
  assert.deepEqual(await found("anonymous"), []);
  assert.equal(
    (await sql`select 1 from streamforge.search_passages where sequence like '%private capybara%'`).length,
    0,
  );
});

Deno.test("a page for an anonymous viewer contains no private videos, and its cursor no video numbers", async () => {
  for (let i = 0; i < 3; i++) await withSpeech([`tapir ${i}`], { visibility: "private" });
  const id = await withSpeech(["tapir open", "tapir too"], { visibility: "public" });
  for (let i = 0; i < 3; i++) await withSpeech([`tapir ${i}`], { visibility: "private" });
  const { moments, next_cursor } = await search("tapir", { limit: "1" });
  assert.equal(moments[0].text, "tapir open");
  assert.match(next_cursor!, new RegExp(`^\\d{4}-[^.]+\\.\\d{6}Z\\.${id}\\.[\\w-]{22}\\.0$`));
  assert.deepEqual((await search("tapir", { limit: "1", cursor: next_cursor! })).moments.map(({ text }) => text), [
    "tapir too",
  ]);
});

/** Adds a revision, as editing does, in either order within the transaction. */
async function revise(videoId: string, texts: string[], { cuesFirst = true } = {}): Promise<string> {
  const [{ id: trackId }] = await sql`select id from streamforge.tracks where video_id = ${videoId}`;
  const revision = newId();
  await sql.begin(async (tx) => {
    await tx`
      insert into streamforge.revisions (id, track_id, source, state)
      values (${revision}, ${trackId}, 'edited', 'finished')`;
    const cues = async () => {
      for (const { id, start, end, text } of cuesOf(texts)) {
        await tx`
          insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
          values (${revision}, ${id}, ${start}, ${end}, ${text})`;
      }
    };
    if (cuesFirst) await cues();
    await tx`update streamforge.tracks set current_revision = ${revision} where id = ${trackId}`;
    if (!cuesFirst) await cues();
  });
  return revision;
}

Deno.test("only the current revision is found: after an edit, a restore, and a deletion of the track", async () => {
  const id = await withSpeech(["a wild numbat"]);
  const [{ current }] = await sql`select current_revision as current from streamforge.tracks where video_id = ${id}`;
  // in quotes nothing near is searched instead
  const both = async () => [await marked('"numbat"'), await marked('"bilby"')];
  assert.deepEqual(await both(), [["a wild [numbat]"], []]);
  for (const cuesFirst of [true, false]) {
    await revise(id, ["a tame bilby"], { cuesFirst });
    assert.deepEqual(await both(), [[], ["a tame [bilby]"]]);
    await sql`update streamforge.tracks set current_revision = ${current} where video_id = ${id}`;
    assert.deepEqual(await both(), [["a wild [numbat]"], []]);
  }
  await sql`update streamforge.tracks set language = 'de' where video_id = ${id}`;
  assert.equal((await search("numbat", { language: "de" })).moments.length, 1);
  await sql`update streamforge.tracks set current_revision = null where video_id = ${id}`;
  assert.deepEqual(await both(), [[], []]);
  await sql`update streamforge.tracks set current_revision = ${current} where video_id = ${id}`;
  await sql`delete from streamforge.tracks where video_id = ${id}`;
  assert.deepEqual(await both(), [[], []]);
});

Deno.test("pages follow each other without gaps or repeats, the newest video first", async () => {
  const ids = [];
  for (let i = 0; i < 5; i++) ids.unshift(await withSpeech(Array.from({ length: 37 }, (_, n) => `aardvark ${n}`)));
  const whole = ids.flatMap((id) => Array.from({ length: 37 }, (_, n) => `${id} aardvark ${n}`));
  for (const limit of [7, 50, 100]) {
    const got: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await search("aardvark", { limit: String(limit), ...(cursor && { cursor }) });
      assert.ok(page.moments.length <= limit);
      got.push(...page.moments.map(({ video, text }) => `${video.id} ${text}`));
      cursor = page.next_cursor;
    } while (cursor);
    assert.deepEqual(got, whole);
  }
  const { next_cursor } = await search("aardvark", { limit: "40" });
  await deleteVideo(sql, ids[1]); // the video that the cursor names
  const after = await search("aardvark", { limit: "100", cursor: next_cursor! });
  assert.equal(after.moments[0].video.id, ids[2]);
});

Deno.test("common and rare words are found across more videos than the first windows hold", async () => {
  await sql`
    insert into streamforge.videos (id, owner, title, visibility, file_name, size_bytes)
    select lpad(n::text, 22, 'v'), 'owner', 'Filler', 'public', 'f.mp4', 1 from generate_series(1, 700) n`;
  const old = await withSpeech(["a lone pangolin"]);
  await sql`
    insert into streamforge.videos (id, owner, title, visibility, file_name, size_bytes)
    select lpad(n::text, 22, 'w'), 'owner', 'Filler', 'public', 'f.mp4', 1 from generate_series(1, 700) n`;
  const fresh = await withSpeech(["another pangolin"]);
  assert.deepEqual((await search("pangolin")).moments.map(({ video }) => video.id), [fresh, old]);
  await sql`delete from streamforge.videos where title = 'Filler'`;
});

Deno.test("the language filter excludes other languages", async () => {
  await withSpeech(["the quokka eats"], { language: "en" });
  await withSpeech(["el quokka come"], { language: "es" });
  assert.equal((await search("quokka")).moments.length, 2);
  for (const language of ["es", "Spanish"]) {
    assert.deepEqual((await search("quokka", { language })).moments.map(({ text }) => text), ["el quokka come"]);
  }
});

Deno.test("videos are found by the words of their current title", async () => {
  const id = await withSpeech(["nothing of it"], { title: "Beekeeping für Anfänger" });
  assert.deepEqual((await search("anfanger beekeeping")).videos.map((video) => video.id), [id]);
  await updateVideo(sql, id, { title: "Winter" });
  assert.deepEqual((await search("beekeeping")).videos, []);
});

Deno.test("a wrong query is answered with a message", async () => {
  const cases = {
    "": /q is missing/,
    "?q=+": /q is missing/,
    [`?q=${"a".repeat(201)}`]: /q has 201 characters: it may have up to 200/,
    [`?q=${"a+".repeat(60)}`]: /q has 60 words: it may have up to 40/,
    "?q=a&limit=0": /limit is "0"/,
    "?q=a&cursor=abc": /cursor is "abc"/,
    "?q=a&language=klingon": /language is "klingon"/,
  };
  for (const [query, detail] of Object.entries(cases)) {
    assert.match(await problemOf(await app.request(`/api/search${query}`), 400), detail);
  }
  await problemOf(await app.request("/api/search?q=a", { method: "POST" }), 405);
});

Deno.test("text like SQL, a text search query or markup counts as words", async () => {
  const evil = `<img src=x onerror=alert(1)> '; drop table x; -- \\ & | ! <-> :*`;
  await withSpeech([`he typed ${evil}`], { title: `Title ${evil}` });
  for (
    const q of [evil, "'", "''", "\\", "a'b\\", '"', '" "', "!!", "& |", "a:*", "%", "\0", "\u{1f600}", "'a' & 'b'"]
  ) {
    const response = await app.request(`/api/search?q=${encodeURIComponent(q)}`);
    assert.ok([200, 400].includes(response.status), `${q}: ${response.status}`);
  }
  assert.equal((await search(`onerror=alert(1) "drop table"`)).moments.length, 1);
  const response = await app.request("/search?q=onerror", { headers: { Accept: "text/html" } });
  const html = await response.text();
  assert.match(html, /&lt;img src=x <mark>onerror<\/mark>=alert\(1\)&gt;/);
  assert.doesNotMatch(html, /<img src=x/);
});

Deno.test("the database splits any text into the same words as the program", async () => {
  const texts = fc.sample(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), 400)
    .concat(fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), 200))
    .map((text) => text.replaceAll("\0", "").toWellFormed());
  const rows = await sql<{ words: string[] }[]>`
    select coalesce((select json_agg(word order by place) from streamforge.search_words(t.text)), '[]') as words
    from json_array_elements_text(${sql.json(texts)}::json) with ordinality t (text, n) order by n`;
  assert.deepEqual(rows.map(({ words }) => words), texts.map((text) => wordsOf(text).map(({ word }) => word)));
});

Deno.test("the search page shows results, an empty result and errors, without a script", async () => {
  await withSpeech(["the axolotls smile"], { title: "Axolotl care" });
  const page = async (path: string) => {
    const response = await app.request(path, { headers: { Accept: "text/html" } });
    return { status: response.status, html: await response.text() };
  };
  const { html } = await page("/search?q=axolotl");
  assert.match(html, /<a class="moment" href="\/videos\/[\w-]{22}\?t=0"/);
  assert.match(html, /the <mark>axolotls<\/mark> smile/);
  assert.match(html, /1 moment</);
  assert.match((await page("/search?q=unheard")).html, /No video that you may see has <q dir="auto">unheard<\/q>/);
  const wrong = await page(`/search?q=${"a".repeat(300)}`);
  assert.deepEqual([wrong.status, /Q has 300 characters/.test(wrong.html)], [400, true]);
  assert.equal((await page("/search?q=a&cursor=b")).status, 400);
  assert.match((await page("/")).html, /<form class="find" action="\/search"/);
});
