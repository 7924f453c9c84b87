import type { Log } from "../../../src/core/log.ts";
import type { TranscribeOptions } from "../../../src/core/types.ts";
import { loadVoiceModel } from "../../audio/voice_activity.ts";
import { type Session, useRuntimeLibrary } from "../../onnx/session.ts";
import { type FromWorker, type LoadRequest, type ToWorker } from "./engine_protocol.ts";
import type { DeviceUse } from "../lanes/lane.ts";
import type { LaneHandle } from "../lanes/lane_handle.ts";
import { loadLanes, releaseLanes } from "../lanes/load_lanes.ts";
import { transcribe, type TranscribeModels } from "../transcribe.ts";
import type { TranscribeProgress } from "../progress.ts";
import { serializeError } from "../lanes/serialized_error.ts";

const MAX_QUEUED_PIECES = 3; // of audio, requested or received, so that the next one is there in time

/** The audio of one job. The main thread sends it. */
class RemoteAudio implements AsyncIterable<Float32Array> {
  #received: (Float32Array | Error | null)[] = []; // null: the end
  #requested = 0; // pieces that have not arrived yet
  #wake = () => {};

  constructor(readonly job: number) {}

  push(item: Float32Array | Error | null): void {
    this.#requested--;
    this.#received.push(item);
    this.#wake();
  }

  /** Makes the iteration throw, even while it waits for audio. */
  stop(reason: Error): void {
    this.#received = [reason];
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    while (true) {
      for (; this.#requested + this.#received.length < MAX_QUEUED_PIECES; this.#requested++) {
        send({ type: "pull", job: this.job });
      }
      while (this.#received.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
      const item = this.#received.shift()!;
      if (item instanceof Error) throw item;
      if (item === null) return;
      yield item;
    }
  }
}

interface RunningJob {
  audio: RemoteAudio;
  abort: AbortController;
  /** The last progress that was sent. */
  progress: TranscribeProgress | null;
  segmentsTaken: () => void;
}

let loaded: TranscribeModels & { voiceModel: Session } | null = null;
let running: RunningJob | null = null;

function send(message: FromWorker): void {
  self.postMessage(message);
}

const logAt = (level: "debug" | "info" | "warn" | "error") => (message: string, fields?: Record<string, unknown>) =>
  send({ type: "log", level, message, fields });
const log: Log = { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };

/** Lanes by their number: what those that wait for their thread, and those that have one, are told. */
const opening = new Map<number, (handle: LaneHandle) => void>();
const faults = new Map<number, (message: string) => void>();
let lastLane = 0;

/** Has the main thread start a lane's thread. */
function openLane(): Promise<LaneHandle> {
  const lane = ++lastLane;
  return new Promise((resolve) => {
    opening.set(lane, resolve);
    send({ type: "openLane", lane });
  });
}

function laneOpened(lane: number, port: MessagePort): void {
  const fault = Promise.withResolvers<string>();
  faults.set(lane, fault.resolve);
  const close = () => {
    port.close();
    faults.delete(lane);
    send({ type: "closeLane", lane });
  };
  opening.get(lane)!({ port, fault: fault.promise, close });
  opening.delete(lane);
}

const onDeviceChange = (deviceUse: DeviceUse) => send({ type: "deviceChanged", deviceUse });

/** Repeats the last progress: a batch can take long, and the job must not look stuck. */
const onPartRead = () => {
  if (running?.progress) send({ type: "progress", job: running.audio.job, progress: running.progress });
};

async function load({ type: _, library, ...options }: LoadRequest): Promise<void> {
  try {
    useRuntimeLibrary(library);
    const [lanes, voiceModel] = await Promise.allSettled([
      loadLanes(library, { ...options, log }, { onDeviceChange, onPartRead }, openLane),
      loadVoiceModel(1),
    ]);
    if (lanes.status === "rejected" || voiceModel.status === "rejected") {
      if (voiceModel.status === "fulfilled") await voiceModel.value.release();
      if (lanes.status === "fulfilled") await releaseLanes(lanes.value.lanes);
      throw lanes.status === "rejected" ? lanes.reason : (voiceModel as PromiseRejectedResult).reason;
    }
    loaded = { ...lanes.value, voiceModel: voiceModel.value };
    send({ type: "loaded", deviceUse: loaded.deviceUse });
  } catch (error) {
    send({ type: "loadFailed", error: serializeError(error) });
  }
}

async function start(job: number, options: TranscribeOptions): Promise<void> {
  const abort = new AbortController();
  const audio = new RemoteAudio(job);
  const current: RunningJob = running = { audio, abort, progress: null, segmentsTaken: () => {} };
  try {
    const transcript = await transcribe(loaded!, audio, options, {
      onProgress: (progress) => {
        current.progress = progress;
        send({ type: "progress", job, progress });
      },
      onSegments: (segments, { language }) => {
        const taken = new Promise<void>((resolve) => current.segmentsTaken = resolve);
        send({ type: "segments", job, segments, language });
        return taken;
      },
    }, abort.signal);
    send({ type: "done", job, transcript });
  } catch (error) {
    send({ type: "failed", job, error: serializeError(error) });
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
  if (data.type === "lane") return laneOpened(data.lane, data.port);
  if (data.type === "laneFault") return faults.get(data.lane)?.(data.message);
  if (data.type === "start") return void start(data.job, data.options);
  if (running?.audio.job !== data.job) return; // late: that job has ended
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
