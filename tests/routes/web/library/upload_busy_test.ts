/** How uploads react to errors of a full or busy server, or of a proxy in front of it. */
import assert from "node:assert/strict";
import { browserTest, inTab, openApp, until } from "../../../browser.ts";
import { beginnings, choose, clip, line, offsets, partly, row, videosTitled } from "./upload_page.ts";

const { sql, origin, browser } = await openApp();

const NO_ROOM = "there is no room on the server's disk for a file of 3 MB: free some, and try again";

interface Gate {
  origin: string;
  /** Answers the next `times` upload requests of a method in place of the server. */
  answer(method: string, times: number, status: number, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** A proxy that forwards all requests except those that `answer` covers. */
function gate(): Gate {
  const answers: { method: string; times: number; status: number; headers: Record<string, string> }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const found = answers.find(({ method, times }) => method === request.method && times > 0);
    if (found && pathname.startsWith("/api/uploads")) {
      found.times--;
      await request.body?.cancel();
      const body = JSON.stringify({ type: "about:blank", title: "x", status: found.status, detail: NO_ROOM });
      const headers = { "Content-Type": "application/problem+json", ...found.headers };
      return new Response(request.method === "HEAD" ? null : body, { status: found.status, headers });
    }
    const headers = new Headers(request.headers);
    headers.delete("host");
    const { method, body } = request;
    return await fetch(`${origin}${pathname}${search}`, { method, headers, body, redirect: "manual" })
      .catch(() => new Response(null, { status: 502 })); // the page was closed
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    answer: (method, times, status, headers = {}) => answers.push({ method, times, status, headers }),
    close: async () => await Promise.race([server.shutdown(), new Promise<void>((done) => setTimeout(done, 500))]),
  };
}

async function throughGate(use: (gate: Gate) => Promise<void>): Promise<void> {
  const way = gate();
  try {
    await use(way);
  } finally {
    await way.close();
  }
}

Deno.test(browserTest(
  "a server without disk space is reported with its own message, and the file can be tried again",
  async () => {
    const path = await clip("large.mp4", 100_000);
    await throughGate((way) =>
      inTab(browser, { origin: way.origin, signedIn: true }, async ({ page, complaints }) => {
        way.answer("POST", 1, 507);
        await choose(page, path);
        await row(page, "large.mp4").getByText("There is no room on the server's disk for a file of 3 MB").waitFor();
        await page.reload();
        await row(page, "large.mp4").getByText("There is no room on the server's disk").waitFor();
        way.answer("PATCH", 1, 507);
        await choose(page, path);
        await row(page, "large.mp4").getByText("There is no room on the server's disk").waitFor();
        await page.getByRole("button", { name: "try again: large.mp4" }).click();
        await until("it arrived", () => videosTitled(sql, "large").then((found) => found[0]));
        assert.equal((await videosTitled(sql, "large")).length, 1);
        assert(complaints.splice(0).every((text) => text.includes("507")));
      })
    );
  },
));

Deno.test(browserTest("after a 503 the page retries automatically, and resumes at the server's offset", async () => {
  const path = await clip("busy.mp4", 4_000_000);
  await throughGate((way) =>
    inTab(browser, { origin: way.origin, signedIn: true }, async ({ page, complaints }) => {
      const begun = beginnings(page);
      const starts = offsets(page);
      way.answer("POST", 2, 503, { "Retry-After": "1" });
      await line(page, 100_000); // so slow that even a busy machine pauses it in time
      await choose(page, path);
      await row(page, "busy.mp4").getByText("the server is busy, trying again").waitFor();
      await partly(page, "busy.mp4");
      assert.equal(begun.count, 3);
      await page.getByRole("button", { name: "pause the upload of busy.mp4" }).click();
      // a 503 to the HEAD for the offset must not restart the upload at 0
      way.answer("HEAD", 3, 503, { "Retry-After": "1" });
      await line(page, -1);
      await page.getByRole("button", { name: "resume the upload of busy.mp4" }).click();
      await row(page, "busy.mp4").getByText("the server is busy, trying again").waitFor();
      await until("it arrived", () => videosTitled(sql, "busy").then((found) => found[0]));
      assert.equal(begun.count, 3, "it was begun anew");
      assert(starts.at(-1)! > 0, `it began again: ${starts}`);
      assert(complaints.splice(0).every((text) => text.includes("503")));
    })
  );
}));

Deno.test(browserTest("an upload whose session expired resumes at its offset after signing in again", async () => {
  const path = await clip("signed.mp4", 4_000_000);
  await throughGate((way) =>
    inTab(browser, { origin: way.origin, signedIn: true }, async ({ page, complaints }) => {
      const begun = beginnings(page);
      await line(page, 100_000); // so slow that even a busy machine pauses it in time
      await choose(page, path);
      await partly(page, "signed.mp4");
      await page.getByRole("button", { name: "pause the upload of signed.mp4" }).click();
      way.answer("HEAD", 1, 401);
      await line(page, -1);
      await page.getByRole("button", { name: "resume the upload of signed.mp4" }).click();
      await row(page, "signed.mp4").getByText("Please sign in again to do this.").waitFor();
      await page.getByRole("button", { name: "try again: signed.mp4" }).click();
      await until("it arrived", () => videosTitled(sql, "signed").then((found) => found[0]));
      assert.equal(begun.count, 1);
      assert(complaints.splice(0).every((text) => text.includes("401")));
    })
  );
}));
