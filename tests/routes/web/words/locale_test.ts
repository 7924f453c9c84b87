/** Which language pages are in. */
import assert from "node:assert/strict";
import { testDatabase } from "../../../database.ts";
import { seedVideo, startApp } from "../../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());
await seedVideo(app, { title: "A talk", visibility: "public" });

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { Accept: "text/html", ...headers } });
const langOf = async (headers: Record<string, string>, path = "/") =>
  /<html lang="(\w+)"/.exec(await (await get(path, headers)).text())?.[1];

Deno.test("a page is in the first of the browser's languages that there is, else in English", async () => {
  for (
    const [accepted, expected] of [
      ["de-AT,de;q=0.9,en;q=0.8", "de"],
      ["es-MX", "es"],
      ["fr-FR,es;q=0.5,en;q=0.1", "es"],
      ["en-GB,de;q=0.9", "en"],
      ["fr", "en"],
      ["*", "en"],
      ["", "en"],
      [";;q=x,,\u00ff", "en"],
    ]
  ) assert.equal(await langOf({ "Accept-Language": accepted }), expected, accepted);
});

Deno.test("the language that a person chose wins, and one that there is not counts for nothing", async () => {
  const german = { "Accept-Language": "de" };
  assert.equal(await langOf({ ...german, Cookie: "streamforge_locale=es" }), "es");
  assert.equal(await langOf({ ...german, Cookie: "streamforge_locale=xx" }), "de");
  assert.equal(await langOf({ ...german, Cookie: "streamforge_locale=toString" }), "de");
});

Deno.test("without a script, an address chooses the language and leads back to the same page", async () => {
  const chosen = await get("/?q=a%20b&interface_language=de&tag=x");
  assert.deepEqual([chosen.status, chosen.headers.get("Location")], [303, "/?q=a+b&tag=x"]);
  assert.match(chosen.headers.get("Set-Cookie")!, /^streamforge_locale=de; Max-Age=31536000; Path=\/; SameSite=Lax$/);
  const html = await (await get("/?q=a&interface_language=xx")).text();
  assert.match(html, /<a href="\/\?q=a&amp;interface_language=es" lang="es"/, "the links keep the rest of the address");
  const elsewhere = await get("//other.example/?interface_language=de");
  assert.doesNotMatch(elsewhere.headers.get("Location") ?? "/", /^\/\//, "never to another host");
});

Deno.test("caches know that pages differ by language, and what language one is in", async () => {
  const { headers } = await get("/", { "Accept-Language": "de" });
  assert.match(headers.get("Vary")!, /Cookie, Accept-Language/);
  assert.equal(headers.get("Content-Language"), "de");
  assert.equal(headers.get("Cache-Control"), "private, no-cache");
});

Deno.test("each language has scripts of its own, which browsers keep, and one style", async () => {
  const filesOf = async (language: string) => {
    const html = await (await get("/", { "Accept-Language": language })).text();
    return ["js", "css"].map((ending) => new RegExp(`/assets/\\w+-\\w+\\.${ending}`).exec(html)![0]);
  };
  const [en, es, de] = await Promise.all(["en", "es", "de"].map(filesOf));
  assert.equal(new Set([en[0], es[0], de[0]]).size, 3);
  assert.equal(new Set([en[1], es[1], de[1]]).size, 1);
  const script = await get(de[0]);
  assert.match(script.headers.get("Cache-Control")!, /immutable/);
  const code = await script.text();
  assert.match(code, /Alle anhalten/);
  assert.doesNotMatch(code, /Pause all|Pausar todo/, "no other language's words");
});

Deno.test("error pages are in the page's language, problem documents in English", async () => {
  const german = { "Accept-Language": "de" };
  const missing = await get("/nothing-here", german);
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<html lang="de".*Hier ist nichts/s);
  assert.match(await (await get("/settings", german)).text(), /Bitte melde dich an, um diese Seite zu sehen/);
  const answer = await app.request("/api/videos/nothing", { headers: german });
  assert.match((await answer.json()).detail, /there is no/);
});
