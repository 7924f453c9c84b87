// A process that says what its worker goes by, and waits to be killed.
import { workerName } from "../../../../src/jobs/worker_name.ts";

console.log(workerName());
setInterval(() => {}, 60_000);
