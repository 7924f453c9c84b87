/** The settings of a transcription, common to all engines. */
export interface Setting {
  /** Beams; 1 is greedy. */
  beam: number;
  /** Windows in a batch; 0: one after another. */
  batch: number;
  /** Whether to compute word times. */
  words: boolean;
  /** Precision of StreamForge's weights; on a CPU int8 if absent. */
  precision?: "float32";
}

export const PEERS = [
  "faster-whisper",
  "openvino-genai",
  "onnx-asr",
  "whisper.cpp",
  "transformers.js",
  "openai-whisper",
] as const;
export type Peer = typeof PEERS[number];

export interface Contender extends Setting {
  engine: "StreamForge" | Peer;
  /** Names the setting in the table. */
  label: string;
}

/** Engines whose packages, as installed here, can run on CUDA. */
const CUDA_ENGINES: readonly Contender["engine"][] = ["StreamForge", "faster-whisper", "openai-whisper"];

/** Lists the engines and settings to compare, in the order of the table. On CUDA int8 becomes float16. */
export function contenders(peers: readonly Peer[], device: "cpu" | "cuda"): Contender[] {
  const all = cpuContenders(peers);
  if (device === "cpu") return all;
  return all.filter(({ engine }) => CUDA_ENGINES.includes(engine))
    .map((contender) => ({ ...contender, label: contender.label.replace(/int8|float32/, "float16") }));
}

function cpuContenders(peers: readonly Peer[]): Contender[] {
  const ours: Contender[] = [
    { engine: "StreamForge", label: "int8, greedy", beam: 1, batch: 8, words: true },
    { engine: "StreamForge", label: "int8, greedy", beam: 1, batch: 8, words: false },
    { engine: "StreamForge", label: "int8, beam 5", beam: 5, batch: 8, words: true },
    { engine: "StreamForge", label: "int8, beam 5", beam: 5, batch: 8, words: false },
    { engine: "StreamForge", label: "float32, beam 5", beam: 5, batch: 8, words: false, precision: "float32" },
  ];
  const theirs: Record<Peer, Contender[]> = {
    "faster-whisper": [
      { engine: "faster-whisper", label: "int8, sequential, beam 1", beam: 1, batch: 0, words: false },
      { engine: "faster-whisper", label: "int8, sequential, beam 5", beam: 5, batch: 0, words: false },
      ...[false, true].flatMap((words): Contender[] => [
        { engine: "faster-whisper", label: "int8, batches of 8, beam 1", beam: 1, batch: 8, words },
        { engine: "faster-whisper", label: "int8, batches of 8, beam 5", beam: 5, batch: 8, words },
      ]),
    ],
    "openvino-genai": [{ engine: "openvino-genai", label: "int8, greedy", beam: 1, batch: 0, words: false }],
    "onnx-asr": [{ engine: "onnx-asr", label: "int8, batches of 8, greedy", beam: 1, batch: 8, words: false }],
    "whisper.cpp": [{ engine: "whisper.cpp", label: "q5_1, greedy", beam: 1, batch: 0, words: false }],
    "transformers.js": [{ engine: "transformers.js", label: "q8, greedy", beam: 1, batch: 0, words: false }],
    "openai-whisper": [{ engine: "openai-whisper", label: "float32, beam 5", beam: 5, batch: 0, words: true }],
  };
  return [...ours, ...peers.flatMap((peer) => theirs[peer])];
}

export function titleOf({ engine, label, words }: Contender): string {
  return `${engine}: ${label}${words ? ", word times" : ""}`;
}
