import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";
import { loadVoiceModel } from "../../audio/voice_activity.ts";
import { type Session, useRuntimeLibrary } from "../../onnx/session.ts";
import { type FromWorker, type LoadRequest, type ToWorker } from "./engine_protocol.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import type { LaneLink } from "../lanes/lane_link.ts";
import { loadLanes, releaseLanes } from "../lanes/lanes.ts";
import { transcribe, type TranscribeParts } from "../transcribe.ts";
import type { TranscribeProgress } from "../progress.ts";
import { plainError } from "../lanes/plain_error.ts";

/** Pieces of audio that may be on their way or waiting, so that the next is there when it is wanted. */
const MOST_WAITING = 3;

/** The audio of one job, as it comes from the main thread. */
class RemoteAudio implements AsyncIterable<Float32Array> {
  #waiting: (Float32Array | Error | null)[] = []; // null: the end
  #credit = 0; // asked for and not come
  #wake = () => {};

  constructor(readonly job: number) {}

  push(item: Float32Array | Error | null): void {
    this.#credit--;
    this.#waiting.push(item);
    this.#wake();
  }

  /** Ends the wait for audio that does not come. */
  stop(reason: Error): void {
    this.#waiting = [reason];
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    while (true) {
      for (; this.#credit + this.#waiting.length < MOST_WAITING; this.#credit++) send({ type: "pull", job: this.job });
      while (this.#waiting.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
      const item = this.#waiting.shift()!;
      if (item instanceof Error) throw item;
      if (item === null) return;
      yield item;
    }
  }
}

interface Running {
  audio: RemoteAudio;
  abort: AbortController;
  /** The last that was told. */
  progress: TranscribeProgress | null;
  segmentsTaken: () => void;
}

let loaded: TranscribeParts & { voiceModel: Session } | null = null;
let running: Running | null = null;

function send(message: FromWorker): void {
  self.postMessage(message);
}

const logAt = (level: "debug" | "info" | "warn" | "error") => (message: string, fields?: Record<string, unknown>) =>
  send({ type: "log", level, message, fields });
const log: Log = { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };

/** Lanes that were asked for, and that work, by their number. */
const opening = new Map<number, (port: MessagePort) => void>();
const links = new Map<number, LaneLink>();
let lastLane = 0;

/** Has the main thread start a lane's. */
async function openLane(): Promise<LaneLink> {
  const lane = ++lastLane;
  const port = await new Promise<MessagePort>((resolve) => {
    opening.set(lane, resolve);
    send({ type: "openLane", lane });
  });
  const link: LaneLink = {
    port,
    onFault: () => {},
    close: () => {
      port.close();
      links.delete(lane);
      send({ type: "closeLane", lane });
    },
  };
  links.set(lane, link);
  return link;
}

const onUse = (use: DeviceUse) => send({ type: "use", use });

/** A sign of life between two steps of progress. */
const onPart = () => {
  if (running?.progress) send({ type: "progress", job: running.audio.job, progress: running.progress });
};

async function load({ type: _, library, ...options }: LoadRequest): Promise<void> {
  try {
    useRuntimeLibrary(library);
    const [lanes, voiceModel] = await Promise.allSettled([
      loadLanes(library, { ...options, log }, { onUse, onPart }, openLane),
      loadVoiceModel(1),
    ]);
    if (lanes.status === "rejected" || voiceModel.status === "rejected") {
      if (voiceModel.status === "fulfilled") await voiceModel.value.release();
      if (lanes.status === "fulfilled") await releaseLanes(lanes.value.lanes);
      throw lanes.status === "rejected" ? lanes.reason : (voiceModel as PromiseRejectedResult).reason;
    }
    loaded = { ...lanes.value, voiceModel: voiceModel.value };
    send({ type: "loaded", use: loaded.use });
  } catch (error) {
    send({ type: "loadFailed", error: plainError(error) });
  }
}

async function start(job: number, options: TranscribeOptions): Promise<void> {
  const abort = new AbortController();
  const audio = new RemoteAudio(job);
  const own: Running = running = { audio, abort, progress: null, segmentsTaken: () => {} };
  try {
    const transcript = await transcribe(loaded!, audio, options, {
      onProgress: (progress) => {
        own.progress = progress;
        send({ type: "progress", job, progress });
      },
      onSegments: (segments, { language }) => {
        const taken = new Promise<void>((resolve) => own.segmentsTaken = resolve);
        send({ type: "segments", job, segments, language });
        return taken;
      },
    }, abort.signal);
    send({ type: "done", job, transcript });
  } catch (error) {
    send({ type: "failed", job, error: plainError(error) });
  } finally {
    running = null;
  }
}

async function release(): Promise<void> {
  const { lanes = [], voiceModel } = loaded ?? {};
  loaded = null;
  await releaseLanes(lanes);
  await voiceModel?.release().catch(() => {});
  send({ type: "released" });
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "load") return void load(data);
  if (data.type === "release") return void release();
  if (data.type === "lane") return opening.get(data.lane)!(data.port);
  if (data.type === "laneFault") return links.get(data.lane)?.onFault(data.message);
  if (data.type === "start") return void start(data.job, data.options);
  if (running?.audio.job !== data.job) return; // of a job that has ended
  if (data.type === "audio") running.audio.push(data.samples);
  else if (data.type === "audioEnd") running.audio.push(null);
  else if (data.type === "audioError") running.audio.push(new Error(data.message));
  else if (data.type === "segmentsTaken") running.segmentsTaken();
  else {
    const reason = new DOMException("the transcription was aborted", "AbortError");
    running.abort.abort(reason);
    running.segmentsTaken();
    running.audio.stop(reason);
  }
};
