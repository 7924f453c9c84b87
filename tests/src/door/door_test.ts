import assert from "node:assert/strict";
import { Connection } from "../../../src/door/connection.ts";
import { type ClientInfo, type Door, openDoor } from "../../../src/door/door.ts";
import type { DoorLimits } from "../../../src/door/limits.ts";
import { quietLog } from "../../database.ts";

const LONG: DoorLimits = {
  maxConnections: 50,
  maxPerAddress: 50,
  headerMs: 60_000,
  idleMs: 60_000,
  bodyMs: 60_000,
  answerMs: 60_000,
};
const silentLog = { ...quietLog, warn: () => {} };
const decoder = new TextDecoder();
const encode = (text: string) => new TextEncoder().encode(text);

async function withDoor(
  options: Partial<Omit<Parameters<typeof openDoor>[0], "limits">> & { limits?: Partial<DoorLimits> },
  use: (door: Door) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const door = openDoor({
    hostname: "127.0.0.1",
    port: 0,
    handle: answerByPath,
    log: silentLog,
    signal: stop.signal,
    ...options,
    limits: { ...LONG, ...options.limits },
  });
  try {
    await use(door);
  } finally {
    stop.abort();
    await door.finished;
  }
}

const cancelled: string[] = [];

async function answerByPath(request: Request, client: ClientInfo): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/who") return new Response(client.address);
  if (pathname === "/late") await new Promise((resolve) => setTimeout(resolve, 3500));
  if (pathname === "/slow") { // reads the body, then works for a while
    const text = await request.text().catch(() => "it broke off");
    await new Promise((resolve) => setTimeout(resolve, 3500));
    return new Response(`answer to ${text}`);
  }
  if (pathname === "/still") { // reads a part, and pauses before it reads the rest
    const reader = request.body!.getReader();
    let length = (await reader.read()).value!.length;
    await new Promise((resolve) => setTimeout(resolve, 3500));
    for (let part; (part = await reader.read()).value;) length += part.value.length;
    return new Response(`answer to ${length}`);
  }
  if (pathname === "/length") {
    const body = await request.bytes().catch(() => null);
    return new Response(body ? String(body.length) : "it broke off");
  }
  if (pathname === "/endless") {
    return new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        cancel: () => void cancelled.push(pathname),
      }),
    );
  }
  if (pathname === "/events") {
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(encode("first\n")),
        cancel: () => void cancelled.push(pathname),
      }),
    );
  }
  return new Response("answer", { headers: { "Content-Length": "6" } });
}

/** A client that sends exactly the given bytes. */
class Client {
  private constructor(readonly conn: Deno.TcpConn) {}
  static async open(door: Door, text = ""): Promise<Client> {
    const client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: door.addr.port }));
    await client.send(text);
    return client;
  }
  async send(text: string): Promise<void> {
    if (text) await this.conn.write(encode(text));
  }
  /** Reads until the text contains `end`, or until the connection ends. */
  async read(end?: string): Promise<string> {
    let text = "";
    const buffer = new Uint8Array(65_536);
    while (!end || !text.includes(end)) {
      const n = await this.conn.read(buffer).catch(() => null);
      if (n === null) break;
      text += decoder.decode(buffer.subarray(0, n));
    }
    return text;
  }
  close(): void {
    try {
      this.conn.close();
    } catch { /* closed */ }
  }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const post = (path: string, header: string) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`;

Deno.test("the door passes on requests, bodies and the client's address", async () => {
  await withDoor({}, async (door) => {
    const origin = `http://127.0.0.1:${door.addr.port}`;
    assert.equal(await (await fetch(`${origin}/who`)).text(), "127.0.0.1");
    const body = new Uint8Array(3_000_000).fill(7);
    assert.equal(await (await fetch(`${origin}/length`, { method: "POST", body })).text(), "3000000");
    const stream = new Blob([body]).stream(); // in chunks, without a stated length
    assert.equal(await (await fetch(`${origin}/length`, { method: "POST", body: stream })).text(), "3000000");
    const client = await Client.open(door, get("/a"));
    assert.match(await client.read("answer"), /^HTTP\/1\.1 200/);
    await client.send(get("/b") + get("/c"));
    let both = "";
    while ((both.match(/answer/g) ?? []).length < 2) both += await client.read("answer");
    assert.equal(both.match(/200 OK/g)?.length, 2);
    client.close();
  });
});

