/** Two users of one server at the same time: each uploads, watches, searches and edits, and meets only what is shared. */
import assert from "node:assert/strict";
import type { Database } from "../src/db/pool/client.ts";
import { testDatabase } from "./database.ts";
import { serveWhole } from "./serve_whole.ts";
import { supabaseTokens, type TestUser } from "./supabase_tokens.ts";
import { withFolder } from "./temporary_folder.ts";

const PATIENCE_SECONDS = 240; // the first caption job on a machine builds the model's graphs
const speech = new URL("./data/sentence.flac", import.meta.url).pathname;
const { database } = await testDatabase({ migrated: false });
const { host, port, user, database: name } = database as Exclude<Database, string>;
const supabase = await supabaseTokens();
Deno.test.afterAll(() => supabase.close());

type Visibility = "private" | "unlisted" | "public";

/** One of the users, as a client of the server. */
async function signIn(origin: URL, as: TestUser) {
  const Authorization = `Bearer ${await supabase.sign(as)}`;
  const ask = async (path: string, init: RequestInit = {}, expected = 200) => {
    const headers = { Authorization, ...init.headers };
    const response = await fetch(new URL(path, origin), { ...init, headers });
    assert.equal(response.status, expected, `${init.method ?? "GET"} ${path} as ${as}`);
    return response;
  };
  const json = async (path: string, init: RequestInit = {}, expected = 200) =>
    await (await ask(path, init, expected)).json();
  const untilCaptioned = async (id: string) => {
    for (const end = Date.now() + PATIENCE_SECONDS * 1000; Date.now() < end;) {
      const { status, error } = await json(`/api/videos/${id}/captions/status`);
      assert.notEqual(status, "failed", error);
      if (status === "ready") return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`no captions of ${id} within ${PATIENCE_SECONDS} s`);
  };
  return { as, ask, json, untilCaptioned, events: await follow(await ask("/api/events")) };
}
type Client = Awaited<ReturnType<typeof signIn>>;

