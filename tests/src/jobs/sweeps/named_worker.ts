// A process that writes the name of its worker to standard output, and waits to be killed.
import { workerName } from "../../../../src/core/worker_name.ts";

console.log(workerName());
setInterval(() => {}, 60_000);
