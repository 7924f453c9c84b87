/** The owner signs in by typing the token, and gets to the page that was wanted. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible, browserTest, inTab, openApp, sidewaysScroll } from "../../../browser.ts";
import { seedVideo, startApp, TOKEN } from "../../harness.ts";

const { app, sql, origin, browser } = await openApp({ env: { PUBLIC_URL: "http://127.0.0.1/video" } });

const JSON_ONLY = { Accept: "application/json" };
const token = (page: Page) => page.getByLabel("token");

Deno.test(browserTest("the token is typed, by keyboard alone, and leads to the page that was wanted", async () => {
  const id = await seedVideo(app, { visibility: "public", title: "For all" });
  await inTab(browser, { origin }, async ({ page, complaints }) => {
    await page.goto("/video/settings");
    await page.getByRole("heading", { name: "Please sign in to see this page" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await token(page).waitFor();
    await page.keyboard.type(`${TOKEN} `); // the focus is in the field; a space came with the copy
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}/video/settings`);
    assert(!(await page.evaluate(() => document.cookie)).includes("session"));
    await page.locator("#sign-out").click();
    await page.getByRole("link", { name: "sign in" }).waitFor();
    await page.goto(`/video/videos/${id}?t=3`);
    await page.getByRole("link", { name: "sign in" }).click();
    await token(page).fill(TOKEN);
    await page.getByRole("button", { name: "sign in" }).click();
    await page.waitForURL(`${origin}/video/videos/${id}?t=3`);
    assert(complaints.splice(0).every((text) => text.includes("401")));
  });
}));

Deno.test(browserTest("a password manager finds name and password, and the form works without scripts", async () => {
  await inTab(browser, { origin, javaScriptEnabled: false }, async ({ page }) => {
    await page.goto("/video/sign-in?next=%2Fsearch");
    assert.equal(await page.locator("input[autocomplete=username]").inputValue(), "owner");
    assert.equal(await token(page).getAttribute("autocomplete"), "current-password");
    assert.equal(await token(page).getAttribute("type"), "password");
    await token(page).fill(TOKEN);
    await page.getByRole("button", { name: "sign in" }).click();
    await page.waitForURL(`${origin}/video/search`);
  });
}));

// the last one in a browser: this address has to wait after it
Deno.test(
  browserTest("a wrong token is refused without repeating it, the wait is said, and the page is kept", async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 800 }]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await inTab(browser, { origin, viewport, colorScheme }, async ({ page }) => {
          await page.goto("/video/sign-in?next=%2Fsettings");
          await token(page).fill("a-wrong-token");
          await page.getByRole("button", { name: "sign in" }).click();
          await page.getByRole("alert").getByText("This is not the password of this server's owner.").waitFor();
          assert(!page.url().includes("a-wrong-token") && !(await page.content()).includes("a-wrong-token"));
          assert.equal(await token(page).inputValue(), "");
          await assertAccessible(page);
          assert.equal(await sidewaysScroll(page), 0);
        });
      }
    }
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto("/video/sign-in?next=%2Fsettings");
      const alert = page.getByRole("alert");
      for (let i = 0; i < 20; i++) { // ten in all may be wrong
        await token(page).fill(`wrong-${i}`);
        await page.getByRole("button", { name: "sign in" }).click();
        await page.waitForURL(/problem=/);
        if ((await alert.innerText()).includes("too many")) break;
      }
      assert.match(
        await alert.innerText(),
        /^There were too many wrong tries from here. Try again in \d+ seconds?\.$/,
      );
      assert.match(page.url(), /next=%2Fsettings/);
    });
  }),
);

Deno.test("no address of another site is gone to after signing in", async () => {
  const fresh = await startApp(sql);
  const post = async (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    await fresh.request("/sign-in", {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "Sec-Fetch-Site": "same-origin", Accept: "text/html", ...headers },
    });
  for (
    const next of ["//evil.example", "/\\evil.example", "/.//evil.example", "https://evil.example", "/\t/evil.example"]
  ) {
    const answer = await post({ token: TOKEN, next });
    assert.deepEqual([answer.status, answer.headers.get("Location")], [303, "/"], next);
    const linked = await fresh.request(`/sign-in?token=${TOKEN}&next=${encodeURIComponent(next)}`);
    assert.equal(linked.headers.get("Location"), "/", next);
    const html = await (await fresh.request(`/sign-in?next=${encodeURIComponent(next)}`)).text();
    assert.doesNotMatch(html, /="[^"?]*evil/, next); // but in the query of links to this page itself
  }
  const linked = await fresh.request(`/sign-in?token=${TOKEN}&next=/settings`);
  assert.equal(linked.headers.get("Location"), "/settings");
  assert.equal((await post({ token: TOKEN }, { "Sec-Fetch-Site": "cross-site", ...JSON_ONLY })).status, 403);
  assert.equal((await post({ token: "x".repeat(20_000) }, JSON_ONLY)).status, 413);
  const wrong = await post({ token: "wrong" }, JSON_ONLY);
  assert.equal(wrong.status, 401);
  assert.equal(wrong.headers.get("Set-Cookie"), null);
  await fresh.close();
});
