/**
 * `deno test --preload`: ends a test file in which nothing has ended for so long that it hangs, so that the others are
 * still reported. The seconds are the query of the module's address: `time_limit.ts?900`.
 */
const seconds = Number(new URL(import.meta.url).search.slice(1));
let timer: ReturnType<typeof setTimeout> | undefined;

function restart(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    throw new Error(`no test of this file has ended for ${seconds} s`);
  }, seconds * 1000);
  timer.unref(); // Deno itself reports a test that waits for nothing
}

restart();
Deno.test.beforeEach(restart);
Deno.test.afterEach(restart);
