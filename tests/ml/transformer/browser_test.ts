import assert from "node:assert/strict";
import * as esbuild from "esbuild";
import { openBrowser } from "../../browser.ts";

/** The losses of a few training steps, and the name of the kernel. */
const PROGRAM = `
import { Adam, crossEntropy, kernel, padTokens, Random, Transformer, useKernel } from "./mod.ts";
export function run(name) {
  if (name) useKernel(name);
  const model = new Transformer({ vocabSize: 12, dModel: 16, nHeads: 2, nLayers: 1, dFeedForward: 32, maxLength: 8, seed: 3 });
  const [adam, dropout] = [new Adam(model.parameters()), new Random(1)];
  const [source, given, wanted] = [[[3, 4, 5], [6, 7]], [[1, 5, 4, 3], [1, 7, 6]], [[5, 4, 3, 2], [7, 6, 2]]]
    .map((rows) => padTokens(rows, 0));
  const losses = Array.from({ length: 5 }, () => {
    const loss = crossEntropy(model.forward(source, given, { dropout }), wanted.ids, { ignore: 0 });
    loss.backward();
    adam.step(0.01);
    return loss.item();
  });
  return { kernel: kernel(), losses };
}
globalThis.onmessage = ({ data }) => globalThis.postMessage(run(data));
`;

async function bundle(): Promise<string> {
  const folder = new URL("../../../ml/transformer", import.meta.url).pathname;
  const stdin = { contents: PROGRAM, resolveDir: folder, loader: "js" } as const;
  const { outputFiles } = await esbuild.build({
    stdin,
    bundle: true,
    format: "esm",
    write: false,
    platform: "browser",
  });
  return outputFiles[0].text;
}

Deno.test({
  name: "the library gives the same training losses in a browser's Worker as here, with either kernel",
  sanitizeOps: false, // esbuild and the browser are closed at the end
  sanitizeResources: false,
  async fn() {
    const script = await bundle();
    await esbuild.stop();
    assert.doesNotMatch(script, /\bDeno\./);
    const { run } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const isScript = request.url.endsWith("/worker.js");
      return new Response(isScript ? script : "<!doctype html>", {
        headers: { "content-type": isScript ? "text/javascript" : "text/html" },
      });
    });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      for (const name of ["wasm", "plain"]) {
        const own = run(name);
        const theirs = await page.evaluate((name) => {
          const worker = new Worker("/worker.js", { type: "module" });
          return new Promise<typeof own>((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage(name);
          });
        }, name);
        assert.equal(theirs.kernel, name);
        own.losses.forEach((loss: number, i: number) => {
          assert.ok(Math.abs(loss - theirs.losses[i]) < 1e-5, `step ${i}`);
        });
        assert.ok(own.losses[4] < own.losses[0]);
      }
    } finally {
      await browser.close();
      await server.shutdown();
    }
  },
});
