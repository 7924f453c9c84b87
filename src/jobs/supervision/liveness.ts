import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";

/**
 * Environment variable of a watched process, `PORT/SECRET`: the port for signs of life, and the secret to send first.
 */
const LIVENESS = "STREAMFORGE_SIGNS";
/** Clears the variable for a process that is not watched; otherwise it would inherit its parent's. */
export const WITHOUT_LIVENESS = { [LIVENESS]: "" };
const TICK_MS = 1000;
/** Limit for the first sign: the program must be loaded and compiled before it can send one. */
const STARTING_TICKS = 300;
const SIGN = new Uint8Array([46]);

export interface LivenessLimit {
  /** Ticks without a sign after which the process counts as hung. */
  ticks: number;
  tickMs?: number;
}

/**
 * Notices that a process hangs without ending: it was stopped, or its event loop is blocked. The process sends signs of
 * life over a local connection.
 *
 * Time is counted in ticks of this process, not by the clock: nothing is counted while this process is stopped or the
 * machine sleeps.
 */
export class LivenessWatch {
  #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #secret = newId();
  #connections = new Set<Deno.TcpConn>();
  #ticksWithout = 0;
  #hasLived = false;
  #timer: ReturnType<typeof setInterval>;

  /** @param onSilence called once, with the seconds since the last sign */
  constructor({ ticks, tickMs = TICK_MS }: LivenessLimit, onSilence: (seconds: number) => void) {
    this.#timer = setInterval(() => {
      if (++this.#ticksWithout <= (this.#hasLived ? ticks : Math.max(ticks, STARTING_TICKS))) return;
      clearInterval(this.#timer);
      onSilence(Math.round(this.#ticksWithout * tickMs / 1000));
    }, tickMs);
    void this.#accept();
  }

  /** The environment of the watched process. */
  get env(): Record<string, string> {
    return { [LIVENESS]: `${(this.#listener.addr as Deno.NetAddr).port}/${this.#secret}` };
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.add(connection);
      this.#read(connection).catch(() => {}).finally(() => {
        this.#connections.delete(connection);
        closeQuietly(connection);
      });
    }
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(256);
    let greeting = "";
    for (let count; (count = await connection.read(buffer)) !== null;) {
      if (greeting.length < this.#secret.length) {
        greeting += new TextDecoder().decode(buffer.subarray(0, count));
        if (!greeting.startsWith(this.#secret.slice(0, greeting.length))) return; // another program on this machine
      }
      if (greeting.length < this.#secret.length) continue;
      this.#ticksWithout = 0;
      this.#hasLived = true;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listener.close();
    this.#connections.forEach(closeQuietly);
  }
}

let isAlive = () => true;

/** From now on this process sends signs of life only while `check` is true. */
export function reportLivenessWhile(check: () => boolean): void {
  isAlive = check;
}

/** Sends a sign of life each second while the event loop runs; does nothing in a process that is not watched. */
export function reportLiveness(log?: Pick<Log, "debug">, tickMs = TICK_MS): void {
  const [port, secret] = Deno.env.get(LIVENESS)?.split("/") ?? [];
  if (!secret) return;
  let connection: Deno.TcpConn | null = null;
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy || !isAlive()) return;
    isBusy = true;
    try {
      if (!connection) {
        connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
        await connection.write(new TextEncoder().encode(secret));
      }
      await connection.write(SIGN);
    } catch (error) {
      log?.debug("no sign of life could be sent; trying again", { error });
      closeQuietly(connection);
      connection = null;
    }
    isBusy = false;
  }, tickMs);
  Deno.unrefTimer(timer);
}

function closeQuietly(connection: Deno.TcpConn | null): void {
  try {
    connection?.close();
  } catch { /* it is closed */ }
}
