import assert from "node:assert/strict";
import { UnauthorizedError, UnavailableError } from "../../../../src/core/errors.ts";
import { ownerAuth } from "../../../../src/auth/owner.ts";
import { serverAuth } from "../../../../src/auth/server_auth.ts";
import { supabaseAuth } from "../../../../src/auth/supabase/supabase_auth.ts";
import { quietLog, testDatabase } from "../../../database.ts";
import { type SupabaseAuthServer, supabaseAuthServer } from "../../../supabase_auth_server.ts";

const { sql } = await testDatabase();
const server = await supabaseAuthServer();
Deno.test.afterAll(() => server.close());

const EMAIL = "first@example.com";
const PASSWORD = "a password of the tests";
const { id: userId } = server.addUser(EMAIL, PASSWORD);

/** A process of this server. */
const newAuth = ({ project }: SupabaseAuthServer = server) => supabaseAuth({ project, sql, log: quietLog });
const auth = newAuth();
const refreshes = () => server.requests.filter((name) => name.includes("refresh_token")).length;

/** The tokens that supabase-js hands over. */
async function tokensOf({ url, anonKey }: SupabaseAuthServer, email = EMAIL) {
  const response = await fetch(`${url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: anonKey },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { access_token: accessToken, refresh_token: refreshToken } = await response.json();
  return { accessToken, refreshToken };
}

/** Signs in. @param accessSeconds how long the access token is valid @returns a request with the session's cookie */
async function signIn({ accessSeconds = 3600 } = {}): Promise<Request> {
  server.options.accessSeconds = accessSeconds;
  const { cookie } = await auth.sessions.signIn(await tokensOf(server), { isSecure: false });
  server.options.accessSeconds = 3600;
  assert.match(cookie, /^streamforge_user=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  return new Request("http://localhost:8000/", { headers: { Cookie: `theme=dark; ${cookie.split(";")[0]}` } });
}
const userOf = async (request: Request, { sessions } = auth) => (await sessions.authenticate(request))?.user ?? null;

Deno.test("a session names its user, in every server process, and the owner's header goes before it", async () => {
  const request = await signIn();
  assert.deepEqual(await auth.sessions.authenticate(request), { user: userId, name: EMAIL, isAdministrator: false });
  assert.equal(await userOf(request, newAuth()), userId);
  const all = serverAuth({ owner: ownerAuth("the-token-of-the-owner", { sql, log: quietLog }), supabase: auth });
  assert.equal((await all.authenticate(request))!.user, userId);
  const headers = { Cookie: request.headers.get("Cookie")!, Authorization: "Bearer the-token-of-the-owner" };
  assert.equal((await all.authenticate(new Request(request.url, { headers })))!.user, "owner");
  for (const cookie of ["streamforge_user=", "streamforge_user=wrong", "other=1"]) {
    assert.equal(await userOf(new Request(request.url, { headers: { Cookie: cookie } })), null);
  }
});

Deno.test("a session needs a valid access token of a user", async () => {
  const tokens = await tokensOf(server);
  for (const accessToken of ["wrong", `${tokens.accessToken}x`, server.anonKey]) {
    await assert.rejects(auth.sessions.signIn({ ...tokens, accessToken }, { isSecure: false }), UnauthorizedError);
  }
});

Deno.test("the database holds neither the cookie's value nor the tokens as text", async () => {
  const tokens = await tokensOf(server);
  const { cookie } = await auth.sessions.signIn(tokens, { isSecure: true });
  assert.match(cookie, /; Secure$/);
  const dump = JSON.stringify(await sql`select * from streamforge.user_sessions`);
  for (const secret of [cookie.split(/[=;]/)[1], tokens.accessToken, tokens.refreshToken]) {
    assert(!dump.includes(secret));
  }
});

Deno.test("an expired session is renewed by one of the requests that come at once, in two processes", async () => {
  const request = await signIn({ accessSeconds: -10 });
  const before = refreshes();
  const other = newAuth();
  const users = await Promise.all(Array.from({ length: 12 }, (_, i) => userOf(request, i % 2 ? auth : other)));
  assert.deepEqual([...new Set(users)], [userId]);
  assert.equal(refreshes(), before + 1);
  assert.equal(await userOf(request), userId);
  assert.equal(refreshes(), before + 1); // it is valid for an hour now
});

Deno.test("a session is renewed ahead of time without making the request wait", async () => {
  const request = await signIn({ accessSeconds: 30 });
  const before = refreshes();
  const release = Promise.withResolvers<null>();
  server.options.failure = (name) => name.includes("refresh_token") ? release.promise : null;
  assert.equal(await userOf(request), userId);
  assert.equal(await userOf(request), userId); // while the first one renews
  release.resolve(null);
  server.options.failure = null;
  for (let tries = 0; await lastsLong(request) === false; tries++) {
    assert(tries < 100, "it was not renewed");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(refreshes(), before + 1);
});

async function lastsLong(request: Request): Promise<boolean> {
  await userOf(request);
  const [{ seconds }] = await sql<{ seconds: number }[]>`
    select extract(epoch from max(access_expires_at) - now())::float8 as seconds from streamforge.user_sessions
    where renewed_at = (select max(renewed_at) from streamforge.user_sessions)`;
  return seconds > 3000;
}

Deno.test("a refresh whose answer was lost is done again", async () => {
  const request = await signIn({ accessSeconds: -10 });
  server.options.failure = async (name) => {
    if (!name.includes("refresh_token")) return null;
    server.options.failure = null;
    const body = JSON.stringify({ refresh_token: await refreshTokenOf(request) });
    const headers = { apikey: server.anonKey };
    await (await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, { method: "POST", headers, body }))
      .text();
    return new Response("cut off"); // the token is used up, and its successor did not arrive
  };
  await assert.rejects(userOf(request, newAuth()), UnavailableError); // each has its own cooldown
  assert.equal(await userOf(request, newAuth()), userId);
});

/** The refresh token of a session, as the cookie's value opens it. */
async function refreshTokenOf(request: Request): Promise<string> {
  const { openTokens, sessionIdOf } = await import("../../../../src/auth/supabase/sealed_tokens.ts");
  const secret = /streamforge_user=([\w-]+)/.exec(request.headers.get("Cookie")!)![1];
  const [{ tokens }] = await sql<{ tokens: string }[]>`
    select tokens from streamforge.user_sessions where id = ${sessionIdOf(secret)}`;
  return openTokens(secret, tokens).refreshToken;
}

Deno.test("while the project can't be reached, valid sessions go on and expired ones get 503, without being lost", async () => {
  const [valid, ending, expired] = [
    await signIn(),
    await signIn({ accessSeconds: 30 }),
    await signIn({ accessSeconds: -10 }),
  ];
  const failures: [string, () => Response | Promise<Response>][] = [
    ["an error", () => new Response("{}", { status: 502 })],
    ["a throttle", () => Response.json({ code: "over_request_rate_limit" }, { status: 429 })],
    ["a wrong API key", () => Response.json({ message: "Invalid API key" }, { status: 401 })],
    ["nonsense", () => new Response("<html>")],
  ];
  for (const [name, failure] of failures) {
    server.options.failure = failure;
    const process = newAuth();
    assert.equal(await userOf(valid, process), userId, name);
    assert.equal(await userOf(ending, process), userId, name);
    await assert.rejects(userOf(expired, process), (error) => {
      assert(error instanceof UnavailableError, `${name}: ${error}`);
      assert.match(error.message, /session can't be renewed now: the Supabase project/);
      return true;
    });
  }
  server.options.failure = null;
  assert.equal(await userOf(expired, newAuth()), userId);
});

Deno.test("requests do not wait one after another for a project that is away", async () => {
  const away = await supabaseAuthServer({ accessSeconds: -10 });
  away.addUser(EMAIL, PASSWORD);
  const process = newAuth(away);
  const { cookie } = await process.sessions.signIn(await tokensOf(away), { isSecure: false });
  await away.close();
  const request = new Request("http://localhost:8000/", { headers: { Cookie: cookie.split(";")[0] } });
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => userOf(request, process)));
  for (const answer of answers) assert(answer.status === "rejected" && answer.reason instanceof UnavailableError);
});

Deno.test("a session that the project has ended is over at the next renewal", async () => {
  const request = await signIn({ accessSeconds: -10 });
  server.revoke(EMAIL);
  assert.equal(await userOf(request), null);
  assert.equal(await userOf(request), null);
});

Deno.test("a session whose refresh token is none is over when its access token expires", async () => {
  server.options.accessSeconds = -10;
  const tokens = await tokensOf(server);
  server.options.accessSeconds = 3600;
  const { cookie } = await auth.sessions.signIn({ ...tokens, refreshToken: "nonsense" }, { isSecure: false });
  const request = new Request("http://localhost:8000/", { headers: { Cookie: cookie.split(";")[0] } });
  assert.equal(await userOf(request), null);
});

Deno.test("a cookie is worth nothing after sign-out, here and in the project", async () => {
  const [request, otherBrowser] = [await signIn(), await signIn()];
  const refreshToken = await refreshTokenOf(request);
  assert.match(await auth.sessions.signOut(request, { everywhere: false }), /^streamforge_user=; .*Max-Age=0/);
  assert.equal(await userOf(request), null);
  assert.equal(await userOf(otherBrowser), userId);
  const answer = await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, {
    method: "POST",
    headers: { apikey: server.anonKey },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
  assert.equal((await answer.json()).code, "refresh_token_not_found");
});

Deno.test("signing out everywhere ends all sessions of the user, also with an expired access token", async () => {
  const [request, otherBrowser] = [await signIn({ accessSeconds: -10 }), await signIn()];
  const other = await refreshTokenOf(otherBrowser);
  await auth.sessions.signOut(request, { everywhere: true });
  assert.equal(await userOf(request), null);
  assert.equal(await userOf(otherBrowser), null);
  assert(server.requests.includes("POST /logout"));
  const headers = { apikey: server.anonKey };
  const body = JSON.stringify({ refresh_token: other });
  const answer = await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, { method: "POST", headers, body });
  assert.equal(answer.status, 400);
  await answer.body?.cancel();
});

Deno.test("sign-out works while the project is away", async () => {
  const request = await signIn();
  server.options.failure = () => new Response("no", { status: 500 });
  await auth.sessions.signOut(request, { everywhere: false });
  server.options.failure = null;
  assert.equal(await userOf(request), null);
});

Deno.test("sessions that nobody used for 90 days are deleted", async () => {
  const request = await signIn();
  await sql`update streamforge.user_sessions set renewed_at = now() - interval '91 days'`;
  await signIn();
  assert.equal(await userOf(request), null);
});
