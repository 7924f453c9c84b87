// A worker that may send webhooks to this machine.
import { connect } from "../../../src/db/pool/client.ts";
import { runJobs } from "../../../src/jobs/loop.ts";
import { workerContext } from "./worker_fixture.ts";

const [database, dataDir] = Deno.args;
const context = workerContext(connect(JSON.parse(database)), dataDir);
const config = { ...context.config, webhookAllowPrivate: true };
await runJobs({ ...context, config, signal: new AbortController().signal });
