import type { Partner } from "../../../ml/transformer/translation/mod.ts";
import type { Tensor } from "../../../ml/transformer/tensor.ts";
import { parameterCount } from "../../../ml/transformer/module.ts";
import { PARTNER, type PartnerMemory, type PartnerSetup, type PartnerWork } from "./partner_protocol.ts";

/** Far longer than half a batch takes. */
const STEP_TIMEOUT_MS = 120_000;

/** The main thread's handle on the second thread of a training run. */
export class ThreadPartner implements Partner<unknown>, Disposable {
  private constructor(
    private readonly worker: Worker,
    private readonly shared: PartnerMemory,
    private readonly parameters: ReadonlyMap<string, Tensor>,
  ) {}

  /** Starts the thread and waits until it has made its model. @throws {Error} if that fails */
  static async start(
    setup: Omit<PartnerSetup, "shared">,
    parameters: ReadonlyMap<string, Tensor>,
  ): Promise<ThreadPartner> {
    const size = parameterCount(parameters);
    const shared: PartnerMemory = {
      state: new Int32Array(new SharedArrayBuffer(4)),
      weights: new Float32Array(new SharedArrayBuffer(4 * size)),
      gradients: new Float32Array(new SharedArrayBuffer(4 * size)),
      loss: new Float64Array(new SharedArrayBuffer(8)),
    };
    const worker = new Worker(new URL("./partner_worker.ts", import.meta.url), { type: "module" });
    try {
      await new Promise<void>((resolve, reject) => {
        worker.onmessage = () => resolve();
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message));
        };
        worker.postMessage({ ...setup, shared } satisfies PartnerSetup);
      });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    return new ThreadPartner(worker, shared, parameters);
  }

  begin(batch: unknown, step: number, share: number): void {
    const { weights, state } = this.shared;
    let offset = 0;
    for (const { data } of this.parameters.values()) {
      weights.set(data, offset);
      offset += data.length;
    }
    Atomics.store(state, 0, PARTNER.working);
    this.worker.postMessage({ batch, step, share } satisfies PartnerWork);
  }

  finish(): number {
    const { state, gradients, loss } = this.shared;
    Atomics.wait(state, 0, PARTNER.working, STEP_TIMEOUT_MS);
    if (Atomics.load(state, 0) !== PARTNER.done) throw new Error("the second thread of the training failed");
    let offset = 0;
    for (const parameter of this.parameters.values()) {
      const grad = parameter.gradient();
      for (let i = 0; i < grad.length; i++) grad[i] += gradients[offset + i];
      offset += grad.length;
    }
    return loss[0];
  }

  [Symbol.dispose](): void {
    this.worker.terminate();
  }
}
