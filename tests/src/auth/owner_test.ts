import assert from "node:assert/strict";
import { ConfigError, TooManyAttemptsError } from "../../../src/core/errors.ts";
import { ownerAuth } from "../../../src/auth/owner.ts";
import { createLog } from "../../../src/core/log.ts";
import { TokenAttempts } from "../../../src/auth/token_attempts.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { makeOwnerToken } from "../../../src/auth/owner_token.ts";

const TOKEN = "a-token-of-the-tests";
const { sql } = await testDatabase();
const deps = { sql, log: quietLog };
const auth = ownerAuth(TOKEN, deps);

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
  const cookie = (await auth.signIn(TOKEN, { isSecure: false }))!;
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
  assert.equal(await auth.signIn("wrong", { isSecure: false }), null);
  assert.equal(await auth.signIn("", { isSecure: false }), null);
  const other = (await ownerAuth("another-token", deps).signIn("another-token", { isSecure: false }))!;
  assert.equal(await user({ Cookie: other.split(";")[0] }), null);
  assert.match((await auth.signIn(TOKEN, { isSecure: true }))!, /; Secure$/);
});

Deno.test("signing out ends the session: its cookie is worth nothing from then on, others stay", async () => {
  const [one, two] = [await auth.signIn(TOKEN, { isSecure: false }), await auth.signIn(TOKEN, { isSecure: false })]
    .map((cookie) => ({ Cookie: cookie!.split(";")[0] }));
  const deleted = await auth.signOut(new Request("http://localhost/", { headers: one }));
  assert.match(deleted, /^streamforge_session=; .*Max-Age=0/);
  assert.deepEqual([await user(one), await user(two)], [null, "owner"]);
});

Deno.test("a session that nobody used for 90 days is over", async () => {
  const headers = { Cookie: (await auth.signIn(TOKEN, { isSecure: false }))!.split(";")[0] };
  await sql`update streamforge.owner_sessions set seen_at = now() - interval '89 days'`;
  assert.equal(await user(headers), "owner");
  await sql`update streamforge.owner_sessions set seen_at = now() - interval '91 days'`;
  assert.equal(await user(headers), null);
});

/** Judges tokens by a clock of the test, and says what came of each. */
function guessing() {
  const lines: string[] = [];
  let now = 0;
  const attempts = new TokenAttempts(createLog("info", (line) => lines.push(line)), () => now);
  const judge = (token: string, isRight: boolean, address: string, browser?: string) => {
    try {
      return attempts.judge(token, { isRight, address, browser });
    } catch (error) {
      if (error instanceof TooManyAttemptsError) return error.retryAfterSeconds;
      throw error;
    }
  };
  return { lines, judge, pass: (seconds: number) => now += seconds * 1000 };
}

Deno.test("after ten wrong tokens an address waits longer and longer, and no token of it is looked at", () => {
  const { lines, judge, pass } = guessing();
  for (let i = 0; i < 10; i++) assert.equal(judge(`wrong${i}`, false, "203.0.113.5"), false);
  assert.equal(judge("right", true, "203.0.113.5"), 1, "a guess that hits is not told from others");
  assert.equal(judge("right", true, "203.0.113.6"), true, "other addresses do not wait");
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    for (let i = 0; i < 100; i++) assert.equal(judge("wrong", false, "203.0.113.5"), seconds);
    pass(seconds); // the refused tries did not prolong it
    assert.equal(judge("wrong", false, "203.0.113.5"), false);
  }
  assert.equal(lines.length, 9, "a line for each wait");
  assert.match(lines[0], /wrong owner's tokens.*203\.0\.113\.5/s);
  assert.match(lines[0], /tries=10 refused=0 seconds=1$|"tries":10,"refused":0,"seconds":1\b/);
  // the line says how many nobody has looked at, the right one among them
  assert.match(lines[1], /tries=11 refused=101 seconds=2$|"tries":11,"refused":101,"seconds":2\b/);
  pass(16 * 60);
  for (let i = 0; i < 9; i++) assert.equal(judge("wrong", false, "203.0.113.5"), false);
});

Deno.test("guesses do not lock the owner out, and one customer's IPv6 network counts as one address", () => {
  const { judge } = guessing();
  const flood = (address: string) => {
    for (let i = 0; i < 50; i++) judge("wrong", false, address);
  };
  flood("192.0.2.2");
  assert.equal(judge("x".repeat(44), true, "192.0.2.2"), true, "a token that nobody guesses");
  assert.equal(judge("short-but-right!", true, "192.0.2.2", "browser-1"), true, "a browser that was signed in before");
  for (let i = 0; i < 10; i++) assert.equal(judge("wrong", false, "192.0.2.3", "browser-1"), false);
  assert.equal(judge("short-but-right!", true, "192.0.2.3", "browser-1"), 1, "its own guesses count");
  assert.equal(judge("short-but-right!", true, "192.0.2.3"), true, "and nobody else's");
  flood("2001:db8:1:2::1");
  assert.equal(judge("wrong", false, "2001:db8:1:2:ffff::9"), 1);
  assert.equal(judge("wrong", false, "2001:db8:1:3::1"), false);
});

Deno.test("the newest 10,000 addresses are remembered, so nobody fills the memory", () => {
  const { judge } = guessing();
  for (let i = 0; i < 9; i++) judge("wrong", false, "192.0.2.1");
  for (let i = 0; i < 9999; i++) judge("wrong", false, `10.0.${i >> 8}.${i & 255}`);
  assert.equal(judge("wrong", false, "192.0.2.1"), false);
  assert.equal(judge("wrong", false, "192.0.2.1"), 1, "it was remembered until now");
  for (let i = 0; i < 10_000; i++) judge("wrong", false, `10.1.${i >> 8}.${i & 255}`);
  assert.equal(judge("wrong", false, "192.0.2.1"), false, "it made room for others");
});

