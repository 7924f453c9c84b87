import { messageOf } from "../../src/core/errors.ts";
import type { RuntimeLibrary } from "./runtime_library.ts";
import { useRuntimeLibrary } from "./session.ts";

/** Messages to a Worker with a model: first `load`, then inputs, one at a time; `release` last. */
export type ToModel<Load, Input> =
  | { type: "load"; load: Load; library: RuntimeLibrary | null }
  | { type: "run"; input: Input }
  | { type: "release" };

/** The answer to each message. */
export type FromModel<Output> =
  | { type: "done"; output: Output | null }
  | { type: "failed"; message: string };

/** A model in native memory. */
export interface ServedModel<Input, Output> {
  run(input: Input): Promise<Output>;
  release(): Promise<void>;
}

/** Answers the messages of a `ModelThread`. Called once, in its Worker. */
export function serveModel<Load, Input, Output>(load: (options: Load) => Promise<ServedModel<Input, Output>>): void {
  let model: ServedModel<Input, Output> | null = null;
  const answer = async (request: ToModel<Load, Input>): Promise<FromModel<Output>> => {
    try {
      if (request.type === "load") {
        if (request.library) useRuntimeLibrary(request.library);
        model = await load(request.load);
      } else if (request.type === "run") {
        return { type: "done", output: await model!.run(request.input) };
      } else {
        await model?.release();
        model = null;
      }
      return { type: "done", output: null };
    } catch (error) {
      return { type: "failed", message: messageOf(error) };
    }
  };
  self.onmessage = async ({ data }: MessageEvent<ToModel<Load, Input>>) => self.postMessage(await answer(data));
}
