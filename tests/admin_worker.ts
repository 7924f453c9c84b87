import { ModelStore } from "../ml/models/store.ts";
import type { Sql } from "../src/db/pool/client.ts";
import { Engines } from "../src/jobs/engines.ts";
import { runJobs } from "../src/jobs/loop.ts";
import { startHeartbeat } from "../src/jobs/supervision/heartbeat.ts";
import { workerName } from "../src/core/worker_name.ts";
import { quietLog } from "./database.ts";
import { modelOf, QUICK } from "./ml/models/hub.ts";
import { CountingEngine, workerContext } from "./src/jobs/worker_fixture.ts";

/**
 * Runs a worker with a store of models that fetches the small files of `tests/ml/models/hub.ts` under the names of real
 * models.
 */
export function startAdminWorker(
  sql: Sql,
  { dataDir, hubUrl, names, engine = new CountingEngine() }: {
    dataDir: string;
    hubUrl: string;
    names: string[];
    engine?: CountingEngine;
  },
) {
  const catalog = names.map((name) => modelOf({ name, repository: `org/${name}` }));
  const modelsDir = `${dataDir}/models`;
  const store = new ModelStore(modelsDir, quietLog, {
    hubUrl,
    pythons: [],
    limits: { ...QUICK, stallSeconds: 60 },
    catalog,
  });
  const engines = new Engines(
    {
      resolve: (name, { onProgress, signal }) =>
        names.includes(name)
          ? store.resolve(name, {
            signal,
            onProgress: ({ doneBytes, totalBytes }) => onProgress?.({ doneBytes, totalBytes: totalBytes ?? 0 }),
          })
          : Promise.resolve(`/models/${name}`), // the engine reads no weights
      remove: (name, options) => store.remove(name, options),
    },
    () => engine,
  );
  const plain = workerContext(sql, dataDir, engine);
  const context = { ...plain, engines, config: { ...plain.config, webhookAllowPrivate: true } };
  const worker = workerName();
  const ready = () => store.list().filter(({ state }) => state === "ready").map(({ name }) => name);
  const settings = context.config;
  const facts = { ffmpeg: "7.1", sandbox: "none" };
  const heartbeat = startHeartbeat({ sql, log: quietLog, worker, settings, engines, localModels: ready, facts });
  const stop = new AbortController();
  const working = runJobs({ ...context, signal: stop.signal, worker });
  return {
    host: worker.split("/")[0],
    modelsDir,
    stop: async () => {
      stop.abort();
      await working;
      await heartbeat.stop();
    },
  };
}
