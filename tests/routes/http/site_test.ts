import assert from "node:assert/strict";
import type { Context } from "hono";
import { readConfig } from "../../../src/core/settings/config.ts";
import { createLog } from "../../../src/core/log.ts";
import type { Env, Site } from "../../../routes/deps.ts";
import { locate } from "../../../routes/http/site.ts";
import { openDoor } from "../../../src/door/door.ts";
import { DEFAULT_TIMES } from "../../../src/door/limits.ts";
import { originOf } from "../../../src/cli/origin.ts";
import { quietLog, testDatabase } from "../../database.ts";
import { problemOf, seedVideo, startApp, TOKEN } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
const captions = await startApp(sql, { env: { PUBLIC_URL: "https://example.com/captions/" } });
Deno.test.afterAll(async () => {
  await app.close();
  await captions.close();
});

const media = { source: { shortSide: 180, bytes: new Uint8Array([1, 2, 3]) } };
const id = await seedVideo(app, { title: "A talk", visibility: "public", renditions: media });

/** The site that a request has, by the settings, its headers and the address of its connection. */
async function siteFor(
  env: Record<string, string>,
  headers: Record<string, string>,
  { address = "127.0.0.1", lines = [] as string[] } = {},
): Promise<Site> {
  let site: Site | undefined;
  const config = readConfig({ HOME: "/root", ...env });
  const c = {
    req: { raw: new Request("http://localhost:8000/p", { headers }) },
    env: { address },
    set: (_name: string, found: Site) => site = found,
  } as unknown as Context<Env>;
  await locate({ config, log: createLog("info", (line) => lines.push(line)) })(c, () => Promise.resolve());
  return site!;
}

Deno.test("a Host that is none gets 400, and changes neither the path nor what is answered", async () => {
  for (const host of ["x/api/videos?", "x:99999", "a b", "user@x", "x#y", "\u00ff", "[::1", "-", "x:http", "a,b"]) {
    const answer = await app.request("/", { headers: { Host: host } });
    assert.match(await problemOf(answer, 400), /^Host must be a name or an address/, host);
  }
  for (const host of ["localhost", "[::1]:8000", "my_nas", "tube.example.com:443", "127.0.0.1:"]) {
    assert.equal((await app.request("/sign-in", { headers: { Host: host } })).status, 200, host);
  }
});

Deno.test("behind the door, a Host with a path in it reaches no other path", async () => {
  const stopping = new AbortController();
  const door = openDoor({
    ...{ hostname: "127.0.0.1", port: 0, log: quietLog, signal: stopping.signal },
    handle: (request, client) => app.app.fetch(request, client),
    limits: { ...DEFAULT_TIMES, maxConnections: 10, maxPerAddress: 10 },
  });
  try {
    for (const host of ["x/api/videos?", "x:99999"]) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: door.addr.port });
      await connection.write(new TextEncoder().encode(`GET /p HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
      assert.match(await new Response(connection.readable).text(), /^HTTP\/1.1 400 /, host);
    }
  } finally {
    stopping.abort();
    await door.finished;
  }
});

Deno.test("oEmbed, the pages and the sign-in page repeat no Host that nobody vouches for", async () => {
  const evil = { Host: "evil.example", Accept: "text/html" };
  for (const path of ["/", "/sign-in", `/videos/${id}`, `/embed/${id}`]) {
    const answer = await app.request(path, { headers: evil, as: "owner" });
    assert.equal(answer.status, 200, path);
    assert.ok(!(await answer.text()).includes("evil.example"), path);
  }
  const detail = await problemOf(
    await app.request(`/oembed?url=${encodeURIComponent(`http://evil.example/videos/${id}`)}`, {
      headers: { Host: "evil.example" },
    }),
    404,
  );
  assert.match(detail, /PUBLIC_URL/);
  assert.ok(!detail.includes("evil"));
});

Deno.test("the names and addresses of this machine may call it", async () => {
  const address = Deno.networkInterfaces().find(({ family, address }) => family === "IPv4" && address !== "127.0.0.1");
  for (
    const host of [
      "localhost:8000",
      "a.localhost",
      "[::1]:8000",
      Deno.hostname(),
      ...(address ? [address.address] : []),
    ]
  ) {
    assert.equal((await siteFor({}, { Host: host })).origin, `http://${host.toLowerCase()}`);
  }
  assert.equal((await siteFor({}, { Host: "192.0.2.7" })).origin, null);
  assert.equal((await siteFor({ HOST: "192.0.2.7" }, { Host: "192.0.2.7:8000" })).origin, "http://192.0.2.7:8000");
});

