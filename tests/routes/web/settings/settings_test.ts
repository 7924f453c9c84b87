import assert from "node:assert/strict";
import { getVideo } from "../../../../src/db/videos/videos.ts";
import { startAdminWorker } from "../../../admin_worker.ts";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll, until } from "../../../browser.ts";
import { bytesOf, startHub } from "../../../ml/models/hub.ts";
import { seedCaptions, seedVideo } from "../../harness.ts";
import { CountingEngine, makeClip } from "../../../src/jobs/worker_fixture.ts";
import { startReceiver } from "../../../webhook_receiver.ts";

const { app, sql, origin, browser } = await openApp({ env: { WEBHOOK_ALLOW_PRIVATE: "1" } });
const clip = await Deno.readFile(await makeClip(`${app.dataDir}/clip.mp4`));

async function upload(title: string): Promise<string> {
  const path = `/api/videos?title=${encodeURIComponent(title)}`;
  return (await (await app.request(path, { method: "POST", as: "owner", body: clip })).json()).id;
}

Deno.test(browserTest(
  "only an administrator sees the page, and the link to it",
  () =>
    inTab(browser, { origin }, async ({ page, complaints }) => {
      const response = await page.goto("/settings");
      assert.equal(response!.status(), 401);
      assert.equal(await page.getByRole("link", { name: "settings" }).count(), 0);
      complaints.length = 0; // the browser logs the 401
    }),
));

Deno.test(browserTest(
  "a running job is cancelled after a question, and tried again",
  () =>
    inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      const gate = Promise.withResolvers<void>();
      const engine = new CountingEngine(async (_, signal) => {
        const aborted = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
        await Promise.race([gate.promise, aborted]);
      });
      const id = await upload("A talk to cancel");
      const worker = startAdminWorker(sql, {
        dataDir: app.dataDir,
        hubUrl: "http://127.0.0.1:1",
        names: [],
        engine,
      });
      try {
        await page.goto("/");
        await page.getByRole("link", { name: "settings" }).click();
        const cancel = page.getByRole("button", { name: "Cancel captions: A talk to cancel" });
        await cancel.click();
        await page.getByRole("button", { name: "no" }).click();
        assert.notEqual((await getVideo(sql, id)).captionStatus, "failed");
        await cancel.click();
        await page.getByRole("dialog").getByRole("button", { name: "cancel" }).click();
        await page.getByText("is being canceled.").waitFor();
        await until("the captions are cancelled", async () => (await getVideo(sql, id)).captionStatus === "failed");

        // a dead job is listed with its error, and a click queues it again
        await sql`update streamforge.jobs set state = 'dead', error = 'the disk was full'
          where video_id = ${id} and kind = 'caption_video'`;
        const retry = page.getByRole("button", { name: "Retry captions: A talk to cancel" });
        await retry.waitFor();
        await page.getByText("The disk was full.").waitFor(); // the cancelled job could be retried too
        gate.resolve();
        await retry.click();
        await until("the captions are made", async () => (await getVideo(sql, id)).captionStatus === "ready");
        await retry.waitFor({ state: "detached" });
      } finally {
        await worker.stop();
      }
    }),
));

Deno.test(browserTest(
  "what videos lack is counted, and a button queues it",
  () =>
    inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      const id = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } } });
      await seedCaptions(app, id, { cues: [{ id: 1, start: 0, end: 1, text: "Hello.", words: [] }] });
      await sql`update streamforge.jobs set state = 'done' where video_id = ${id}`;
      await page.goto("/settings");
      const row = page.locator("[data-kind=meaning]");
      await row.getByText(/\d+ videos? without/).waitFor();
      await row.getByRole("button", { name: "Make: Search by meaning" }).click();
      await page.getByText("“Search by meaning” is queued").waitFor();
      await row.getByText(/^\d+ jobs? waits?$/).waitFor();
      const jobs = await sql`select 1 from streamforge.jobs where video_id = ${id} and kind = 'analyze_meaning'`;
      assert.equal(jobs.length, 1);
      await page.setViewportSize({ width: 360, height: 800 });
      assert.equal(await sidewaysScroll(page), 0);
      await assertAccessible(page);
      assert.deepEqual(complaints, []);
    }),
));

