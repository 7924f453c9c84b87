/** Every page says when there is no connection, keeps what was typed, and goes on by itself. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { updateVideo } from "../../../src/db/videos/videos.ts";
import { assertAccessible, browserTest, cable, inTab, sidewaysScroll, until } from "../../browser.ts";
import { openPlayers } from "./player/player_page.ts";

const { sql, app, origin, browser, port, captioned } = await openPlayers();
const id = await captioned({ visibility: "public" });

const linkState = (page: Page) => page.locator("#link-state");
const lost = (page: Page) => page.locator(".notice.offline").filter({ hasText: "The server can't be reached." });

/** A page, a field on it in which somebody types, and what its bottom line says of the connection. */
const PAGES: [path: string, field: string, link: string][] = [
  ["/", "#find [name=q]", "Live"],
  [`/videos/${id}`, "#find", "Live"],
  [`/videos/${id}/edit`, "#cue-text", "Live"],
  [`/videos/${id}/audio-report`, ".find input", "Live"],
  ["/search", "#search-query", ""],
  ["/settings", "[name=vocabulary]", ""],
  ["/learn", ".find input", ""],
  ["/sign-in", "[name=token]", ""],
];

for (const [path, field, link] of PAGES) {
  Deno.test(browserTest(`${path.replace(id, ":id")} says that it is offline, and comes back by itself`, async () => {
    await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
      await page.goto(path);
      await until("it is connected", async () => await linkState(page).textContent() === link);
      if (field === "#cue-text") await page.locator(".cue-row").first().click();
      await page.context().setOffline(true);
      await lost(page).getByText("What you typed stays on this page.").waitFor();
      assert.match(await linkState(page).textContent() ?? "", /^No connection\. Trying again( in \d+ seconds?)?$/);
      assert.equal(await linkState(page).getAttribute("data-state"), "offline");
      await lost(page).getByRole("button", { name: "try now" }).click(); // it is still away
      await page.locator(field).first().fill("typed");
      await page.context().setOffline(false);
      await page.getByText("The connection is back.", { exact: true }).waitFor();
      await until("it is as before", async () => await linkState(page).textContent() === link);
      assert.equal(await page.locator(field).first().inputValue(), "typed");
      assert.equal(await lost(page).count(), 0);
      assert(complaints.splice(0).every((text) => /net::ERR_/.test(text)));
    });
  }));
}

Deno.test(browserTest("a player in another page's frame does not lie under a notice", async () => {
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    await page.goto(`/embed/${id}`);
    const state = () => linkState(page).getAttribute("data-state");
    await until("it is live", async () => await state() === "live");
    await page.context().setOffline(true);
    await until("it has noticed", async () => await state() === "offline");
    assert.equal(await page.locator(".notice").count(), 0);
    await page.context().setOffline(false);
    await until("it is live again", async () => await state() === "live");
    assert.equal(await page.locator(".notice").count(), 0);
    complaints.length = 0;
  });
}));

Deno.test(
  browserTest("a server that goes away is noticed without the browser's word, and so is its return", async () => {
    const way = cable(port);
    try {
      for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 800 }]) {
        await inTab(browser, { origin: way.origin, signedIn: true, viewport }, async ({ page, complaints }) => {
          await until("it is live", async () => await linkState(page).textContent() === "Live");
          way.cut();
          await lost(page).waitFor();
          assert.match(await linkState(page).textContent() ?? "", /^No connection/);
          assert.equal(await sidewaysScroll(page), 0);
          await assertAccessible(page);
          way.mend();
          await page.getByText("The connection is back.", { exact: true }).waitFor();
          await until("it is live again", async () => await linkState(page).textContent() === "Live");
          assert(complaints.splice(0).every((text) => /net::ERR_/.test(text)));
        });
      }
    } finally {
      way.close();
    }
  }),
);

Deno.test(browserTest("a page comes back after an upgrade, which has other scripts", async () => {
  const way = cable(port);
  try {
    await inTab(browser, { origin: way.origin, signedIn: true }, async ({ page, complaints }) => {
      await until("it is live", async () => await linkState(page).textContent() === "Live");
      way.cut();
      await lost(page).waitFor();
      await page.route(
        (url) => url.pathname.startsWith("/assets/"),
        (route) => route.continue({ url: `${route.request().url()}.old` }), // 404
      );
      way.mend();
      await page.getByText("The connection is back.", { exact: true }).waitFor();
      await until("it is live again", async () => await linkState(page).textContent() === "Live");
      assert(complaints.splice(0).every((text) => /net::ERR_|404/.test(text)));
    });
  } finally {
    way.close();
  }
}));

