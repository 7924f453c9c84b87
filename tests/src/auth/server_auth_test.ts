import assert from "node:assert/strict";
import { TooManyAttemptsError, UnauthorizedError } from "../../../src/core/errors.ts";
import { ownerAuth } from "../../../src/auth/owner.ts";
import { serverAuth } from "../../../src/auth/server_auth.ts";
import { supabaseAuth } from "../../../src/auth/supabase/supabase_auth.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { supabaseTokens, TEST_USERS } from "../../supabase_tokens.ts";

const { sql } = await testDatabase();
const tokens = await supabaseTokens({
  anonKey: "sb_publishable_of-the-tests",
  serviceRoleKey: "sb_secret_of-the-tests",
});
Deno.test.afterAll(() => tokens.close());

const TOKEN = "the-token-of-the-owner";
const owner = ownerAuth(TOKEN, { sql, log: quietLog });
const withSupabase = serverAuth({ owner, supabase: supabaseAuth({ project: tokens.project, sql, log: quietLog }) });
const ownerOnly = serverAuth({ owner, supabase: null });

const userOf = async (headers: Record<string, string>, auth = withSupabase) =>
  (await auth.authenticate(new Request("http://localhost:8000/", { headers })))?.user ?? null;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

Deno.test("the owner's token works beside access tokens and API keys of the project", async () => {
  assert.equal(await userOf(bearer(TOKEN)), "owner");
  assert.equal(await userOf({ Cookie: (await owner.signIn(TOKEN, { isSecure: false }))! }), "owner");
  assert.equal(await userOf(bearer(await tokens.sign("second_user"))), TEST_USERS.second_user.id);
  assert.equal(await userOf(bearer("sb_secret_of-the-tests")), "service_role");
  assert.equal(await userOf(bearer("sb_publishable_of-the-tests")), null);
  assert.equal(await userOf({}), null);
});

Deno.test("a wrong Bearer token is an error that says what is right", async () => {
  for (const header of ["Bearer wrong", "Bearer", "Bearer a b"]) {
    await assert.rejects(userOf({ Authorization: header }), /not this server's: .* or send an access token/, header);
    await assert.rejects(userOf({ Authorization: header }, ownerOnly), /not this server's: see its sign-in link$/);
  }
  await assert.rejects(userOf(bearer(await tokens.sign("first_user")), ownerOnly), UnauthorizedError);
  assert.equal(await userOf({ Authorization: "Basic b3duZXI6" }), null);
});

Deno.test("where a project's users sign in, a guess of the owner's token counts, in whatever form", async () => {
  for (const form of [(n: number) => `guess.of.parts${n}`, (n: number) => `sb_guess${n}`, (n: number) => `guess${n}`]) {
    const auth = serverAuth({ owner: ownerAuth(TOKEN, { sql, log: quietLog }), supabase: withSupabase.supabase });
    const guess = (token: string) =>
      auth.authenticate(new Request("http://localhost:8000/", { headers: bearer(token) }), "203.0.113.5");
    for (let n = 0; n < 10; n++) await assert.rejects(guess(form(n)), UnauthorizedError);
    await assert.rejects(guess(TOKEN), TooManyAttemptsError, form(0));
    // users at that address are not slowed down, nor counted
    assert.equal((await guess(await tokens.sign("second_user")))!.user, TEST_USERS.second_user.id);
  }
});

Deno.test("the name of a user who calls the API is recorded, and follows a change", async () => {
  const names = () =>
    sql<{ name: string }[]>`select name from streamforge.users where id = ${TEST_USERS.first_user.id}`;
  await userOf(bearer(await tokens.sign("first_user")));
  assert.deepEqual([...await names()], [{ name: "first@example.com" }]);
  await userOf(bearer(await tokens.sign("first_user", { email: "renamed@example.com" })));
  assert.deepEqual([...await names()], [{ name: "renamed@example.com" }]);
});
