import assert from "node:assert/strict";
import { sharedOwnerAuth } from "../../../src/auth/owner.ts";
import { type OpenOwnerKeys, openOwnerKeys } from "../../../src/auth/owner_keys.ts";
import { ownerTokenCommand } from "../../../src/cli/owner_token.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { createLog } from "../../../src/core/log.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { withFolder } from "../../temporary_folder.ts";

const { sql } = await testDatabase();

/** Opens the keys as a server with this data folder and `DATABASE_URL` does. */
async function open(
  dataDir: string,
  { ownerToken = null, lines }: { ownerToken?: string | null; lines?: string[] } = {},
) {
  const log = lines ? createLog("info", (line) => lines.push(line)) : quietLog;
  return await openOwnerKeys({ sql, log, config: { dataDir, ownerToken, databaseUrl: "postgres://db/shared" } });
}

async function isOwner(keys: OpenOwnerKeys, headers: Record<string, string>): Promise<boolean> {
  const request = new Request("http://localhost/", { headers });
  return await sharedOwnerAuth(keys, { sql, log: quietLog }).authenticate(request) !== null;
}

async function cookieOf(keys: OpenOwnerKeys, token: string): Promise<string> {
  return (await sharedOwnerAuth(keys, { sql, log: quietLog }).signIn(token, { isSecure: false }))!.split(";")[0];
}

async function test(work: (folder: string) => Promise<void>): Promise<void> {
  await sql`delete from streamforge.owner_keys`;
  await withFolder(work);
}

Deno.test("a second server takes the token of the first, and each takes the sessions of the other", () =>
  test(async (folder) => {
    const first = await open(`${folder}/one`);
    const second = await open(`${folder}/two`);
    assert.equal(first.token, (await Deno.readTextFile(`${folder}/one/owner_token`)).trim());
    assert.equal(second.token, null, "the second one does not know the token");
    assert.equal(second.place, `${Deno.hostname()}:${folder}/one/owner_token`);
    await assert.rejects(Deno.stat(`${folder}/two/owner_token`), Deno.errors.NotFound);

    const token = first.token!;
    const sessions = [await cookieOf(first, token), await cookieOf(second, token)];
    assert.notEqual(sessions[0], sessions[1]);
    for (const keys of [first, second]) {
      assert.equal(await isOwner(keys, { Authorization: `Bearer ${token}` }), true);
      assert.equal(await isOwner(keys, { Authorization: `Bearer ${token}x` }), false);
      for (const Cookie of sessions) assert.equal(await isOwner(keys, { Cookie }), true);
      assert.equal(await isOwner(keys, { Cookie: `${sessions[0]}x` }), false);
    }
  }));

Deno.test("servers that start at once agree on one token, and only its file is left", () =>
  test(async (folder) => {
    const opened = await Promise.all([..."abcdef"].map((name) => open(`${folder}/${name}`)));
    const known = opened.filter(({ token }) => token !== null);
    assert.equal(known.length, 1);
    assert.equal(new Set(opened.map(({ place }) => place)).size, 1);
    for (const keys of opened) assert.equal(await isOwner(keys, { Authorization: `Bearer ${known[0].token}` }), true);
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.equal(files.length, 1);
  }));

Deno.test("the token that a file held before stays, and its hash comes into the database; a dump signs nobody in", () =>
  test(async (folder) => {
    const old = "the-token-of-an-earlier-version";
    await Deno.writeTextFile(`${folder}/owner_token`, `${old}\n`);
    const keys = await open(folder);
    assert.equal(keys.token, old);
    const [row] = await sql`select * from streamforge.owner_keys`;
    const cookie = await cookieOf(keys, old);
    const sessions = await sql`select * from streamforge.owner_sessions`;
    const dump = JSON.stringify([row, ...sessions]);
    assert(!dump.includes(old) && !dump.includes(cookie.split("=")[1]));
    for (const value of [row.tokenSha256, ...sessions.map(({ secretSha256 }) => secretSha256)]) {
      assert.equal(await isOwner(keys, { Authorization: `Bearer ${value}` }), false);
      assert.equal(await isOwner(keys, { Cookie: `streamforge_session=${value}` }), false);
    }
  }));

Deno.test("another token in a file is not this database's: the log says where the right one is", () =>
  test(async (folder) => {
    await open(`${folder}/one`);
    await Deno.mkdir(`${folder}/two`);
    await Deno.writeTextFile(`${folder}/two/owner_token`, "a-token-of-another-database\n");
    const lines: string[] = [];
    const second = await open(`${folder}/two`, { lines });
    assert.equal(second.token, null);
    assert.equal(await isOwner(second, { Authorization: "Bearer a-token-of-another-database" }), false);
    assert(lines.join("\n").includes(`${folder}/one/owner_token`), lines.join("\n"));
  }));

Deno.test("OWNER_TOKEN overrides the database and leaves no trace in it", () =>
  test(async (folder) => {
    const keys = await open(folder, { ownerToken: "a-token-of-the-settings" });
    assert.equal(keys.token, "a-token-of-the-settings");
    assert.equal(await isOwner(keys, { Authorization: "Bearer a-token-of-the-settings" }), true);
    assert.deepEqual([...await sql`select * from streamforge.owner_keys`], []);
  }));

Deno.test("`token` shows the token where it is, and `token new` makes another for all servers", () =>
  test(async (folder) => {
    const first = await open(`${folder}/one`);
    const run = async (name: string, ...args: string[]) => {
      const lines: string[] = [];
      const config = { dataDir: `${folder}/${name}`, ownerToken: null };
      await ownerTokenCommand(args, { config, sql, print: (line) => lines.push(line) });
      return lines;
    };
    assert.deepEqual(await run("one"), [first.token]);
    await assert.rejects(run("two"), (error) => {
      assert(error instanceof ConfigError);
      assert.match(error.message, new RegExp(`is in \\S+:${folder}/one/owner_token; if it is lost, .*token new`));
      return true;
    });
    await assert.rejects(run("one", "old"), /token got old: it takes nothing, or "new"/);
    await assert.rejects(run("one", "new", "x"), /token got new x/);

    const session = await cookieOf(first, first.token!);
    const [made] = await run("two", "new");
    assert.notEqual(made, first.token);
    assert.deepEqual(await run("two"), [made]);
    const restarted = await open(`${folder}/one`);
    assert.equal(restarted.token, null);
    assert.equal(await isOwner(restarted, { Authorization: `Bearer ${made}` }), true);
    assert.equal(await isOwner(restarted, { Authorization: `Bearer ${first.token}` }), false);
    assert.equal(await isOwner(restarted, { Cookie: session }), false, "a new token ends every session");
  }));

Deno.test("the embedded database's server has its token in the file alone", () =>
  test(async (folder) => {
    const config = { dataDir: folder, ownerToken: null, databaseUrl: null };
    const keys = await openOwnerKeys({ sql, log: quietLog, config });
    assert.equal(keys.token, (await Deno.readTextFile(`${folder}/owner_token`)).trim());
    assert.deepEqual([...await sql`select * from streamforge.owner_keys`], []);
    await Deno.remove(`${folder}/owner_token`); // as docs say for a new one
    assert.notEqual((await openOwnerKeys({ sql, log: quietLog, config })).token, keys.token);
  }));
