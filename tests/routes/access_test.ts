import assert from "node:assert/strict";
import { isSameOrigin } from "../../routes/access.ts";
import { newId } from "../../src/core/ids.ts";
import { testDatabase } from "../database.ts";
import { type As, problemOf, seedCaptions, seedVideo, startApp, TOKEN } from "./harness.ts";

const { sql } = await testDatabase();
const test = await startApp(sql);
Deno.test.afterAll(() => test.close());

const HLS = { "index.m3u8": "#EXTM3U\n", "init.mp4": "i", "seg_00000.m4s": "s" };
const renditions = { "720p": { shortSide: 720, bytes: new Uint8Array(10), hls: HLS } };

async function videoOf(visibility: "private" | "unlisted" | "public"): Promise<string> {
  const id = await seedVideo(test, { visibility, renditions });
  await seedCaptions(test, id);
  return id;
}
const ids = { private: await videoOf("private"), unlisted: await videoOf("unlisted"), public: await videoOf("public") };

/** All addresses that show something of a video. */
const readable = (id: string) => [
  `/api/videos/${id}`,
  `/api/videos/${id}/captions`,
  `/api/videos/${id}/captions.vtt`,
  `/api/videos/${id}/captions.json`,
  `/api/videos/${id}/captions/status`,
  `/api/stream/${id}/720p`,
  `/api/stream/${id}/master.m3u8`,
  `/api/stream/${id}/hls/720p/index.m3u8`,
  `/api/stream/${id}/subtitles/en.vtt`,
];

Deno.test("a private video is 404 for all but its owner; the others are visible to anyone with the link", async () => {
  for (const [visibility, id] of Object.entries(ids)) {
    for (const path of readable(id)) {
      for (const method of ["GET", "HEAD"]) {
        for (const as of ["anonymous", "owner", "browser"] as As[]) {
          const response = await test.request(path, { method, as });
          const expected = visibility === "private" && as === "anonymous" ? 404 : 200;
          assert.equal(response.status, expected, `${method} ${path} of a ${visibility} one as ${as}`);
          await response.body?.cancel();
        }
      }
    }
  }
});

Deno.test("a private video and a missing one give the same answer", async () => {
  const answers = await Promise.all([ids.private, newId()].flatMap((id) =>
    readable(id).map(async (path) => {
      const response = await test.request(path);
      return [path.replace(id, "ID"), response.status, await response.text()];
    })
  ));
  assert.deepEqual(answers.slice(0, answers.length / 2), answers.slice(answers.length / 2));
});

Deno.test("any malformed id is 404", async () => {
  const bad = ["x", "a".repeat(23), "%00", "..%2f..%2fetc", "'%20or%201=1--", "%E2%80%AE", "a".repeat(5000), "%ff"];
  for (const id of bad) {
    for (const path of [...readable(id), `/api/videos/${id}/events`, `/api/stream/${id}/thumbnail.jpg`]) {
      await problemOf(await test.request(path, { as: "owner" }), 404);
    }
  }
});

Deno.test("every change needs the owner: 401 without a token, with a wrong one and with a wrong cookie", async () => {
  const changes: [string, string][] = [
    ["POST", "/api/videos?title=x"],
    ["PATCH", `/api/videos/${ids.public}`],
    ["DELETE", `/api/videos/${ids.public}`],
    ["PATCH", `/api/videos/${ids.private}`],
    ["DELETE", `/api/videos/${newId()}`],
    ["POST", `/api/videos/${ids.public}/captions/regenerate`],
    ["POST", "/api/uploads"],
    ["PATCH", `/api/uploads/${newId()}`],
    ["HEAD", `/api/uploads/${newId()}`],
    ["DELETE", `/api/uploads/${newId()}`],
  ];
  const credentials: Record<string, string>[] = [
    {},
    { Authorization: "Bearer wrong" },
    { Authorization: `Bearer ${TOKEN}x` },
    { Authorization: `Basic ${btoa(`owner:${TOKEN}`)}` },
    { Cookie: `streamforge_session=${TOKEN}`, "Sec-Fetch-Site": "same-origin" },
  ];
  for (const [method, path] of changes) {
    // each from an address of its own: one that sends many wrong tokens has to wait
    const address = `192.0.2.${changes.findIndex((one) => one[1] === path) + 1}`;
    for (const headers of credentials) {
      const all = { "Tus-Resumable": "1.0.0", ...headers };
      const response = await test.request(path, { method, address, headers: all });
      assert.equal(response.status, 401, `${method} ${path} with ${JSON.stringify(headers)}`);
      assert.match(response.headers.get("WWW-Authenticate") ?? "", /^Bearer/);
      await response.body?.cancel();
    }
  }
  assert.equal((await test.request(`/api/videos/${ids.public}`)).status, 200);
});