Deno.test("PUBLIC_URL decides over the headers", async () => {
  const headers = { Host: "evil.example", "X-Forwarded-Host": "x.example", "X-Forwarded-Prefix": "/x" };
  const site = await siteFor({ PUBLIC_URL: "https://example.com/video" }, headers);
  assert.deepEqual([site.origin, site.prefix, site.isOverTls], ["https://example.com/video", "/video", true]);
});

Deno.test("the X-Forwarded headers of a trusted proxy are followed, those of others are not", async () => {
  const headers = {
    Host: "127.0.0.1:8000",
    "X-Forwarded-Host": "tube.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/video",
    "X-Forwarded-For": "198.51.100.9, 203.0.113.5",
  };
  const trusted = await siteFor({}, headers);
  assert.deepEqual([trusted.origin, trusted.prefix, trusted.isOverTls, trusted.clientAddress], [
    "https://tube.example/video",
    "/video",
    true,
    "203.0.113.5", // what the client itself claims stands before it
  ]);
  const passedOn = await siteFor({}, { Host: "tube.example", "X-Forwarded-Proto": "https" });
  assert.equal(passedOn.origin, "https://tube.example");
  const lines: string[] = [];
  const other = await siteFor({}, headers, { address: "172.17.0.1", lines });
  assert.deepEqual([other.prefix, other.isOverTls, other.clientAddress], ["", false, "172.17.0.1"]);
  assert.match(lines.join(), /TRUSTED_PROXIES.*172\.17\.0\.1/s);
  const named = { TRUSTED_PROXIES: "loopback, private, 203.0.113.0/24" };
  assert.equal((await siteFor(named, headers, { address: "172.17.0.1" })).clientAddress, "198.51.100.9");
  assert.equal((await siteFor({ TRUSTED_PROXIES: "none" }, headers)).clientAddress, "127.0.0.1");
  const withPort = { ...headers, "X-Forwarded-For": "[2001:db8::1]:4711" };
  assert.equal((await siteFor({}, withPort)).clientAddress, "2001:db8::1");
  const wrongHost = await siteFor({}, { Host: "localhost", "X-Forwarded-Host": "a/b?" });
  assert.equal(wrongHost.origin, "http://localhost");
});

Deno.test("no client of a trusted proxy chooses its own address", async () => {
  const clientOf = async (trusted: string, peer: string, chain: string) =>
    (await siteFor({ TRUSTED_PROXIES: trusted }, { "X-Forwarded-For": chain }, { address: peer })).clientAddress;
  // the proxy 10.0.0.1 wrote down 10.0.0.66, whose request claimed the rest
  for (const claimed of ["8.8.8.8", "10.9.9.9", "127.0.0.1", "unknown", "10.9.9.9, 10.9.9.8", "x".repeat(5000)]) {
    for (const trusted of ["private", "10.0.0.1", "loopback, private, 10.0.0.1"]) {
      assert.equal(await clientOf(trusted, "10.0.0.1", `${claimed}, 10.0.0.66`), "10.0.0.66", `${trusted} ${claimed}`);
    }
  }
  assert.equal(await clientOf("10.0.0.1", "10.0.0.66", "8.8.8.8"), "10.0.0.66", "it is no proxy");
  // a chain of listed proxies is walked to the first that is not
  assert.equal(await clientOf("10.0.0.1, 10.0.0.2", "10.0.0.1", "8.8.8.8, 203.0.113.5, 10.0.0.2"), "203.0.113.5");
  assert.equal(await clientOf("10.0.0.1, 198.51.100.0/24", "10.0.0.1", "8.8.8.8, 2.2.2.2, 198.51.100.4"), "2.2.2.2");
  assert.equal(await clientOf("private", "10.0.0.1", "not-an-address"), "10.0.0.1");
  assert.equal(await clientOf("private", "10.0.0.1", ""), "10.0.0.1");
});

