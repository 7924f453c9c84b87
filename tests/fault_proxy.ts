/** What happens to one request, instead of its being passed on. */
export type Fault =
  /** The proxy answers, and the server gets nothing. */
  | { kind: "answer"; status: number; body?: string }
  /** The connection is closed before the server gets anything. */
  | { kind: "reset" }
  /** The server gets the request, and nobody its answer. */
  | { kind: "lostAnswer" }
  /** Nothing ever comes; or no more than the head and so many bytes of the answer's body. */
  | { kind: "stall"; afterBytes?: number }
  /** The connection is closed after so many bytes of the answer's body. */
  | { kind: "cut"; afterBytes: number }
  /** The answer comes in pieces, with a pause before each. */
  | { kind: "slow"; pieceBytes: number; pauseMs: number };

/** A request as the proxy sees it. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  target: string;
}

/** A proxy between a client and a real server, which breaks what a test asks it to. */
export interface FaultProxy extends AsyncDisposable {
  origin: string;
  /** Chooses the fault of each request; null passes it on. */
  decide: (request: SeenRequest) => Fault | null;
  /** Every request since the start or the last `reset`. */
  seen: SeenRequest[];
  /** Passes on everything from now on. */
  reset(): void;
}

const HEAD_END = "\r\n\r\n";

/** @param target the server, `http://127.0.0.1:PORT` */
export function faultProxy(target: string): FaultProxy {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  const proxy: FaultProxy = {
    origin: `http://127.0.0.1:${listener.addr.port}`,
    decide: () => null,
    seen: [],
    reset() {
      proxy.decide = () => null;
      proxy.seen = [];
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) close(connection);
      await accepting;
    },
  };

  /** Each connection has one request: the server is told to close it afterwards. */
  async function serve(client: Deno.Conn): Promise<void> {
    const { head, rest } = await readHead(client);
    const [method, target] = head.split(" ");
    const request = { method, target };
    proxy.seen.push(request);
    const fault = proxy.decide(request);
    const bodyBytes = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const body = await readExactly(client, rest, bodyBytes);
    if (fault?.kind === "reset") return;
    if (fault?.kind === "answer") return await write(client, answerOf(fault));
    if (fault?.kind === "stall" && fault.afterBytes === undefined) return await untilClosed(client);
    const server = await Deno.connect({ hostname, port: Number(port) });
    connections.add(server);
    try {
      await write(
        server,
        new TextEncoder().encode(head.replace(/\r\nconnection: [^\r]*/i, "") + "\r\nConnection: close" + HEAD_END),
      );
      await write(server, body);
      await passBack(server, client, fault);
    } finally {
      connections.delete(server);
      close(server);
    }
  }

  const accepting = (async () => {
    for await (const client of listener) {
      connections.add(client);
      serve(client).catch(() => {}).finally(() => {
        connections.delete(client);
        close(client);
      });
    }
  })();
  return proxy;
}

async function passBack(server: Deno.Conn, client: Deno.Conn, fault: Fault | null): Promise<void> {
  if (fault?.kind === "lostAnswer") return void (await readHead(server));
  const { head, rest } = await readHead(server);
  await write(client, new TextEncoder().encode(head + HEAD_END));
  let left = fault?.kind === "cut" || fault?.kind === "stall" ? fault.afterBytes! : Infinity;
  const buffer = new Uint8Array(64 * 1024);
  for (let chunk: Uint8Array | null = rest; chunk !== null; chunk = await readSome(server, buffer)) {
    const passed = chunk.subarray(0, Math.min(chunk.length, left));
    left -= passed.length;
    if (fault?.kind === "slow") await writeSlowly(client, passed, fault);
    else await write(client, passed);
    if (left > 0) continue;
    if (fault?.kind === "stall") await untilClosed(client);
    return;
  }
}

function answerOf({ status, body = "" }: { status: number; body?: string }): Uint8Array {
  const bytes = new TextEncoder().encode(body);
  const type = body.startsWith("{") ? "application/json" : "application/xml";
  const head =
    `HTTP/1.1 ${status} Fault\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\nConnection: close`;
  return new Uint8Array([...new TextEncoder().encode(head + HEAD_END), ...bytes]);
}

/** @returns the head without its empty line, and the bytes that came with it */
async function readHead(connection: Deno.Conn): Promise<{ head: string; rest: Uint8Array }> {
  const buffer = new Uint8Array(64 * 1024);
  let bytes = new Uint8Array();
  for (;;) {
    const chunk = await readSome(connection, buffer);
    if (chunk === null) throw new Error("the connection ended within the head");
    bytes = new Uint8Array([...bytes, ...chunk]);
    const text = new TextDecoder("latin1").decode(bytes);
    const end = text.indexOf(HEAD_END);
    if (end >= 0) return { head: text.slice(0, end), rest: bytes.slice(end + HEAD_END.length) };
  }
}

async function readExactly(connection: Deno.Conn, begun: Uint8Array, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  bytes.set(begun.subarray(0, count));
  const buffer = new Uint8Array(64 * 1024);
  for (let filled = begun.length; filled < count;) {
    const chunk = await readSome(connection, buffer);
    if (chunk === null) throw new Error("the connection ended within the body");
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

async function readSome(connection: Deno.Conn, buffer: Uint8Array): Promise<Uint8Array | null> {
  const count = await connection.read(buffer);
  return count === null ? null : buffer.subarray(0, count);
}

async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await connection.write(bytes.subarray(written));
}

async function writeSlowly(
  connection: Deno.Conn,
  bytes: Uint8Array,
  { pieceBytes, pauseMs }: { pieceBytes: number; pauseMs: number },
): Promise<void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await write(connection, bytes.subarray(at, at + pieceBytes));
  }
}

/** Waits until the other side gives up. */
async function untilClosed(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1024);
  while (await readSome(connection, buffer).catch(() => null) !== null);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // it is closed
  }
}
