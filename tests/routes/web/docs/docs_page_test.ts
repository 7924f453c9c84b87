import assert from "node:assert/strict";
import { browserTest, openBrowser } from "../../../browser.ts";
import { testDatabase } from "../../../database.ts";
import { startApp } from "../../harness.ts";

const { sql } = await testDatabase();

Deno.test(browserTest(
  "/docs shows every operation below a proxy's path, asks no other server, and tries an operation",
  async () => {
    const app = await startApp(sql);
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const url = new URL(request.url);
      if (!url.pathname.startsWith("/video/")) return new Response("not of this server", { status: 404 });
      const inner = new Request(url.origin + url.pathname.slice("/video".length) + url.search, request);
      inner.headers.set("X-Forwarded-Prefix", "/video");
      return app.app.fetch(inner);
    });
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const { paths, tags } = await (await app.request("/openapi.json")).json();
    const operations = Object.values<object>(paths).flatMap((methods) => Object.keys(methods));
    const browser = await openBrowser();
    try {
      for (const colorScheme of ["dark", "light"] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 800 } });
        const wrong: string[] = [];
        page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
        page.on("pageerror", (error) => wrong.push(error.message));
        page.on("request", (request) => {
          const isOurs = request.url().startsWith(`${origin}/video/`) || request.url().startsWith("data:");
          if (!isOurs) wrong.push(request.url());
        });
        await page.goto(`${origin}/video/docs`);
        let shown = 0;
        await page.locator(".opblock-tag").nth(tags.length - 1).waitFor();
        for (const { name } of tags) {
          const tag = page.locator(`.opblock-tag[data-tag="${name}"]`);
          await tag.click();
          await page.locator(".opblock").first().waitFor();
          shown += await page.locator(".opblock").count();
          if (name !== "server") await tag.click();
        }
        assert.equal(shown, operations.length);
        const isDark = await page.evaluate(() => document.documentElement.classList.contains("dark-mode"));
        assert.equal(isDark, colorScheme === "dark");
        const widthPixels = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(widthPixels <= 390, `${widthPixels} pixels wide`);

        const health = page.locator("#operations-server-getHealth");
        await health.getByRole("button").first().click();
        await health.getByRole("button", { name: "Try it out" }).click();
        await health.getByRole("button", { name: "Execute" }).click();
        await health.locator(".live-responses-table .response-col_status").filter({ hasText: "200" }).waitFor();
        assert.equal(await health.locator(".request-url pre").textContent(), `${origin}/video/health`);
        assert.deepEqual(wrong, []);
        await page.close();
      }
    } finally {
      await browser.close();
      await server.shutdown();
      await app.close();
    }
  },
));
