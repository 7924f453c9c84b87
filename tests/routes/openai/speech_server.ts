import { ModelStore } from "../../../ml/models/store.ts";
import { Engine } from "../../../ml/whisper/engine/engine.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import type { Sql } from "../../../src/db/pool/client.ts";
import { Engines } from "../../../src/jobs/engines.ts";
import { startHeartbeat } from "../../../src/jobs/supervision/heartbeat.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { quietLog } from "../../database.ts";
import { tools } from "../../media_fixtures.ts";
import { startApp, type TestApp } from "../harness.ts";

export interface SpeechServer {
  app: TestApp;
  /** Ends in /v1. */
  baseUrl: string;
  close(): Promise<void>;
}

/** The real server on a port of this machine: the app, a worker, the engine with the weights of `MODELS_DIR`. */
export async function startSpeechServer(
  sql: Sql,
  { maxUploadBytes }: { maxUploadBytes: number },
): Promise<SpeechServer> {
  const app = await startApp(sql, { maxUploadBytes });
  const { modelsDir, cacheDir } = readConfig(Deno.env.toObject());
  const store = new ModelStore(modelsDir, quietLog);
  const engines = new Engines(
    {
      resolve: (name, { onProgress, signal }) =>
        store.resolve(name, {
          signal,
          onProgress: ({ doneBytes, totalBytes }) => onProgress?.({ doneBytes, totalBytes: totalBytes ?? 0 }),
        }),
      remove: (name, options) => store.remove(name, options),
    },
    (modelFolder) => new Engine({ modelFolder, cacheDir, threads: 2, device: "cpu", idleSeconds: 0, log: quietLog }),
  );
  const stop = new AbortController();
  const heartbeat = startHeartbeat({
    sql,
    engines,
    log: quietLog,
    worker: "test",
    settings: { whisperModel: "base" },
    localModels: () => ["base", "tiny.en"],
  });
  const config = { dataDir: app.dataDir, workConcurrency: 2, keepOriginal: true, whisperModel: "base" };
  const parts = { sql, storage: app.storage, config, log: quietLog, mediaTools: tools, engines };
  const working = runJobs({ ...parts, signal: stop.signal });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.app.fetch);
  return {
    app,
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    async close() {
      stop.abort();
      await working;
      await heartbeat.stop();
      await server.shutdown();
      await engines.close();
      await app.close();
    },
  };
}
