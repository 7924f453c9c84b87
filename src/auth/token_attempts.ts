import { TooManyAttemptsError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { networkOf } from "../door/limits.ts";

/** Wrong tokens of one address before it has to wait. */
const FREE_TRIES = 10;
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 60;
/** After so long without a wrong token the tries are forgotten. */
const FORGET_MS = 15 * 60_000;
const MAX_ADDRESSES = 10_000;
/** Nobody guesses a token of so many characters, however many tries there are. */
const UNGUESSABLE_CHARS = 32;

interface Tries {
  /** Wrong tokens that were looked at. */
  count: number;
  /** Tokens that were not looked at since the last line of the log. */
  refused: number;
  lastMs: number;
  waitUntilMs: number;
}

/** Who tries a token. */
export interface Guesser {
  /** Of the client; undefined: not known. */
  address?: string;
  /** The id of a browser that has had the right token, which only such a browser can prove. */
  browser?: string | null;
}

/**
 * Slows down the guessing of the owner's token: after 10 wrong tokens an address waits for 1, 2, 4 ... 60 s, and no
 * token of it is looked at meanwhile. Refused tries do not prolong the wait; after 15 minutes without a wrong token the
 * count begins again.
 *
 * That must not keep the owner out: sessions are not affected, nor other addresses, nor a right token that is too long
 * to be guessed, as those are that the server makes. A browser that was signed in before is counted by itself, so
 * strangers behind the same address do not make it wait.
 */
export class TokenAttempts {
  #tries = new Map<string, Tries>();

  /** @param now in ms */
  constructor(private log: Log, private now: () => number = Date.now) {}

  /**
   * Counts an attempt.
   *
   * @param isRight whether the token is the right one
   * @returns whether the token is accepted
   * @throws {TooManyAttemptsError} while who tries has to wait
   */
  judge(token: string, { isRight, address = "unknown", browser }: Guesser & { isRight: boolean }): boolean {
    if (isRight && token.length >= UNGUESSABLE_CHARS) return true;
    const network = networkOf(address);
    const key = browser ? `browser ${browser}` : network;
    const now = this.now();
    const tries = this.#tries.get(key);
    if (tries && tries.waitUntilMs > now) {
      tries.refused++;
      throw new TooManyAttemptsError(
        `too many wrong tokens came from ${browser ? "this browser" : "this address"}: wait before the next try`,
        Math.ceil((tries.waitUntilMs - now) / 1000),
      );
    }
    if (!isRight) this.#countWrong(key, { address: network, ...(browser && { browser: "one that was signed in" }) });
    return isRight;
  }

  #countWrong(key: string, who: Record<string, string>): void {
    const now = this.now();
    const before = this.#tries.get(key);
    const count = before && now - before.lastMs < FORGET_MS ? before.count + 1 : 1;
    const over = count - FREE_TRIES;
    const waitSeconds = over < 0 ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** over, LONGEST_WAIT_SECONDS);
    if (waitSeconds > 0) {
      this.log.warn("wrong owner's tokens: who sends them has to wait", {
        ...who,
        tries: count,
        refused: before?.refused ?? 0,
        seconds: waitSeconds,
      });
    }
    const refused = waitSeconds > 0 ? 0 : before?.refused ?? 0;
    remember(this.#tries, key, { count, refused, lastMs: now, waitUntilMs: now + waitSeconds * 1000 });
  }
}

/** Sets an entry as the newest, and drops the oldest where there are too many. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_ADDRESSES) map.delete(map.keys().next().value!);
}
