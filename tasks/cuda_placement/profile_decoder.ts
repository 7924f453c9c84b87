/** Decodes on CUDA's stand-ins and writes ONNX Runtime's profile. Nothing is computed, so the decode ends at once. */
import { Session, useRuntimeLibrary } from "../../ml/onnx/session.ts";
import { decoderFeeds } from "../../ml/whisper/measure/measure_shape.ts";
import { SHAPES } from "../../ml/whisper/measure/shapes.ts";

const [folder, graph] = Deno.args;
useRuntimeLibrary({ folder, cacheDir: folder });
const session = await Session.create(graph, { threads: 1, device: "cuda", profilePrefix: `${folder}/profile` });
const { nAudioCtx, nAudioState } = SHAPES.base;
const dims = [1, nAudioCtx, nAudioState];
const encoded = { audio_features: { type: "float32", dims, data: new Float32Array(nAudioCtx * nAudioState) } } as const;
await session.run(decoderFeeds(SHAPES.base, encoded, { beamSize: 1, windows: 1, steps: 2 }));
session.endProfiling();
Deno.exit(0); // without the end of CUDA, for which there are no stand-ins
