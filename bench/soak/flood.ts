import { connect, type Socket } from "node:net";

const CONNECTIONS = 1500;
/** A local address that no other client here uses. */
const FROM = "127.0.0.66";

/** Opens idle connections; every third one sends half a request. @returns how many the server accepted */
export async function flood(origin: string, ms: number, signal: AbortSignal): Promise<number> {
  const { hostname, port } = new URL(origin);
  const sockets: Socket[] = [];
  let opened = 0;
  try {
    for (let n = 0; n < CONNECTIONS && !signal.aborted; n++) {
      const socket = connect({ host: hostname, port: Number(port), localAddress: FROM });
      socket.on("error", () => {}); // the server may refuse or close it
      socket.on("connect", () => {
        opened++;
        if (n % 3 === 0) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      });
      sockets.push(socket);
      if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const deadline = Date.now() + ms;
    while (Date.now() < deadline && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 100));
    return opened;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