Deno.test(browserTest("checks from elsewhere do not restart the countdown; the focus stays on the page", async () => {
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    const leftSeconds = async () => Number(/\d+/.exec(await linkState(page).textContent() ?? "")?.[0]);
    await page.goto("/learn");
    await page.context().setOffline(true);
    await until("it waits for some seconds", async () => await leftSeconds() >= 4);
    const before = await leftSeconds();
    for (let i = 0; i < 3; i++) {
      const failed = page.waitForEvent("requestfailed", (request) => request.method() === "HEAD");
      await page.evaluate(() => dispatchEvent(new Event("offline")));
      await failed;
    }
    assert(await leftSeconds() <= before);
    await lost(page).getByRole("button", { name: "try now" }).focus();
    await page.context().setOffline(false);
    await page.getByText("The connection is back.", { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    complaints.length = 0;
  });
}));

Deno.test(browserTest("one failed check shows no notice", async () => {
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await page.goto("/learn");
    let failing = 1;
    await page.route(
      (url) => url.pathname.startsWith("/assets/"),
      (route) => route.request().method() === "HEAD" && failing-- > 0 ? route.abort() : route.continue(),
    );
    await page.evaluate(() => dispatchEvent(new Event("offline")));
    const state = () => linkState(page).getAttribute("data-state");
    await until("it has noticed", async () => await state() === "offline");
    await until("it is back", async () => await state() !== "offline");
    assert.equal(await page.locator(".notice").count(), 0);
    complaints.length = 0;
  });
}));

Deno.test(browserTest("what fails without a connection is said in words, which go when it is back", async () => {
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await until("it is live", async () => await linkState(page).textContent() === "Live");
    const choice = page.locator(`li[data-id="${id}"] select[name=visibility]`);
    const changed = page.waitForResponse((response) => response.request().method() === "PATCH");
    await choice.selectOption("unlisted");
    await changed;
    await page.context().setOffline(true);
    await lost(page).waitFor();
    await choice.selectOption("private");
    const failure = page.locator(".notice:not(.offline)").filter({ hasText: "The server can't be reached." });
    await failure.waitFor();
    await until("it is shown as it is", async () => await choice.inputValue() === "unlisted");
    await page.locator("#find [name=q]").fill("nothing");
    await until("the list can't be read either", async () => await failure.count() === 2);
    assert(!(await page.locator("body").innerText()).includes("Failed to fetch"));
    await page.context().setOffline(false);
    await page.getByText("The connection is back.", { exact: true }).waitFor();
    assert.equal(await failure.count(), 0);
    complaints.length = 0;
  });
  const { visibility } = await (await app.request(`/api/videos/${id}`)).json();
  assert.equal(visibility, "unlisted");
  await updateVideo(sql, id, { visibility: "public" });
}));

Deno.test(browserTest("a search that could not be answered is answered when the connection is back", async () => {
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    await page.goto("/search");
    await page.context().setOffline(true);
    await page.locator("#search-query").fill("first");
    await page.locator("p.unreached").waitFor();
    await page.context().setOffline(false);
    await page.locator(".moment").waitFor();
    assert.equal(await page.locator("p.unreached").count(), 0);
    complaints.length = 0;
  });
}));

Deno.test("browser scripts ask this server by serverFetch(), whose errors are words", async () => {
  /** connection.ts has it; the others never show the error, or ask another server. */
  const others = ["connection.ts", "unavailable.ts", "unfinished_uploads.ts", "project_auth.ts"]
    .concat(["offline.ts", "service_worker.ts"]);
  const web = new URL("../../../routes/web", import.meta.url).pathname;
  for await (const path of scripts(web)) {
    if (others.some((name) => path.endsWith(`/${name}`))) continue;
    assert.doesNotMatch(await Deno.readTextFile(path), /(?<![\w#.])fetch\(/, path);
  }
});

async function* scripts(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* scripts(`${folder}/${name}`);
    else if (name.endsWith(".ts") && folder.includes("/client")) yield `${folder}/${name}`;
  }
}
