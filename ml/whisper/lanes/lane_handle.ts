/** The dispatcher's handle on a lane's Worker. */
export interface LaneHandle {
  port: MessagePort;
  /** Resolves with the message of the uncaught error by which the Worker failed: a callback could be set too late. */
  fault: Promise<string>;
  /** Ends the thread. */
  close(): void;
}

export type StartLaneThread = () => LaneHandle | Promise<LaneHandle>;

const MODULE = new URL("./lane_worker.ts", import.meta.url);

/**
 * Starts a lane's Worker. Call it on the main thread: a Worker that is started by a Worker gets its first messages
 * about 0.5 s late.
 *
 * @param module the module that the Worker runs
 */
export function startLaneThread(module: URL = MODULE): LaneHandle {
  const worker = new Worker(module, { type: "module", name: "whisper lane" });
  const { port1, port2 } = new MessageChannel();
  const fault = Promise.withResolvers<string>();
  worker.onerror = (event) => {
    event.preventDefault(); // otherwise the process ends
    fault.resolve(event.message);
  };
  worker.postMessage(port2, [port2]);
  return {
    port: port1,
    fault: fault.promise,
    close: () => {
      worker.terminate();
      port1.close();
    },
  };
}
