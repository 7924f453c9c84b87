import type { Log } from "../../../src/core/log.ts";
import { useRuntimeLibrary } from "../../onnx/session.ts";
import type { FromLane, ToLane } from "./lane_protocol.ts";
import { WhisperModel } from "../decoding/model.ts";
import { WhisperTokenizer } from "../tokenizer.ts";
import { WindowReader } from "../decoding/window_reader.ts";
import { serializeError } from "./serialized_error.ts";

let model: WhisperModel | null = null;
let reader: WindowReader | null = null;
let abort = new AbortController();
const tokenizer = Promise.withResolvers<WhisperTokenizer>();
tokenizer.promise.catch(() => {}); // awaited after the graphs are loaded

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function answer(message: Extract<ToLane, { id: number }>): Promise<unknown> {
  abort = new AbortController();
  switch (message.type) {
    case "load":
      useRuntimeLibrary(message.library);
      // Nothing to log: the graphs are written
      model = await WhisperModel.load({ ...message.options, tokenizer: tokenizer.promise, log: silent });
      reader = new WindowReader(model);
      return null;
    case "prepare":
      return await model!.prepare(message.graphs);
    case "detectLanguage":
      return await reader!.detectLanguage(message.windows, abort.signal);
    case "read":
      return await reader!.read(message.windows, message.request, abort.signal);
    case "release":
      await reader?.release();
      await model?.release();
      return null;
  }
}

/** The first message is the port for all others. */
self.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
  const send = (message: FromLane) => port.postMessage(message);
  port.onmessage = async ({ data }: MessageEvent<ToLane>) => {
    if (data.type === "abort") return abort.abort(new DOMException("the transcription was aborted", "AbortError"));
    if (data.type === "tokenizer") return tokenizer.resolve(new WhisperTokenizer(data.json, data.table));
    if (data.type === "noTokenizer") return tokenizer.reject(new Error("there is no tokenizer"));
    try {
      send({ type: "done", id: data.id, result: await answer(data) });
    } catch (error) {
      send({ type: "failed", id: data.id, error: serializeError(error) });
    }
  };
};
