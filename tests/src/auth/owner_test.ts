import assert from "node:assert/strict";
import { ConfigError } from "../../../src/core/errors.ts";
import { ownerAuth } from "../../../src/auth/owner.ts";
import { ownerToken } from "../../../src/auth/owner_token.ts";

const TOKEN = "a-token-of-the-tests";
const auth = ownerAuth(TOKEN);

async function user(headers: Record<string, string>): Promise<string | null> {
  return (await auth.authenticate(new Request("http://localhost:8000/", { headers })))?.user ?? null;
}

Deno.test("the token as Bearer authenticates the owner, nothing else does", async () => {
  assert.equal(await user({ Authorization: `Bearer ${TOKEN}` }), "owner");
  assert.equal(await user({ Authorization: `bearer  ${TOKEN}` }), "owner");
  for (
    const value of ["", "Bearer", "Bearer ", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN]
  ) {
    assert.equal(await user({ Authorization: value }), null, value);
  }
  assert.equal(await user({}), null);
});

Deno.test("a session from the sign-in link authenticates the owner; the cookie does not hold the token", async () => {
  const cookie = auth.signIn(TOKEN, { isSecure: false })!;
  assert.match(cookie, /^streamforge_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  assert(!cookie.includes(TOKEN));
  const pair = cookie.split(";")[0];
  assert.equal(await user({ Cookie: pair }), "owner");
  assert.equal(await user({ Cookie: `theme=dark; streamforge_session=of-another-port; ${pair}` }), "owner");
  assert.equal(await user({ Cookie: `streamforge_session=${TOKEN}` }), null);
  assert.equal(await user({ Cookie: `${pair}x` }), null);
  assert.equal(await user({ Cookie: `x${pair}` }), null);
  assert.equal(await user({ Cookie: pair, Authorization: "Bearer wrong" }), null); // the header decides
});

Deno.test("a wrong token opens no session, a new token ends open sessions, and over HTTPS the cookie is Secure", async () => {
  assert.equal(auth.signIn("wrong", { isSecure: false }), null);
  assert.equal(auth.signIn("", { isSecure: false }), null);
  const other = ownerAuth("another-token").signIn("another-token", { isSecure: false })!;
  assert.equal(await user({ Cookie: other.split(";")[0] }), null);
  assert.match(auth.signIn(TOKEN, { isSecure: true })!, /; Secure$/);
  assert.match(auth.signOut(), /^streamforge_session=; .*Max-Age=0/);
});

Deno.test("the token is made once, readable by the owner only, even by processes that start at once", async () => {
  const dataDir = `${await Deno.makeTempDir()}/data`;
  const tokens = await Promise.all(Array.from({ length: 8 }, () => ownerToken(dataDir, null)));
  assert.equal(new Set(tokens).size, 1);
  assert.match(tokens[0], /^[\w-]{44}$/);
  assert.equal((await Deno.stat(`${dataDir}/owner_token`)).mode! & 0o777, 0o600);
  assert.equal(await ownerToken(dataDir, null), tokens[0]);
  assert.equal(await ownerToken(dataDir, "configured"), "configured");
  assert.deepEqual([...Deno.readDirSync(dataDir)].map(({ name }) => name), ["owner_token"]);
});

Deno.test("a token file without a token is refused", async () => {
  const dataDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dataDir}/owner_token`, "short\n");
  await assert.rejects(ownerToken(dataDir, null), ConfigError);
});