Deno.test("a wrong Bearer token is 401 for reading too, so that it does not look like a missing video", async () => {
  const headers = { Authorization: "Bearer wrong" };
  await problemOf(await test.request(`/api/videos/${ids.public}`, { headers }), 401);
  assert.equal((await test.request("/health", { headers })).status, 200);
});

Deno.test("a change by cookie from another origin is 403, and changes nothing", async () => {
  const path = `/api/videos/${ids.public}`;
  const body = JSON.stringify({ title: "stolen" });
  const elsewhere: Record<string, string>[] = [
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site", Origin: "http://localhost:3000" }, // another port of this host
    { "Sec-Fetch-Site": "none" },
  ];
  for (const headers of elsewhere) {
    await problemOf(await test.request(path, { method: "PATCH", body, as: "browser", headers }), 403);
  }
  const video = await (await test.request(path)).json();
  assert.equal(video.title, "A talk");
  assert.equal((await test.request(path, { method: "PATCH", body: "{}", as: "browser" })).status, 200);
});

Deno.test("without Sec-Fetch headers, Origin must be this host", () => {
  const from = (headers: Record<string, string>) =>
    isSameOrigin(new Request("http://nas:8000/api/videos", { headers }), [headers.Host ?? "nas:8000"]);
  assert.equal(from({ Origin: "http://nas:8000" }), true);
  assert.equal(from({ Origin: "http://nas:8000", Host: "NAS:8000" }), true);
  assert.equal(from({ Origin: "https://tube.example", Host: "tube.example" }), true); // TLS ends at a proxy
  assert.equal(from({ Origin: "http://nas:3000" }), false);
  assert.equal(from({ Origin: "http://evil.example", Host: "nas:8000" }), false);
  assert.equal(from({ Origin: "null" }), false);
  assert.equal(from({}), false);
});

Deno.test("other sites' pages may read shared media and captions, and nothing else", async () => {
  const media = (id: string) => [
    `/api/stream/${id}/720p`,
    `/api/stream/${id}/master.m3u8`,
    `/api/stream/${id}/hls/720p/index.m3u8`,
    `/api/stream/${id}/hls/720p/seg_00000.m4s`,
    `/api/stream/${id}/subtitles/en.m3u8`,
    `/api/videos/${id}/captions`,
    `/api/videos/${id}/captions.srt`,
  ];
  const other = (id: string) => [`/api/videos/${id}`, `/api/videos/${id}/captions/status`, "/api/videos", "/health"];
  const headers = { Origin: "https://blog.example", "Sec-Fetch-Site": "cross-site" };
  for (const [visibility, id] of Object.entries(ids)) {
    for (const [paths, isShared] of [[media(id), visibility !== "private"], [other(id), false]] as const) {
      for (const path of paths) {
        for (const as of ["anonymous", "owner", "browser"] as As[]) {
          const response = await test.request(path, { as, headers });
          const isFound = response.status === 200;
          await response.body?.cancel();
          const allowed = response.headers.get("Access-Control-Allow-Origin");
          assert.equal(allowed, isShared && isFound ? "*" : null, `${path} of a ${visibility} one as ${as}`);
          assert.equal(response.headers.get("Access-Control-Allow-Credentials"), null);
          if (allowed) {
            assert.match(response.headers.get("Access-Control-Expose-Headers")!, /Content-Range.*X-Rendition/);
          }
          const policy = response.headers.get("Cross-Origin-Resource-Policy");
          assert.equal(policy, allowed ? "cross-origin" : "same-origin", path);
          if (visibility === "private" && isFound && isShared === false && path.includes(id)) {
            assert.match(response.headers.get("Cache-Control")!, /private|no-store/);
          }
        }
      }
    }
  }
});