Deno.test("a stranger at the owner's address has to wait too, though the owner signed in from there", () => {
  const { judge, pass } = guessing();
  assert.equal(judge("short-but-right!", true, "192.0.2.1"), true);
  let looked = 0;
  for (let second = 0; second < 3600; second++) {
    if (judge("wrong", false, "192.0.2.1") === false) looked++;
    if (second === 1800) assert.ok(Number(judge("short-but-right!", true, "192.0.2.1")) > 1, "this guess hits");
    pass(1);
  }
  assert.ok(looked < 100, `${looked} guesses were looked at`);
});

Deno.test("a browser keeps its session when its link is opened again, and is told from strangers at its address", async () => {
  const mine = ownerAuth(TOKEN, deps); // with counters of its own
  const address = "198.51.100.7";
  const browser = (cookies: string) => ({
    ...{ address, isSecure: false },
    request: new Request("http://localhost/sign-in", { headers: { Cookie: cookies } }),
  });
  const pair = (cookie: string) => cookie.split(";")[0];
  const first = pair((await mine.signIn(TOKEN, browser("")))!);
  const before = (await mine.listSessions()).length;
  assert.equal(pair((await mine.signIn(TOKEN, browser(first)))!), first);
  assert.equal((await mine.listSessions()).length, before, "one browser, one session");
  const known = mine.rememberBrowser(browser(first));
  assert.match(known, /^streamforge_browser=[\w-]{22}\.[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  assert.equal(pair(mine.rememberBrowser(browser(pair(known)))), pair(known));

  for (let i = 0; i < 10; i++) assert.equal(await mine.signIn(`wrong${i}`, browser("")), null);
  await assert.rejects(mine.signIn(TOKEN, browser("")), TooManyAttemptsError);
  for (
    const forged of ["streamforge_browser=x.y", `${pair(known)}x`, `streamforge_browser=.`, "streamforge_browser="]
  ) {
    await assert.rejects(mine.signIn(TOKEN, browser(forged)), TooManyAttemptsError, forged);
  }
  assert.ok(await mine.signIn(TOKEN, browser(pair(known))));
  assert.ok(await mine.signIn(TOKEN, browser(first)));
  // nor do requests of a session wait
  assert.ok(await mine.authenticate(browser(first).request, address));
  // another token knows no browser of the earlier one
  const renewed = ownerAuth("another-token-of-16", deps);
  for (let i = 0; i < 10; i++) await renewed.signIn(`wrong${i}`, browser(pair(known)));
  await assert.rejects(renewed.signIn("another-token-of-16", browser("")), TooManyAttemptsError);
  assert.equal((await renewed.listSessions()).length, 0, "a list leaves out what a new token has ended");
});

Deno.test("a session's last use and address are written once a minute", async () => {
  const cookie = (await auth.signIn(TOKEN, { address: "192.0.2.1", isSecure: false }))!.split(";")[0];
  const request = new Request("http://localhost:8000/", { headers: { Cookie: cookie } });
  const id = (await auth.sessionOf(request))!;
  const row = async () => (await auth.listSessions()).find((session) => session.id === id)!;
  const versions = async () => (await sql`select xmin from streamforge.owner_sessions where id = ${id}`)[0].xmin;
  const made = await versions();
  await Promise.all(Array.from({ length: 20 }, () => auth.authenticate(request, "192.0.2.9")));
  assert.deepEqual([await versions(), (await row()).address], [made, "192.0.2.1"]);
  await sql`update streamforge.owner_sessions set seen_at = now() - interval '61 seconds' where id = ${id}`;
  await Promise.all(Array.from({ length: 20 }, () => auth.authenticate(request, "192.0.2.9")));
  assert.equal((await row()).address, "192.0.2.9");
  assert.ok(Date.now() - (await row()).seenAt.getTime() < 30_000);
});

Deno.test("thousands of cookies of one name cost no thousands of queries", async () => {
  let queries = 0;
  const counting = new Proxy(sql, { apply: (target, self, args) => (queries++, Reflect.apply(target, self, args)) });
  const cookies = Array.from({ length: 1000 }, () => `streamforge_session=${"x".repeat(43)}`).join("; ");
  const request = new Request("http://localhost/", { headers: { Cookie: cookies } });
  assert.equal(await ownerAuth(TOKEN, { sql: counting, log: quietLog }).authenticate(request), null);
  assert.ok(queries < 10, `${queries} queries`);
});

Deno.test("the token is made once, readable by the owner only, even by processes that start at once", async () => {
  const dataDir = `${await Deno.makeTempDir()}/data`;
  const tokens = await Promise.all(Array.from({ length: 8 }, () => makeOwnerToken(dataDir)));
  assert.equal(new Set(tokens).size, 1);
  assert.match(tokens[0], /^[\w-]{44}$/);
  assert.equal((await Deno.stat(`${dataDir}/owner_token`)).mode! & 0o777, 0o600);
  assert.equal(await makeOwnerToken(dataDir), tokens[0]);
  assert.deepEqual([...Deno.readDirSync(dataDir)].map(({ name }) => name), ["owner_token"]);
});

Deno.test("a token file without a token is refused", async () => {
  const dataDir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dataDir}/owner_token`, "short\n");
  await assert.rejects(makeOwnerToken(dataDir), ConfigError);
});
