/** Runs telemetry_worker.ts in a Worker and waits until its input ends. */
const worker = new Worker(new URL("telemetry_worker.ts", import.meta.url), { type: "module", name: Deno.args[0] });
await new Promise<void>((resolve) => worker.onmessage = () => resolve());
console.log("the graph has run");
await new Response(Deno.stdin.readable).text();
Deno.exit(0);