/** Collects the text of a stream of events, from its first event on. */
async function follow(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const events = { text: "", until: async (_mark: string) => {}, close: () => reader.cancel() };
  const ended = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      events.text += value;
    }
  })();
  events.until = async (mark) => {
    for (const end = Date.now() + 30_000; !events.text.includes(mark);) {
      if (Date.now() > end) throw new Error(`no event with ${mark}: ${events.text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  events.close = async () => {
    await reader.cancel();
    await ended;
  };
  await events.until("event: library");
  return events;
}

async function uploadWhole({ json }: Client, title: string, visibility: Visibility, file: Uint8Array<ArrayBuffer>) {
  const query = new URLSearchParams({ title, visibility, filename: `${title}.flac` });
  return (await json(`/api/videos?${query}`, { method: "POST", body: file }, 201)).id as string;
}

/** Uploads in two parts; `between` runs in the middle with the address of the upload. */
async function uploadInParts(
  { ask }: Client,
  { title, visibility, file }: { title: string; visibility: Visibility; file: Uint8Array<ArrayBuffer> },
  between: (address: string) => Promise<void>,
): Promise<string> {
  const tus = { "Tus-Resumable": "1.0.0" };
  const metadata = Object.entries({ title, visibility }).map(([key, value]) => `${key} ${btoa(value)}`).join(",");
  const created = await ask("/api/uploads", {
    method: "POST",
    headers: { ...tus, "Upload-Length": String(file.length), "Upload-Metadata": metadata },
  }, 201);
  const address = created.headers.get("Location")!;
  const send = (from: number, to: number) =>
    ask(address, {
      method: "PATCH",
      headers: { ...tus, "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
      body: file.subarray(from, to),
    }, 204);
  const half = file.length >> 1;
  await send(0, half);
  await between(address);
  return (await send(half, file.length)).headers.get("X-Video-Id")!;
}

Deno.test("two users upload, follow, search, transcribe and edit at the same time, and neither meets what is private to the other", async () => {
  const file = await Deno.readFile(speech);
  await withFolder(async (folder) => {
    const { link, stop } = await serveWhole(folder, {
      ...{ DATABASE_URL: `postgres:///${name}`, PGHOST: host, PGPORT: String(port), PGUSER: user },
      ...{
        SUPABASE_URL: supabase.url,
        SUPABASE_ANON_KEY: "sb_publishable_of-the-tests",
        WHISPER_MODEL: "tiny.en",
        LOG_LEVEL: "error",
      },
    });
    const clients: Client[] = [];
    try {
      clients.push(await signIn(link, "first_user"), await signIn(link, "second_user"));
      const [first, second] = clients;
      const tus = { "Tus-Resumable": "1.0.0" };
      const meddle = async (address: string) => {
        const headers = { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
        await second.ask(address, { method: "HEAD", headers: tus }, 404);
        await second.json(address, { method: "PATCH", headers, body: "not mine" }, 404);
        await second.json(address, { method: "DELETE", headers: tus }, 404);
      };
      const [ofFirst, ofSecond, shared] = await Promise.all([
        uploadInParts(first, { title: "zqfirst", visibility: "private", file }, meddle),
        uploadWhole(second, "zqsecond", "private", file),
        uploadWhole(first, "zqshared", "public", file),
      ]);
      const form = () => {
        const body = new FormData();
        body.set("file", new Blob([file]), "sentence.flac");
        return { method: "POST", body };
      };
      const [, , , ...transcripts] = await Promise.all([
        first.untilCaptioned(ofFirst),
        second.untilCaptioned(ofSecond),
        first.untilCaptioned(shared),
        ...clients.map(({ json }) => json("/v1/audio/transcriptions", form())),
      ]);
      for (const { text } of transcripts) assert.match(text, /three rows/);

      for (const [client, own, other] of [[first, ofFirst, ofSecond], [second, ofSecond, ofFirst]] as const) {
        const mark = other === ofFirst ? "zqfirst" : "zqsecond";
        const { videos } = await client.json("/api/videos");
        const listed = videos.map(({ id }: { id: string }) => id);
        assert.ok(listed.includes(own) && !listed.includes(other));
        const { moments } = await client.json("/api/search?q=three+rows");
        const found = new Set(moments.map(({ video }: { video: { id: string } }) => video.id));
        assert.deepEqual([...found].sort(), [own, shared].sort());
        for (const path of ["", "/captions", "/tracks", "/events", "/hearing", "/attention"]) {
          await client.json(`/api/videos/${other}${path}`, {}, 404);
        }
        await client.json(`/api/stream/${other}/source`, {}, 404);
        for (const page of ["/", "/search?q=three+rows", `/learn/whisper?video=${other}`]) {
          const html = (await (await client.ask(page)).text()).replaceAll(page, ""); // other languages of the page
          assert.ok(!html.includes(other) && !html.includes(mark), page);
        }
      }

      const rename = (client: Client, id: string, title: string, expected: number) =>
        client.json(`/api/videos/${id}`, { method: "PATCH", body: JSON.stringify({ title }) }, expected);
      await Promise.all([
        rename(first, ofFirst, "zqfirst renamed", 200),
        rename(second, ofSecond, "zqsecond renamed", 200),
        rename(second, ofFirst, "stolen", 404),
        rename(second, shared, "stolen", 403),
      ]);
      await second.json(`/api/videos/${shared}`, { method: "DELETE" }, 403);
      await Promise.all([first.events.until("zqfirst renamed"), second.events.until("zqsecond renamed")]);
      assert.ok(!first.events.text.includes("zqsecond") && !first.events.text.includes(ofSecond));
      assert.ok(!second.events.text.includes("zqfirst") && !second.events.text.includes(ofFirst));
      assert.ok(!`${first.events.text}${second.events.text}`.includes("stolen"));
    } finally {
      for (const { events } of clients) await events.close();
      assert.equal(await stop(), 0);
    }
  });
});
