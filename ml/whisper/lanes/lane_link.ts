/** A thread that a lane runs in, as the one sees it that gives it work. */
export interface LaneLink {
  port: MessagePort;
  /** Called when the thread has failed as a whole. */
  onFault: (message: string) => void;
  /** Ends the thread. */
  close(): void;
}

/** Starts a thread for a lane. */
export type StartLane = () => LaneLink | Promise<LaneLink>;

const MODULE = new URL("./lane_worker.ts", import.meta.url);

/**
 * Starts a lane's thread from this one. It must be the process's main thread: a Worker that a Worker starts hears its first
 * messages half a second late, twice.
 *
 * @param module what the thread runs
 */
export function startLane(module: URL = MODULE): LaneLink {
  const worker = new Worker(module, { type: "module", name: "whisper lane" });
  const { port1, port2 } = new MessageChannel();
  const link: LaneLink = {
    port: port1,
    onFault: () => {},
    close: () => {
      worker.terminate();
      port1.close();
    },
  };
  worker.onerror = (event) => {
    event.preventDefault(); // or the process ends
    link.onFault(event.message);
  };
  worker.postMessage(port2, [port2]);
  return link;
}
