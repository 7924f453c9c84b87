import assert from "node:assert/strict";
import { testDatabase } from "../../database.ts";
import { supabaseAuthServer } from "../../supabase_auth_server.ts";
import { supabaseTokens } from "../../supabase_tokens.ts";
import { problemOf, seedVideo, startApp, TOKEN } from "../harness.ts";

const { sql } = await testDatabase();
const project = await supabaseAuthServer();
const { id: userId, email } = project.addUser("first@example.com", "a password of the tests");
const test = await startApp(sql, { supabase: project });
const ownerOnly = await startApp(sql);
Deno.test.afterAll(async () => {
  await test.close();
  await ownerOnly.close();
  await project.close();
});

const SAME_ORIGIN = { "Sec-Fetch-Site": "same-origin" };

/** The body that the sign-in page sends. */
async function tokensBody({ accessSeconds = 3600 } = {}): Promise<string> {
  project.options.accessSeconds = accessSeconds;
  const response = await fetch(`${project.url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: project.anonKey },
    body: JSON.stringify({ email, password: "a password of the tests" }),
  });
  const { access_token, refresh_token } = await response.json();
  project.options.accessSeconds = 3600;
  return JSON.stringify({ access_token, refresh_token });
}

const signIn = (body: string, headers: Record<string, string> = SAME_ORIGIN) =>
  test.request("/api/session", { method: "POST", body, headers });

/** The cookie of a new session. */
async function newCookie(options?: { accessSeconds: number }): Promise<string> {
  const response = await signIn(await tokensBody(options));
  assert.equal(response.status, 201, await response.text());
  return response.headers.getSetCookie().find((value) => value.startsWith("streamforge_user="))!.split(";")[0];
}

const whoIs = async (cookie: string) => {
  const response = await test.request("/api/session", { headers: { Cookie: cookie } });
  return response.status === 204 ? null : (await response.json()).user;
};

Deno.test("the tokens of a user become a cookie, in place of the owner's", async () => {
  const response = await signIn(await tokensBody());
  assert.equal(response.status, 201);
  assert.deepEqual(await response.json(), { user: userId, name: email, is_administrator: false });
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  const [ofOwner, ofUser] = response.headers.getSetCookie();
  assert.match(ofOwner, /^streamforge_session=; .*Max-Age=0/);
  assert.equal(await whoIs(ofUser.split(";")[0]), userId);
  assert.equal(await whoIs("streamforge_user=wrong"), null);
});

Deno.test("GET /api/session names the user of any credential, and answers 204 to nobody", async () => {
  const owner = await test.request("/api/session", { as: "owner" });
  assert.deepEqual(await owner.json(), { user: "owner", name: "owner", is_administrator: true });
  assert.equal((await test.request("/api/session")).status, 204);
  const headers = { Authorization: `Bearer ${project.anonKey}` };
  assert.equal((await test.request("/api/session", { headers })).status, 204);
});

Deno.test("a session begins only from a page of this server, with both tokens and a project", async () => {
  const body = await tokensBody();
  for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://evil.example" }, {}]) {
    await problemOf(await signIn(body, headers as Record<string, string>), 403);
  }
  assert.match(await problemOf(await signIn("{}"), 400), /access_token is missing: it must be/);
  assert.match(
    await problemOf(await signIn(JSON.stringify({ access_token: "x" })), 400),
    /refresh_token is missing: it must be/,
  );
  assert.match(await problemOf(await signIn('{"token":"x"}'), 400), /no field "token"/);
  const wrong = JSON.stringify({ access_token: "a.b.c", refresh_token: "x" });
  assert.match(await problemOf(await signIn(wrong), 401), /access token is not valid/);
  const init = { method: "POST", body, headers: SAME_ORIGIN };
  assert.match(await problemOf(await ownerOnly.request("/api/session", init), 404), /no Supabase project/);
  assert.equal((await test.request("/api/session", { method: "DELETE" })).status, 405);
});

Deno.test("a change by a user's cookie must come from a page of this server", async () => {
  const id = await seedVideo(test, { visibility: "public" });
  await sql`update streamforge.videos set owner = ${userId} where id = ${id}`;
  const cookie = await newCookie();
  const change = (site: string) =>
    test.request(`/api/videos/${id}`, {
      method: "PATCH",
      body: '{"title":"Renamed"}',
      headers: { "Cookie": cookie, "Sec-Fetch-Site": site, "Content-Type": "application/json" },
    });
  await problemOf(await change("cross-site"), 403);
  assert.equal((await change("same-origin")).status, 200);
});

Deno.test("a new sign-in ends the session that the browser had, and so does the owner's link", async () => {
  const first = await newCookie();
  const second = await signIn(await tokensBody(), { ...SAME_ORIGIN, Cookie: first });
  assert.equal(await whoIs(first), null);
  const cookie = second.headers.getSetCookie()[1].split(";")[0];
  const asOwner = await test.request(`/sign-in?token=${TOKEN}`, { headers: { Cookie: cookie } });
  assert.match(asOwner.headers.getSetCookie().join("\n"), /^streamforge_session=[\w-]{43};.*\nstreamforge_user=;/);
  assert.equal(await whoIs(cookie), null);
});

Deno.test("signing out ends the session of this browser, or all of the user", async () => {
  const cookies = [await newCookie(), await newCookie(), await newCookie()];
  const signOut = (query: string, cookie: string, site = "same-origin") =>
    test.request(`/sign-out${query}`, { method: "POST", headers: { "Cookie": cookie, "Sec-Fetch-Site": site } });
  await problemOf(await signOut("", cookies[0], "cross-site"), 403);
  const response = await signOut("", cookies[0]);
  assert.equal(response.status, 303);
  assert.match(
    response.headers.getSetCookie().join("\n"),
    /streamforge_session=;.*Max-Age=0.*\nstreamforge_user=;.*Max-Age=0/,
  );
  assert.deepEqual(await Promise.all(cookies.map(whoIs)), [null, userId, userId]);
  await signOut("?everywhere=1", cookies[1]);
  assert.deepEqual(await Promise.all(cookies.map(whoIs)), [null, null, null]);
});

Deno.test("while a session can't be renewed, pages say so with 503, and sign-out works", async () => {
  const cookie = await newCookie({ accessSeconds: -10 });
  project.options.failure = () => new Response("no", { status: 500 });
  try {
    assert.match(await problemOf(await test.request("/api/videos", { headers: { Cookie: cookie } }), 503), /renewed/);
    const page = await test.request("/", { headers: { Cookie: cookie, Accept: "text/html" } });
    assert.equal(page.status, 503);
    assert.match(await page.text(), /session can(&#39;|')t be renewed now/);
    const headers = { Cookie: cookie, ...SAME_ORIGIN };
    assert.equal((await test.request("/sign-out", { method: "POST", headers })).status, 303);
  } finally {
    project.options.failure = null;
  }
  assert.equal(await whoIs(cookie), null);
});

Deno.test("a request with an access token is 503 while no key of the project is known, and soon works again", async () => {
  const tokens = await supabaseTokens();
  const app = await startApp(sql, { supabase: tokens });
  tokens.failure = () => new Response("no", { status: 500 });
  const response = await app.request("/api/videos", { as: "first_user" });
  assert.match(await problemOf(response, 503), /keys of the Supabase project/);
  assert.equal(response.headers.get("Retry-After"), "3");
  assert.equal((await app.request("/api/videos", { as: "owner" })).status, 200);
  await app.close();
  await tokens.close();
});
