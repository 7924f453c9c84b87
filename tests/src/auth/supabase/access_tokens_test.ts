import assert from "node:assert/strict";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { UnauthorizedError, UnavailableError } from "../../../../src/core/errors.ts";
import { claimsOf, signingKey, supabaseTokens, TEST_USERS } from "../../../supabase_tokens.ts";

const SECRET = "a-legacy-secret-of-at-least-32-characters";
const PROJECT = { anonKey: "sb_publishable_of-the-tests", serviceRoleKey: "sb_secret_of-the-tests" };
const tokens = await supabaseTokens({ ...PROJECT, jwtSecret: SECRET });
const withoutSecret = await supabaseTokens();
Deno.test.afterAll(async () => {
  await tokens.close();
  await withoutSecret.close();
});

const now = () => Math.floor(Date.now() / 1000);
const user = { user: TEST_USERS.first_user.id, name: TEST_USERS.first_user.email, isAdministrator: false };
const hs256 = (claims: Record<string, unknown>, secret: string | Uint8Array = SECRET) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(typeof secret === "string" ? new TextEncoder().encode(secret) : secret);
/** The claims of a legacy API key, which is a token of no user. */
const apiKey = (role: string) => ({
  iss: "supabase",
  ref: "abcdefghijklmnop",
  role,
  iat: 1,
  exp: now() + 10 * 365 * 864e2,
});

Deno.test("access tokens signed with ES256, RS256 and the legacy secret name their user", async () => {
  assert.deepEqual((await tokens.verifier.verify(await tokens.sign("first_user")))!.identity, user);
  const rsa = await signingKey("RS256");
  const both = await supabaseTokens();
  both.keys.push(rsa);
  for (const key of both.keys) {
    assert.deepEqual((await both.verifier.verify(await both.sign("first_user", {}, key)))!.identity, user);
  }
  await both.close();
  const verified = await tokens.verifier.verify(await hs256(claimsOf(tokens.url, "first_user")));
  assert.deepEqual(verified!.identity, user);
  assert(Math.abs(verified!.expiresAt - now() - 3600) < 5);
});

Deno.test("a user without an email address is shown by the phone number, or by the start of the id", async () => {
  const nameWith = async (claims: Record<string, unknown>) =>
    (await tokens.verifier.verify(await tokens.sign("first_user", claims)))!.identity.name;
  assert.equal(await nameWith({ email: "", phone: "491700000000" }), "491700000000");
  assert.equal(await nameWith({ email: undefined, phone: undefined }), "user 11111111");
});

