// A process that sends a sign of life every 50 ms, and writes its pid to a file. With "block" its event loop then
// stops.
import { untilStdinCloses } from "../../../../src/jobs/supervision/supervise.ts";
import { reportLiveness } from "../../../../src/jobs/supervision/liveness.ts";

const [file, what] = Deno.args;
reportLiveness(undefined, 50);
await new Promise((resolve) => setTimeout(resolve, 500)); // time for some signs of life
await Deno.writeTextFile(file, `${Deno.pid}\n`, { append: true });
if (what === "block") { for (;;); }
const closed = untilStdinCloses();
await new Promise((resolve) => closed.addEventListener("abort", resolve));
