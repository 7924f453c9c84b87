/** What the server stores in English about a file is told in the page's language, or marked as English. */
import assert from "node:assert/strict";
import { setNotices } from "../../../../src/db/videos/audio_tracks.ts";
import { poorCaptionsNotices } from "../../../../ml/audio/sound_quality/poor_captions.ts";
import type { NoticeCode } from "../../../../src/core/notice.ts";
import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";
import { testDatabase } from "../../../database.ts";
import { seedVideo, startApp } from "../../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const noise = { code: "noise", text: "The noise is louder than the voice.", advice: "Record closer." } as const;
const [poor] = poorCaptionsNotices({ captions: "poor", reasons: [noise] } as unknown as SoundQualityJson);

async function withNotice(code: NoticeCode, notice: { text: string; reasons?: string[] }): Promise<string> {
  const id = await seedVideo(app, { title: `A ${code}` });
  await sql.begin((tx) => setNotices(tx, id, [code], [{ code, ...notice }]));
  return id;
}

async function page(path: string, language: string): Promise<string> {
  return await (await app.request(path, { as: "owner", headers: { "Accept-Language": language } })).text();
}

Deno.test("poor captions are told in the page's language on cards and on the video's page, with what to do", async () => {
  const id = await withNotice("poor_captions", poor);
  const wanted = {
    es: "Es probable que los subtítulos salgan mal. El ruido de alrededor tapa la voz. Graba más cerca",
    de: "Die Untertitel werden wahrscheinlich schlecht. ",
    en: "The captions are probably bad. The noise is louder than the voice. Record closer.",
  };
  for (const [language, text] of Object.entries(wanted)) {
    for (const path of ["/", `/videos/${id}`]) {
      const html = await page(path, language);
      assert.ok(html.includes(text), `${path} in ${language}`);
      assert.equal(html.includes("The noise is louder"), language === "en");
    }
  }
  const { notices } = await (await app.request(`/api/videos/${id}`, { as: "owner" })).json();
  assert.deepEqual(notices, [{ code: poor.code, text: poor.text }]);
});

Deno.test("why a file was not taken stays in English, and is marked as such", async () => {
  const text = "The file could not be replaced: it has no sound. The earlier one is still in its place.";
  const id = await withNotice("not_replaced", { text });
  const html = await page(`/videos/${id}`, "de");
  assert.ok(html.includes(`Die Datei konnte nicht ersetzt werden. Die frühere ist noch da. <span lang="en">${text}`));
  assert.ok((await page(`/videos/${id}`, "en")).includes(text));
});

Deno.test("a cut file is told in plain words of the page's language", async () => {
  const id = await withNotice("incomplete", { text: "The file is incomplete: its last 12 bytes are missing." });
  assert.match(await page(`/videos/${id}`, "es"), /Falta el final del archivo/);
  assert.doesNotMatch(await page(`/videos/${id}`, "es"), /The file is incomplete/);
});

Deno.test("/docs is in English, whatever the browser asks for, and says so", async () => {
  const response = await app.request("/docs", { headers: { "Accept-Language": "de" } });
  assert.equal(response.headers.get("Content-Language"), "en");
  assert.match(await response.text(), /<html lang="en"/);
});

Deno.test("a playlist says who sees it in words for a playlist", async () => {
  const body = JSON.stringify({ title: "Evening", visibility: "public" });
  const { id } = await (await app.request("/api/playlists", { method: "POST", as: "owner", body })).json();
  const html = await page(`/playlists/${id}`, "es");
  assert.match(html, /Todo el mundo, también en la página de listas/);
  assert.match(html, /Pública/);
  assert.doesNotMatch(html, /portada/);
  assert.match(await page("/playlists", "es"), /· Pública/);
});
