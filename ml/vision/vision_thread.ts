import type { Picture } from "../../src/core/picture.ts";
import { ModelThread } from "../onnx/model_thread.ts";
import type { VisionKind, VisionResults } from "./vision_worker.ts";

type Thread<Kind extends VisionKind> = ModelThread<{ kind: Kind; path: string }, Picture, VisionResults[Kind]>;

/** The handle on a Worker with a model that looks at pictures. */
export class VisionThread<Kind extends VisionKind> {
  private constructor(private readonly thread: Thread<Kind>) {}

  /**
   * @param path of the model's .onnx file
   * @throws {ModelError} if it can't be loaded
   */
  static async open<Kind extends VisionKind>(kind: Kind, path: string): Promise<VisionThread<Kind>> {
    const worker = new URL("./vision_worker.ts", import.meta.url);
    return new VisionThread<Kind>(await ModelThread.open(worker, "pictures", { kind, path }));
  }

  /** @throws {Error} if the model can't be run, or the thread was closed */
  async look(picture: Picture): Promise<VisionResults[Kind]> {
    return await this.thread.run(picture);
  }

  /** Frees the thread's memory and ends it. */
  async close(): Promise<void> {
    await this.thread.close();
  }
}