Deno.test("a preflight succeeds for visible videos, and never allows credentials or changes", async () => {
  const ask = (path: string) =>
    test.request(path, {
      method: "OPTIONS",
      headers: { Origin: "https://blog.example", "Access-Control-Request-Method": "GET" },
    });
  for (const path of [`/api/stream/${ids.public}/720p`, `/api/videos/${ids.unlisted}/captions.vtt`]) {
    const response = await ask(path);
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("Access-Control-Allow-Origin"), "*");
    assert.equal(response.headers.get("Access-Control-Allow-Methods"), "GET, HEAD");
    assert.match(response.headers.get("Access-Control-Allow-Headers")!, /Range/);
    assert.doesNotMatch(response.headers.get("Access-Control-Allow-Headers")!, /Authorization|Cookie/i);
  }
  assert.equal((await ask(`/api/stream/${ids.private}/720p`)).status, 404);
  for (
    const path of [
      `/api/videos/${ids.public}`,
      "/api/videos",
      "/api/uploads",
      `/api/videos/${ids.public}/captions/regenerate`,
    ]
  ) {
    const response = await ask(path);
    assert.equal(response.headers.get("Access-Control-Allow-Origin"), null, path);
    assert.equal(response.headers.get("Access-Control-Allow-Methods"), null, path);
  }
});

Deno.test("the sign-in link sets a cookie that scripts can't read and redirects to an address without the token", async () => {
  const response = await test.request(`/sign-in?token=${TOKEN}`);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("Location"), "/");
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  assert.equal(response.headers.get("Referrer-Policy"), "no-referrer");
  const cookie = response.headers.get("Set-Cookie")!;
  assert.match(cookie, /^streamforge_session=[^;]+; Path=\/; .*HttpOnly; SameSite=Lax$/);
  assert.ok(!cookie.includes(TOKEN));
  const headers = { Cookie: cookie.split(";")[0] };
  assert.equal((await test.request(`/api/videos/${ids.private}`, { headers })).status, 200);

  const proxied = await test.request(`/sign-in?token=${TOKEN}`, { headers: { "X-Forwarded-Proto": "https" } });
  assert.match(proxied.headers.get("Set-Cookie")!, /; Secure$/);
});

Deno.test("the sign-in page says how to get a link, also from a container", async () => {
  const page = await (await test.request("/sign-in", { headers: { Accept: "text/html" } })).text();
  for (const command of ["./sf sign-in", "streamforge sign-in", "docker exec CONTAINER streamforge sign-in"]) {
    assert.ok(page.includes(`\n${command}`) || page.includes(`<pre>${command}`), command);
  }
});

Deno.test("a wrong sign-in link sets no cookie", async () => {
  const clicked = await test.request("/sign-in?token=wrong", { headers: { Accept: "text/html" } });
  assert.deepEqual([clicked.status, clicked.headers.get("Location"), clicked.headers.get("Set-Cookie")], [
    ...[303, "/sign-in?problem=link"],
    null,
  ]);
  for (const token of ["wrong", "", TOKEN.slice(1), `${TOKEN}%00`]) {
    const response = await test.request(`/sign-in?token=${token}`);
    await problemOf(response, 401);
    assert.equal(response.headers.get("Set-Cookie"), null);
  }
});

Deno.test("signing out removes the cookie, but not for a request of another site", async () => {
  const response = await test.request("/sign-out", { method: "POST", as: "browser" });
  assert.equal(response.status, 303);
  assert.match(response.headers.get("Set-Cookie")!, /^streamforge_session=; .*Max-Age=0/);
  const headers = { "Sec-Fetch-Site": "cross-site" };
  const signIn = await test.request(`/sign-in?token=${TOKEN}`);
  const Cookie = signIn.headers.get("Set-Cookie")!.split(";")[0];
  const status = async () => (await test.request("/api/admin/system", { headers: { Cookie } })).status;
  await problemOf(await test.request("/sign-out", { method: "POST", headers: { ...headers, Cookie } }), 403);
  assert.equal(await status(), 200);
  await test.request("/sign-out", { method: "POST", headers: { Cookie, "Sec-Fetch-Site": "same-origin" } });
  assert.equal(await status(), 401, "the cookie is worth nothing from now on");
  assert.equal((await test.request("/sign-out", { as: "browser" })).status, 405);
});

Deno.test("every answer has the security headers", async () => {
  const paths = [
    `/api/videos/${ids.public}`,
    `/api/stream/${ids.public}/720p`,
    "/api/nothing",
    "/health",
    "/api/videos/x",
  ];
  for (const path of paths) {
    const response = await test.request(path);
    await response.body?.cancel();
    assert.equal(response.headers.get("X-Content-Type-Options"), "nosniff", path);
    assert.equal(response.headers.get("Referrer-Policy"), "same-origin", path);
    assert.match(response.headers.get("Content-Security-Policy")!, /default-src 'none'/, path);
  }
});