Deno.test(browserTest(
  "a webhook is added, its secret shown, a test sent and sent again, by keyboard too",
  () =>
    inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      let status = 500;
      await using receiver = startReceiver(() => new Response(null, { status }));
      const worker = startAdminWorker(sql, { dataDir: app.dataDir, hubUrl: "http://127.0.0.1:1", names: [] });
      try {
        await page.goto("/settings");
        await page.getByRole("textbox", { name: "address" }).fill("nowhere");
        await page.getByRole("button", { name: "Add", exact: true }).click();
        await page.getByText(/Address is "nowhere": it must be an address such as/).waitFor();
        complaints.length = 0; // the browser logs the 400
        await page.getByRole("textbox", { name: "address" }).fill(`${receiver.url}/hooks`);
        await page.keyboard.press("Enter");
        const secret = await page.getByLabel("The secret", { exact: true }).inputValue();
        assert.match(secret, /^whsec_/);
        await page.keyboard.press("Escape");

        await page.getByRole("button", { name: `Send a test event to ${receiver.url}/hooks` }).click();
        await page.locator("#webhooks").getByText("Failed", { exact: true }).waitFor();
        assert.equal(await page.locator("#webhooks").getByText("The answer was 500.").count(), 1);
        assert.equal(receiver.verify(secret).type, "webhook.test");
        status = 204;
        await page.getByRole("button", { name: "send again: webhook.test" }).click();
        await page.locator("#webhooks").getByText("Delivered", { exact: true }).waitFor();
        assert.equal(receiver.received.length, 2);

        await page.getByRole("button", { name: `Show the secret of ${receiver.url}/hooks` }).click();
        assert.equal(await page.getByLabel("The secret", { exact: true }).inputValue(), secret);
        await page.getByRole("button", { name: "Close", exact: true }).click();
        await page.getByRole("button", { name: `Delete ${receiver.url}/hooks` }).click();
        await page.getByRole("dialog").getByRole("button", { name: "delete" }).click();
        await page.getByText("There are no webhooks.").waitFor();
      } finally {
        await worker.stop();
      }
    }),
));

Deno.test(browserTest(
  "a model is downloaded with progress, chosen and removed; defaults are used by the next upload",
  () =>
    inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      const rest = Promise.withResolvers<void>();
      await using hub = startHub((request) => {
        const bytes = bytesOf(request);
        if (!request.url.endsWith("model.bin") || !bytes) return null;
        const body = new ReadableStream<Uint8Array>({
          async start(controller) {
            controller.enqueue(bytes.slice(0, bytes.length / 2));
            await rest.promise;
            controller.enqueue(bytes.slice(bytes.length / 2));
            controller.close();
          },
        });
        return new Response(body, { headers: { "content-length": String(bytes.length) } });
      });
      const names = ["tiny"];
      const worker = startAdminWorker(sql, { dataDir: app.dataDir, hubUrl: hub.url, names });
      try {
        await page.goto("/settings");
        const row = page.locator("[data-model=tiny]");
        await page.getByRole("button", { name: "Download tiny", exact: true }).click();
        await row.getByText(/[1-9]\d?% downloaded/).waitFor();
        rest.resolve();
        await row.getByText("ready").waitFor();
        await page.getByRole("button", { name: "Make default: tiny", exact: true }).click();
        await row.getByText("default", { exact: false }).waitFor();
        await page.getByText("as it was chosen here").waitFor();
        await page.getByRole("button", { name: "Make default: base", exact: true }).click();
        await page.getByRole("button", { name: "Remove tiny", exact: true }).click();
        await page.getByRole("dialog").getByRole("button", { name: "remove" }).click();
        await row.getByText("not here").waitFor();

        await page.getByLabel("spoken language").selectOption("es");
        await page.getByLabel(/^Vocabulary/).fill("Ada Lovelace");
        await page.getByLabel("Lines per caption").fill("9");
        await page.getByRole("button", { name: "save the defaults" }).click();
        await page.getByText(/Lines per caption is 9: it must be a whole number from 1 to 4/).waitFor();
        complaints.length = 0; // the browser logs the 400
        await page.getByLabel("Lines per caption").fill("1");
        await page.getByRole("button", { name: "save the defaults" }).click();
        await page.getByText("New videos get these defaults.").waitFor();
        const { askedLanguage, vocabulary, captionLayout } = await getVideo(sql, await upload("By defaults"));
        assert.deepEqual([askedLanguage, vocabulary, captionLayout], ["es", "Ada Lovelace", { max_lines: 1 }]);
      } finally {
        await worker.stop();
      }
    }),
));

Deno.test(browserTest(
  "storage is measured on demand; the page is accessible, and fits a narrow screen, in light and dark",
  async () => {
    await upload("A talk to be measured");
    for (const [width, colorScheme] of [[1280, "dark"], [390, "light"]] as const) {
      await inTab(
        browser,
        { origin, signedIn: true, colorScheme, viewport: { width, height: 900 } },
        async ({ page }) => {
          await page.goto("/settings");
          await page.getByRole("button", { name: "Count every file" }).click();
          await page.getByText("every file counted").waitFor();
          assert.equal(await page.getByRole("columnheader", { name: "captions" }).count(), 1);
          assert.equal(await page.getByText("(not set)").count() > 0, true);
          assert.equal(await sidewaysScroll(page), 0);
          await assertAccessible(page);
        },
      );
    }
  },
));
