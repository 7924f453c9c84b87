// A process that shows that it lives every 50 ms, and says its pid. With "block" its event loop stands still then.
import { untilStdinCloses } from "../../../../src/jobs/supervision/supervise.ts";
import { reportLiveness } from "../../../../src/jobs/supervision/liveness.ts";

const [file, what] = Deno.args;
reportLiveness(undefined, 50);
await new Promise((resolve) => setTimeout(resolve, 500)); // some signs are given
await Deno.writeTextFile(file, `${Deno.pid}\n`, { append: true });
if (what === "block") { for (;;); }
const closed = untilStdinCloses();
await new Promise((resolve) => closed.addEventListener("abort", resolve));
