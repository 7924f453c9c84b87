import { connectionsFor, countedAddress, fileLimit } from "../../src/door/limits.ts";
import type { Deps } from "../deps.ts";
import { BusyError } from "./errors.ts";

/** The share of all connections, and of those for one address, that event streams may use. */
const SHARE = 0.5;

/** Counts open event streams. They last long, so a single address must not take all connections. */
export class StreamPlaces {
  #most: number;
  #mostPerAddress: number;
  #open = 0;
  #perAddress = new Map<string, number>();

  constructor({ maxConnections, maxConnectionsPerAddress }: Deps["config"]) {
    this.#most = Math.ceil((maxConnections ?? connectionsFor(fileLimit())) * SHARE);
    this.#mostPerAddress = Math.ceil(maxConnectionsPerAddress * SHARE);
  }

  /**
   * @param address of the client; undefined if unknown
   * @returns the function that frees the place
   * @throws {BusyError}
   */
  take(address: string | undefined): () => void {
    const counted = address === undefined ? null : countedAddress(address);
    const already = counted === null ? 0 : this.#perAddress.get(counted) ?? 0;
    if (already >= this.#mostPerAddress) {
      throw new BusyError(`this address has ${already} streams of events open: close some of them`);
    }
    if (this.#open >= this.#most) throw new BusyError("too many streams of events are open: try again in a while");
    this.#open++;
    if (counted !== null) this.#perAddress.set(counted, already + 1);
    return () => {
      this.#open--;
      if (counted === null) return;
      const left = this.#perAddress.get(counted)! - 1;
      if (left > 0) this.#perAddress.set(counted, left);
      else this.#perAddress.delete(counted);
    };
  }
}