Deno.test("an address has one form, however it is written: no client has several", async () => {
  const clientOf = async (peer: string, chain: string) =>
    (await siteFor({ TRUSTED_PROXIES: "10.0.0.1" }, { "X-Forwarded-For": chain }, { address: peer })).clientAddress;
  for (const peer of ["10.0.0.1", "::ffff:10.0.0.1", "::ffff:a00:1"]) {
    for (const written of ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "[2001:0db8::0001]:99", "2001:db8::1%eth0"]) {
      assert.equal(await clientOf(peer, written), "2001:db8::1", `${peer} ${written}`);
    }
    for (const written of ["203.0.113.5", "::ffff:203.0.113.5", "::FFFF:cb00:7105", "203.0.113.5:80"]) {
      assert.equal(await clientOf(peer, written), "203.0.113.5", `${peer} ${written}`);
    }
  }
  assert.equal(await clientOf("::ffff:203.0.113.9", "8.8.8.8"), "203.0.113.9");
  for (const TRUSTED_PROXIES of ["::ffff:10.0.0.1", "2001:DB8:0::7, 10.0.0.1"]) {
    const headers = { "X-Forwarded-For": "203.0.113.5, 2001:db8::7" };
    const site = await siteFor({ TRUSTED_PROXIES }, headers, { address: "10.0.0.1" });
    assert.equal(site.clientAddress, TRUSTED_PROXIES.startsWith(":") ? "2001:db8::7" : "203.0.113.5");
  }
});

Deno.test("below the path of PUBLIC_URL everything works, whether the proxy takes the path away or not", async () => {
  for (const path of ["", "/captions"]) {
    const signIn = await captions.app.request(`${path}/sign-in?token=${TOKEN}`);
    assert.equal(signIn.headers.get("Location"), "/captions/");
    assert.match(signIn.headers.get("Set-Cookie")!, /; Path=\/captions; .*; Secure$/);
    const page = await captions.app.request(`${path}/videos/${id}`);
    assert.equal(page.status, 200);
    const html = await page.text();
    assert.ok(html.includes('href="https://example.com/captions/oembed?format=json'));
    assert.ok(!/(href|src)="\/(?!captions\/)/.test(html));
    const address = encodeURIComponent(`https://example.com/captions/videos/${id}`);
    const { html: frame } = await (await captions.app.request(`${path}/oembed?url=${address}`)).json();
    assert.ok(frame.includes(`src="https://example.com/captions/embed/${id}"`));
    const upload = await captions.app.request(`${path}/api/uploads`, {
      method: "POST",
      headers: {
        ...{ Authorization: `Bearer ${TOKEN}`, "Tus-Resumable": "1.0.0", "Upload-Length": "10" },
        "Upload-Metadata": `filename ${btoa("x.mp4")}`,
      },
    });
    assert.match(upload.headers.get("Location")!, /^\/captions\/api\/uploads\/[\w-]{22}$/);
    const head = await captions.app.request(path + upload.headers.get("Location")!.slice("/captions".length), {
      method: "HEAD",
      headers: { Authorization: `Bearer ${TOKEN}`, "Tus-Resumable": "1.0.0" },
    });
    assert.equal(head.headers.get("Upload-Offset"), "0");
  }
});

Deno.test("a page may be changed by cookie from the address of PUBLIC_URL, whatever Host the proxy sends", async () => {
  const cookie = (await captions.app.request(`/sign-in?token=${TOKEN}`)).headers.get("Set-Cookie")!.split(";")[0];
  const change = (origin: string) =>
    captions.app.request(`/api/videos/${id}`, {
      method: "PATCH",
      headers: { Cookie: cookie, Origin: origin, Host: "127.0.0.1:8000", "Content-Type": "application/json" },
      body: JSON.stringify({ title: "Another" }),
    });
  assert.equal((await change("https://example.com")).status, 200);
  assert.equal((await change("https://evil.example")).status, 403);
});

Deno.test("originOf() makes links that lead to the address that the server listens on", () => {
  const origins = ["::1", "::", "0.0.0.0", "127.0.0.1", "127.0.0.2", "2001:db8::7", "nas"].map((host) =>
    originOf(host, 8000)
  );
  assert.deepEqual(origins, [
    "http://[::1]:8000",
    ...Array(3).fill("http://localhost:8000"),
    ...["http://127.0.0.2:8000", "http://[2001:db8::7]:8000", "http://nas:8000"],
  ]);
});