Deno.test("a token that is wrong is refused with the reason", async () => {
  const sign = tokens.sign;
  const cases: [string, Promise<string> | string, RegExp][] = [
    ["expired", sign("first_user", { exp: now() - 40 }), /expired at 20.*refresh/],
    ["without expiry", sign("first_user", { exp: undefined }), /claim exp is missing/],
    ["not valid yet", sign("first_user", { nbf: now() + 40 }), /not valid before/],
    ["of another issuer", sign("first_user", { iss: "https://other.supabase.co/auth/v1" }), /iss .*other/],
    ["with the issuer of API keys", sign("first_user", { iss: "supabase" }), /claim iss is "supabase"/],
    ["without an issuer", sign("first_user", { iss: undefined }), /claim iss is missing/],
    ["for another audience", sign("first_user", { aud: "other" }), /claim aud is "other"/],
    ["without an audience", sign("first_user", { aud: undefined }), /claim aud is missing/],
    ["of another key", sign("first_user", {}, { ...await signingKey(), kid: tokens.keys[0].kid }), /signature/],
    ["of an unknown key", sign("first_user", {}, await signingKey()), /no such key/],
    ["of another role", sign("first_user", { role: "manager" }), /role is "manager"/],
    ["without a role", sign("first_user", { role: undefined }), /role is undefined/],
    ["of no user", sign("first_user", { sub: undefined }), /sub must be a UUID/],
    ["of the owner's name", sign("first_user", { sub: "owner" }), /sub must be a UUID/],
    ["not signed", new UnsecuredJWT(claimsOf(tokens.url, "first_user")).encode(), /algorithm/],
    [
      "of another secret",
      hs256(claimsOf(tokens.url, "first_user"), "another-secret-of-more-than-32-characters"),
      /sign/,
    ],
    ["a service role of another secret", hs256(apiKey("service_role"), "another-secret-of-32-characters-"), /sign/],
    ["no token", "hello", /not valid/],
    ["three parts of nonsense", "a.b.c", /not valid/],
    ["another secret key", "sb_secret_other", /none of this server's settings/],
    ["another publishable key", "sb_publishable_other", /none of this server's settings/],
  ];
  for (const [name, token, expected] of cases) {
    const value = await token;
    await assert.rejects(tokens.verifier.verify(value), (error) => {
      assert(error instanceof UnauthorizedError, `${name}: ${error}`);
      assert.match(error.message, expected, name);
      assert(!error.message.includes(value) || value.length < 10, `${name}: the message holds the token`);
      return true;
    });
  }
});

Deno.test("the clocks may differ by 30 seconds", async () => {
  for (const claims of [{ exp: now() - 20 }, { nbf: now() + 20 }]) {
    assert.deepEqual((await tokens.verifier.verify(await tokens.sign("first_user", claims)))!.identity, user);
  }
});

Deno.test("HS256 signed with the public key is refused, with and without a legacy secret", async () => {
  const { jwk, kid } = tokens.keys[0];
  const key = await importJWK({ ...jwk, ext: true }, "ES256") as unknown as CryptoKey;
  for (const secret of [await exportSPKI(key), JSON.stringify(jwk), (jwk as { x: string }).x]) {
    for (const { verifier, url } of [tokens, withoutSecret]) {
      const token = await new SignJWT(claimsOf(url, "first_user")).setProtectedHeader({ alg: "HS256", kid })
        .sign(new TextEncoder().encode(secret));
      await assert.rejects(verifier.verify(token), UnauthorizedError);
    }
  }
});

Deno.test("the service role is an administrator, the anon key is nobody, as tokens and as new keys", async () => {
  const administrator = { user: "service_role", name: "service_role", isAdministrator: true };
  for (const key of [await hs256(apiKey("service_role")), PROJECT.serviceRoleKey]) {
    assert.deepEqual((await tokens.verifier.verify(key))!.identity, administrator);
  }
  for (const key of [await hs256(apiKey("anon")), PROJECT.anonKey]) {
    assert.equal(await tokens.verifier.verify(key), null);
  }
  const expired = hs256({ ...apiKey("service_role"), exp: now() - 40 });
  await assert.rejects(tokens.verifier.verify(await expired), /expired/);
  await assert.rejects(withoutSecret.verifier.verify(await hs256(apiKey("service_role"))), /SUPABASE_JWT_SECRET/);
});

Deno.test("a rotated key is fetched once it signs; an unknown one has the keys fetched once in a while", async () => {
  const rotating = await supabaseTokens({ times: { cooldown: 0 } });
  const first = await rotating.sign("first_user");
  await rotating.verifier.verify(first);
  await rotating.verifier.verify(first);
  assert.equal(rotating.fetches, 1);
  rotating.keys.unshift(await signingKey());
  await rotating.verifier.verify(await rotating.sign("first_user"));
  await rotating.verifier.verify(first); // still in the set
  assert.equal(rotating.fetches, 2);
  await rotating.close();

  const before = tokens.fetches;
  for (let i = 0; i < 5; i++) {
    await assert.rejects(tokens.verifier.verify(await tokens.sign("first_user", {}, await signingKey())), /such key/);
  }
  assert(tokens.fetches <= before + 1);
});

Deno.test("a key that was removed is refused once the keys were fetched again", async () => {
  const project = await supabaseTokens({ times: { maxAge: 0, cooldown: 0 } });
  const [revoked] = project.keys;
  await project.verifier.verify(await project.sign("first_user"));
  project.keys = [await signingKey()];
  await project.verifier.verify(await project.sign("first_user")); // fetches them
  await assert.rejects(project.verifier.verify(await project.sign("first_user", {}, revoked)), UnauthorizedError);
  await project.close();
});

Deno.test("without keys the answer is that they can't be fetched, soon and without more fetches", async () => {
  const failures: [string, () => Response | Promise<Response>][] = [
    ["an error", () => new Response("no", { status: 500 })],
    ["a redirect", () => new Response(null, { status: 302, headers: { Location: "https://example.com" } })],
    ["a page", () => new Response("<html>")],
    ["something else", () => Response.json({ message: "paused" })],
    ["silence", () => new Promise((resolve) => setTimeout(() => resolve(new Response()), 1000))],
  ];
  for (const [name, failure] of failures) {
    const project = await supabaseTokens({ times: { timeout: 200, failureCooldown: 60_000 } });
    project.failure = failure;
    for (let i = 0; i < 3; i++) {
      await assert.rejects(project.verifier.verify(await project.sign("first_user")), (error) => {
        assert(error instanceof UnavailableError, `${name}: ${error}`);
        assert.match(error.message, /keys of the Supabase project can't be fetched from http/);
        return true;
      });
    }
    assert.equal(project.fetches, 1, name);
    await project.close();
  }
});

Deno.test("the keys at hand stay valid while they can't be fetched, and a later fetch heals", async () => {
  const project = await supabaseTokens({ times: { maxAge: 0, cooldown: 0, failureCooldown: 0 } });
  await project.verifier.verify(await project.sign("first_user"));
  project.failure = () => new Response("no", { status: 503 });
  for (let i = 0; i < 3; i++) await project.verifier.verify(await project.sign("first_user"));
  const rotated = await signingKey();
  // whether the project has this key is not known now
  await assert.rejects(project.verifier.verify(await project.sign("first_user", {}, rotated)), UnavailableError);
  project.failure = null;
  project.keys.push(rotated);
  await project.verifier.verify(await project.sign("first_user", {}, rotated));
  await project.close();
});
