import { newId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";

/** Set in the environment of a process that is to show signs of life: the port to send them to, and what to begin with. */
const SIGNS = "STREAMFORGE_SIGNS";
/** For a process that is not watched so: else it would show its parent's watch that it lives. */
export const WITHOUT_SIGNS = { [SIGNS]: "" };
const TICK_MS = 1000;
/** Until the first sign: the program is read and compiled before it can give one. */
const STARTING_TICKS = 300;
const SIGN = new Uint8Array([46]);

export interface LifeLimit {
  /** Ticks without a sign after which the process counts as hung. */
  ticks: number;
  tickMs?: number;
}

/**
 * Watches for signs of life of a process that hangs without ending: one that was stopped, or whose event loop is blocked.
 *
 * Time is counted in ticks of this process, each after the signs that have come by then: while it is stopped itself, or
 * the machine sleeps, nothing is counted.
 */
export class SignsOfLife {
  #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  #secret = newId();
  #connections = new Set<Deno.TcpConn>();
  #ticksWithout = 0;
  #hasLived = false;
  #timer: ReturnType<typeof setInterval>;

  /** @param onSilence called once, with the seconds that were counted */
  constructor({ ticks, tickMs = TICK_MS }: LifeLimit, onSilence: (seconds: number) => void) {
    this.#timer = setInterval(() => {
      if (++this.#ticksWithout <= (this.#hasLived ? ticks : Math.max(ticks, STARTING_TICKS))) return;
      clearInterval(this.#timer);
      onSilence(Math.round(this.#ticksWithout * tickMs / 1000));
    }, tickMs);
    void this.#accept();
  }

  /** What the process has to have in its environment. */
  get env(): Record<string, string> {
    return { [SIGNS]: `${(this.#listener.addr as Deno.NetAddr).port}/${this.#secret}` };
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
        if (!greeting.startsWith(this.#secret.slice(0, greeting.length))) return; // somebody else on this machine
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

let lives = () => true;

/** From now on this process shows signs of life only while `check` says so, besides its event loop's turning. */
export function showLifeWhile(check: () => boolean): void {
  lives = check;
}

/** Shows whoever watches this process, each second, that its event loop turns; nothing where nobody does. */
export function showLife(log?: Pick<Log, "debug">, tickMs = TICK_MS): void {
  const [port, secret] = Deno.env.get(SIGNS)?.split("/") ?? [];
  if (!secret) return;
  let connection: Deno.TcpConn | null = null;
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy || !lives()) return;
    isBusy = true;
    try {
      if (!connection) {
        connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
        await connection.write(new TextEncoder().encode(secret));
      }
      await connection.write(SIGN);
    } catch (error) {
      log?.debug("no sign of life could be given; trying again", { error });
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