Deno.test("no request reaches the server without the door", async () => {
  await withDoor({
    handle: (request) => new Response(new URL(request.url).port),
  }, async (door) => {
    const client = await Client.open(door, "GET / HTTP/1.0\r\n\r\n"); // without Host the URL shows the inner port
    const port = Number(/\r\n\r\n(\d+)/.exec(await client.read())?.[1]);
    assert.notEqual(port, door.addr.port);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 403);
    await response.body?.cancel();
    client.close();
  });
});

Deno.test("a stream ends when its reader disconnects", async () => {
  await withDoor({}, async (door) => {
    cancelled.length = 0;
    for (const path of ["/events", "/endless"]) {
      const client = await Client.open(door, get(path));
      await client.read("\r\n\r\n");
      client.close();
      while (!cancelled.includes(path)) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});

Deno.test("a silent client is disconnected: before a header, in it, between requests, and in a body", async () => {
  await withDoor({ limits: { headerMs: 500, idleMs: 500, bodyMs: 500 } }, async (door) => {
    const cases: [text: string, drop: string, expected: RegExp][] = [
      ["", "", /^$/],
      ["GET / HTTP/1.1\r\nHost: localhost\r\n", "", /^HTTP\/1\.1 408/],
      ["GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n", /^HTTP\/1\.1 408/],
      [get("/"), "", /^HTTP\/1\.1 200[^]*answer$/],
      [post("/length", "Content-Length: 1000") + "x", "", /^$/],
      [post("/length", "Content-Length: 100000") + "x", "y", /^$/],
      [post("/length", "Transfer-Encoding: chunked") + "1\r\nx\r\n", "1\r\ny\r\n", /^$/],
    ];
    await Promise.all(cases.map(async ([text, drop, expected]) => {
      const client = await Client.open(door, text);
      const dropping = setInterval(() => client.send(drop).catch(() => {}), 200);
      assert.match(await client.read(), expected, text);
      clearInterval(dropping);
      client.close();
    }));
    assert.equal(door.connectionCount(), 0);
  });
});

Deno.test("a slow answer, a silent stream and a complete body do not end a connection", async () => {
  await withDoor({ limits: { headerMs: 500, idleMs: 500, bodyMs: 500, answerMs: 500 } }, async (door) => {
    const requests = [
      get("/late"),
      post("/late", "Content-Length: 5") + "12345",
      post("/late", "Transfer-Encoding: chunked") + "5\r\n12345\r\n0\r\n\r\n",
    ];
    const events = await Client.open(door, get("/events"));
    await events.read("first");
    await Promise.all(requests.map(async (text) => {
      const client = await Client.open(door, text);
      assert.match(await client.read("answer"), /^HTTP\/1\.1 200/, text);
      client.close();
    }));
    assert.equal(door.connectionCount() >= 1, true, "the stream is still there");
    events.close();
  });
});

Deno.test("the door knows when a body is complete, in whatever form its end is written", async () => {
  await withDoor({ limits: { headerMs: 500, idleMs: 60_000, bodyMs: 500 } }, async (door) => {
    const chunked = "Transfer-Encoding: chunked";
    const lines = "POST /slow HTTP/1.1\nHost: localhost\nContent-Length: 5\n\n12345"; // LF alone
    const requests = [
      [post("/slow", chunked) + "5\r\n12345\r\n0\r\nX-Checksum: 1\r\n\r\n"], // with a trailer
      [post("/slow", chunked), "5;name=value\r\n12345\r\n", "000\r\n\r\n"],
      [lines],
    ];
    await Promise.all(requests.map(async (parts) => {
      const client = await Client.open(door);
      for (const part of parts) {
        await client.send(part);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.match(await client.read("answer to 12345"), /^HTTP\/1\.1 200/, parts[0]);
      client.close();
    }));
  });
});

Deno.test("bytes that only look like the end of a body do not end the connection of a waiting client", async () => {
  await withDoor({ limits: { headerMs: 500 } }, async (door) => {
    const client = await Client.open(door, post("/length", "Transfer-Encoding: chunked"));
    for (const part of ["8\r\n1230\r\n\r\n", "\r\n", "3\r\nabc\r\n", "0\r\n\r\n"]) {
      await client.send(part);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await client.read("\r\n\r\n11");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await client.send(get("/"));
    assert.match(await client.read("answer"), /^HTTP\/1\.1 200/);
    client.close();
  });
});

Deno.test("an upload that the server does not read for a while is not ended", async () => {
  await withDoor({ limits: { bodyMs: 500 } }, async (door) => {
    const body = new Uint8Array(20_000_000); // more than the buffers hold
    const response = await fetch(`http://127.0.0.1:${door.addr.port}/still`, { method: "POST", body });
    assert.equal(await response.text(), "answer to 20000000");
  });
});

Deno.test("a body is refused if its request has an impossible method or host", async () => {
  await withDoor({}, async (door) => {
    for (const head of ["TRACE / HTTP/1.1\r\nHost: localhost", "POST / HTTP/1.1\r\nHost: a b"]) {
      const client = await Client.open(door, `${head}\r\nContent-Length: 1\r\n\r\nx`);
      assert.match(await client.read("\r\n\r\n"), /^HTTP\/1\.1 400 /, head);
      client.close();
    }
  });
});

Deno.test("HTTP/2 is refused, because its parallel requests would evade the limits", async () => {
  await withDoor({}, async (door) => {
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for (const parts of [[preface], [preface.slice(0, 5), preface.slice(5, 20), preface.slice(20)]]) {
      const client = await Client.open(door);
      for (const part of parts) {
        await client.send(part);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.match(await client.read("\r\n\r\n"), /^HTTP\/1\.1 505 /);
      client.close();
    }
    const client = await Client.open(door, "PRI");
    await client.send("NT / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.match(await client.read("answer"), /^HTTP\/1\.1 200/);
    client.close();
  });
});

Deno.test("a client that reads nothing of an answer is disconnected, a slow reader is not", async () => {
  await withDoor({ limits: { answerMs: 2000 } }, async (door) => {
    const never = await Client.open(door, get("/endless"));
    const slow = await Client.open(door, get("/endless"));
    let taken = 0;
    const buffer = new Uint8Array(1_000_000);
    cancelled.length = 0;
    while (cancelled.length === 0) {
      taken += await slow.conn.read(buffer) ?? assert.fail("the slow client was disconnected");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.equal(cancelled.length, 1);
    for (let i = 0; i < 5; i++) {
      taken += await slow.conn.read(buffer) ?? assert.fail("the slow client was disconnected");
    }
    assert(taken > 0);
    never.close();
    slow.close();
  });
});

Deno.test("at the limit an idle connection makes room; if all are busy, the new client gets 503", async () => {
  await withDoor({ limits: { maxConnections: 8 } }, async (door) => {
    const events = await Client.open(door, get("/events"));
    await events.read("first");
    const idle = await Promise.all(Array.from({ length: 7 }, () => Client.open(door)));
    while (door.connectionCount() < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    const early = await Client.open(door, get("/"));
    assert.match(
      await early.read(),
      /^HTTP\/1\.1 503 [^]*Retry-After: \d+[^]*Too many connections/,
      "none has idled long enough yet",
    );
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const busy = await Promise.all(Array.from({ length: 7 }, () => Client.open(door, get("/events"))));
    for (const client of busy) assert.match(await client.read("first"), /^HTTP\/1\.1 200/);
    for (const client of idle) assert.equal(await client.read(), "", "it made room");
    const late = await Client.open(door, get("/"));
    assert.match(await late.read(), /^HTTP\/1\.1 503 /);
    busy[0].close();
    while (door.connectionCount() === 8) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await fetch(`http://127.0.0.1:${door.addr.port}/`)).status, 200);
    [events, early, late, ...idle, ...busy].forEach((client) => client.close());
  });
});

Deno.test("a flood does not search all connections for each new one", async () => {
  const { hasIdled } = Connection.prototype;
  let looks = 0;
  Connection.prototype.hasIdled = function (ms) {
    looks++;
    return hasIdled.call(this, ms);
  };
  try {
    await withDoor({ limits: { maxConnections: 4 } }, async (door) => {
      const events = await Promise.all([1, 2, 3, 4].map(() => Client.open(door, get("/events"))));
      for (const client of events) await client.read("first");
      looks = 0;
      const beganAt = Date.now();
      const flood = await Promise.all(Array.from({ length: 200 }, () => Client.open(door)));
      for (const client of flood) await client.read();
      const searches = looks / 4;
      const maxSearches = 1 + (Date.now() - beganAt) / 250;
      assert(searches >= 1 && searches <= maxSearches, `${searches} searches, at most ${maxSearches}`);
      [...events, ...flood].forEach((client) => client.close());
    });
  } finally {
    Connection.prototype.hasIdled = hasIdled;
  }
});

Deno.test("at the end idle clients are disconnected at once, and streams soon", async () => {
  const stop = new AbortController();
  const door = openDoor({
    ...{ hostname: "127.0.0.1", port: 0, handle: answerByPath, log: silentLog, limits: LONG },
    signal: stop.signal,
  });
  const idle = await Client.open(door);
  const between = await Client.open(door, get("/"));
  const events = await Client.open(door, get("/events"));
  await Promise.all([between.read("answer"), events.read("first")]);
  stop.abort();
  await door.finished;
  for (const client of [idle, between, events]) {
    await client.read();
    client.close();
  }
});

Deno.test("an address has a limited share of connections, and gets it back", async () => {
  const addressKey = () => "203.0.113.7"; // a public address
  await withDoor({ limits: { maxPerAddress: 3 }, addressKey }, async (door) => {
    const three = await Promise.all([1, 2, 3].map(() => Client.open(door, get("/events"))));
    for (const client of three) await client.read("first");
    const fourth = await Client.open(door, get("/"));
    assert.match(await fourth.read(), /^HTTP\/1\.1 503 /);
    three[0].close();
    for (;;) {
      const next = await Client.open(door, get("/"));
      const text = await next.read("\r\n\r\n");
      next.close();
      if (text.startsWith("HTTP/1.1 200")) break;
    }
    [fourth, ...three].forEach((client) => client.close());
  });
});

Deno.test("an address gets its share back if its connections could not be forwarded", async () => {
  const addressKey = () => "203.0.113.7";
  await withDoor({ limits: { maxPerAddress: 3 }, addressKey }, async (door) => {
    const { connect } = Deno;
    const clients: Deno.TcpConn[] = [];
    let failures = 0;
    try {
      Deno.connect = (() => {
        failures++;
        return Promise.reject(new Error("Too many open files")); // the planted failure
      }) as unknown as typeof Deno.connect;
      for (let i = 0; i < 3; i++) clients.push(await connect({ hostname: "127.0.0.1", port: door.addr.port }));
      while (failures < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      Deno.connect = connect;
    }
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200 && statuses.length < 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const response = await fetch(`http://127.0.0.1:${door.addr.port}/`);
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assert.equal(statuses.at(-1), 200, `${statuses.length} tries`);
    clients.forEach((client) => client.close()); // they were still open
  });
});

Deno.test("a door whose process runs out of files keeps working, and so do its streams", async () => {
  const script = new URL("few_files.ts", import.meta.url).pathname;
  await using process = new Deno.Command("/bin/sh", {
    args: ["-c", 'ulimit -n 100; exec "$0" run -A --quiet --no-check "$1"', Deno.execPath(), script],
    stdout: "piped",
  }).spawn();
  const out = process.stdout.getReader();
  const port = Number(/port (\d+)/.exec(decoder.decode((await out.read()).value))![1]);
  const events = (await fetch(`http://127.0.0.1:${port}/events`)).body!.getReader();
  await events.read();
  for (let flood = 0; flood < 3; flood++) {
    const idle = await Promise.all(
      Array.from({ length: 200 }, () => Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null)),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const conn of idle) conn?.close();
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
      const text = await response?.text().catch(() => null);
      if (text === "here") break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const isOver = events.read().then(() => true, () => true);
  assert.equal(await Promise.race([isOver, new Promise((resolve) => setTimeout(() => resolve(false), 300))]), false);
  await events.cancel().catch(() => {});
  process.kill("SIGKILL");
  await out.cancel();
});
