import { isEngineAwaited, recordEngineSpeed } from "../../db/jobs/engine_speeds.ts";
import { finish, postpone } from "../../db/jobs/outcomes.ts";
import { readAudio } from "../../media/audio.ts";
import { probe } from "../../media/probe.ts";
import { readSample, SAMPLE } from "../../media/sample.ts";
import type { SpeechEngine } from "../engines.ts";
import type { AttemptContext } from "../context.ts";

const LOOK_MS = 500;
const POSTPONED_SECONDS = 20;

/**
 * Measures how fast this machine writes captions, by the sample that ships with the program. It gives way as soon as
 * somebody waits for the engine. The payload holds `model` and `host`.
 */
export async function measureSpeed(attempt: AttemptContext): Promise<void> {
  const { sql, job, mediaTools, engines, workDir, report } = attempt;
  const [model, host] = [String(job.payload.model), String(job.payload.host)];
  report(0, "loading the model");
  const path = `${workDir}/sample.mp4`;
  await Deno.writeFile(path, await readSample());
  const engine = await engines.use(model, { signal: attempt.signal });
  const awaited = new AbortController();
  const looking = setInterval(() => {
    isEngineAwaited(sql).then((isAwaited) => isAwaited && awaited.abort(), () => {});
  }, LOOK_MS);
  const signal = AbortSignal.any([attempt.signal, awaited.signal]);
  try {
    const info = await probe(mediaTools, path, { signal });
    const sound = () => readAudio(mediaTools, path, { info, signal });
    await transcribeSound(engine, oneSecond(), { signal }); // loads the model
    report(0.1, "measuring the speed");
    const startedMs = performance.now();
    await transcribeSound(engine, sound(), {
      signal,
      onSeconds: (seconds) => report(0.1 + 0.89 * Math.min(1, seconds / SAMPLE.seconds), "measuring the speed"),
    });
    const runSeconds = (performance.now() - startedMs) / 1000;
    const device = engine.status.device ?? "cpu";
    await finish(
      sql,
      job,
      (tx) => recordEngineSpeed(tx, { host, model, device, soundSeconds: SAMPLE.seconds, runSeconds }),
    );
  } catch (error) {
    if (!awaited.signal.aborted || attempt.signal.aborted) throw error;
    await postpone(sql, job, { seconds: POSTPONED_SECONDS, reason: "captions come first" }, () => Promise.resolve());
  } finally {
    clearInterval(looking);
  }
}

async function transcribeSound(
  engine: SpeechEngine,
  sound: AsyncIterable<Float32Array>,
  { signal, onSeconds }: { signal: AbortSignal; onSeconds?: (seconds: number) => void },
): Promise<void> {
  await engine.transcribe(
    sound,
    { language: SAMPLE.language, voiceActivity: onSeconds !== undefined },
    { onProgress: ({ seconds }) => onSeconds?.(seconds) },
    signal,
  );
}

async function* oneSecond(): AsyncIterable<Float32Array> {
  yield await Promise.resolve(new Float32Array(16_000));
}
