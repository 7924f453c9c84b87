import assert from "node:assert/strict";
import net from "node:net";
import type { Database } from "../../../../src/db/pool/client.ts";
import { connect, isUnreachable, poolSockets } from "../../../../src/db/pool/client.ts";
import { Sockets } from "../../../../src/db/pool/socket.ts";
import { testDatabase } from "../../../database.ts";

const { sql, database } = await testDatabase({ migrated: false });
const server = database as Exclude<Database, string>;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Sends LISTEN on one of these sockets. @returns the socket and the bytes that it received */
async function listening(sockets: Sockets): Promise<{ socket: net.Socket; received: () => string }> {
  const socket = await sockets.open({ path: `${server.host}/.s.PGSQL.${server.port}`, host: [""], port: [0] });
  socket.on("error", () => {}); // the test closes it
  const text: string[] = [];
  socket.on("data", (bytes) => text.push(bytes.toString("latin1")));
  const received = () => text.join("");
  const send = (type: string, body: string) => {
    const bytes = Buffer.alloc(type.length + 4 + body.length);
    bytes.write(type, 0, "latin1");
    bytes.writeUInt32BE(4 + body.length, type.length);
    bytes.write(body, type.length + 4, "latin1");
    socket.write(bytes);
  };
  send("", `\0\x03\0\0user\0${server.user}\0database\0${server.database}\0\0`);
  await until(() => received().includes("Z\0\0\0\x05I"));
  send("Q", "listen socket_test\0");
  await until(() => received().includes("LISTEN\0Z\0\0\0\x05I"));
  return { socket, received };
}

Deno.test("a notification does not count as the start of an answer: no trouble is reported, and no connection is cut", async () => {
  const sockets = new Sockets("disable", 1500);
  let troubles = 0;
  sockets.onTrouble = () => troubles++;
  const { socket, received } = await listening(sockets);
  await sql`select pg_notify('socket_test', 'first')`;
  await until(() => received().includes("first"));
  await new Promise((resolve) => setTimeout(resolve, 2500)); // longer than an answer may take
  await sql`select pg_notify('socket_test', 'second')`;
  await until(() => received().includes("second") || socket.destroyed);
  assert.deepEqual([troubles, socket.destroyed], [0, false]);
  socket.destroy();
});

Deno.test("statements that are sent together each have their own time limit", async () => {
  const pool = connect(database, { max: 1, hasSessionLimit: false, statementSeconds: 1 });
  let troubles = 0;
  await pool`select 1`;
  poolSockets(pool).onTrouble = () => troubles++;
  const [first, second] = await Promise.allSettled([pool`select 1`, pool`select pg_sleep(30)`]);
  assert.equal(first.status, "fulfilled");
  assert(second.status === "rejected" && isUnreachable(second.reason), "it is given up on this side");
  assert(troubles > 0);
  await pool.end({ timeout: 1 });
});
