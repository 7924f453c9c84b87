/** Two whole servers with one database and one bucket, behind Caddy with the example for several web servers. */
import assert from "node:assert/strict";
import type { Database } from "../../src/db/pool/client.ts";
import { s3Storage } from "../../src/storage/s3.ts";
import { testDatabase } from "../database.ts";
import { fixture } from "../media_fixtures.ts";
import { s3Env, s3Server } from "../s3_server.ts";
import { serveWhole } from "../serve_whole.ts";
import { withFolder } from "../temporary_folder.ts";
import { startBalancer } from "./proxies.ts";

const PARTS = 4;
const { database } = await testDatabase({ migrated: false });
const { host, port, user, database: name } = database as Exclude<Database, string>;

Deno.test("two servers behind a balancer take one token, one session and the parts of one upload by turns", async () => {
  await using store = await s3Server();
  const settings = await store.newBucket();
  const bucket = s3Storage(settings, { scratch: { rootDir: "/nowhere", maxBytes: 0 } });
  const objectKeys = async () => (await Array.fromAsync(bucket.list(""))).map(({ key }) => key);
  await withFolder(async (folder) => {
    const env = {
      ...s3Env(settings),
      ...{ DATABASE_URL: `postgres:///${name}`, PGHOST: host, PGPORT: String(port), PGUSER: user },
      SERVE_WORKER: "0",
    };
    // the first one makes the token
    const one = await serveWhole(`${folder}/one`, env);
    const two = await serveWhole(`${folder}/two`, env);
    const balancer = await startBalancer([one, two].map(({ link }) => Number(link.port)));
    /** Sends the same request to both servers. @returns their answers */
    const askBoth = async (path: string, init: RequestInit = {}) => {
      const answers = [];
      for (const _ of [one, two]) answers.push(await fetch(balancer.origin + path, { ...init, redirect: "manual" }));
      assert.equal(new Set(answers.map(({ headers }) => headers.get("X-Served-By"))).size, 2, "each answers once");
      for (const answer of answers) await answer.body?.cancel();
      return answers;
    };
    const statuses = (answers: Response[]) => answers.map(({ status }) => status);
    try {
      const token = one.link.searchParams.get("token")!;
      const bearer = { Authorization: `Bearer ${token}` };
      assert.ok(token.length > 16);
      assert.equal(two.link.searchParams.get("token"), "", "the second one has no token of its own");
      assert.deepEqual(statuses(await askBoth("/api/session", { headers: bearer })), [200, 200]);
      assert.deepEqual(statuses(await askBoth("/api/session", { headers: { Authorization: "Bearer wrong" } })), [
        401,
        401,
      ]);

      const signedIn = await askBoth(`/sign-in?token=${token}`);
      assert.deepEqual(statuses(signedIn), [303, 303]);
      const cookies = signedIn.map(({ headers }) => headers.getSetCookie()[0].split(";")[0]);
      for (const Cookie of cookies) {
        assert.deepEqual(statuses(await askBoth("/api/session", { headers: { Cookie } })), [200, 200]);
      }
      const signOut = { method: "POST", headers: { Cookie: cookies[0], "Sec-Fetch-Site": "same-origin" } };
      await (await fetch(`${balancer.origin}/sign-out`, { ...signOut, redirect: "manual" })).body?.cancel();
      assert.deepEqual(statuses(await askBoth("/api/session", { headers: { Cookie: cookies[0] } })), [204, 204]);
      assert.deepEqual(statuses(await askBoth("/api/session", { headers: { Cookie: cookies[1] } })), [200, 200]);

      const file = await Deno.readFile(await fixture("talk.mp4"));
      const tus = { "Tus-Resumable": "1.0.0", Cookie: cookies[1], "Sec-Fetch-Site": "same-origin" };
      const created = await fetch(`${balancer.origin}/api/uploads`, {
        method: "POST",
        headers: { ...tus, "Upload-Length": String(file.length) },
      });
      assert.equal(created.status, 201, await created.text());
      const address = new URL(created.headers.get("Location")!, balancer.origin);
      assert.equal(address.origin, balancer.origin);
      const servedBy: string[] = [];
      let id = "";
      for (let part = 0; part < PARTS; part++) {
        const [start, end] = [part, part + 1].map((n) => Math.floor(n * file.length / PARTS));
        const answer = await fetch(address, {
          method: "PATCH",
          headers: { ...tus, "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" },
          body: file.subarray(start, end),
        });
        assert.deepEqual([answer.status, answer.headers.get("Upload-Offset")], [204, String(end)]);
        servedBy.push(answer.headers.get("X-Served-By")!);
        id = answer.headers.get("X-Video-Id") ?? "";
      }
      assert.equal(new Set(servedBy).size, 2);
      assert.deepEqual(servedBy, [servedBy[0], servedBy[1], servedBy[0], servedBy[1]]);
      const stored = await new Response(await bucket.read(`videos/${id}/upload`)).bytes();
      assert.deepEqual(stored, file);
      assert.deepEqual(statuses(await askBoth(`/api/videos/${id}`, { headers: bearer })), [200, 200]);
      assert.deepEqual(
        statuses(await askBoth(`/api/videos/${id}`, { method: "DELETE", headers: bearer })),
        [204, 404],
      );
      assert.deepEqual(await objectKeys(), []);
      assert.deepEqual(await store.unfinishedUploads(settings), []);
    } finally {
      await balancer.stop();
      await Promise.all([one.stop(), two.stop()]);
    }
  });
});
