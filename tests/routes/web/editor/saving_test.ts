import assert from "node:assert/strict";
import { assertAccessible, browserTest, inTab, until } from "../../../browser.ts";
import { accessible, choose, CUES, field, open, openEditors, row, save, says } from "./editor_harness.ts";

const { app, origin, browser, captioned, get, stored, texts, editing } = await openEditors();

Deno.test(browserTest("two tabs save: the second sees both versions side by side and chooses cue by cue", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page: mine, complaints } = tab;
    await editing(id, async ({ page: theirs }) => {
      await row(theirs, 1).click();
      await field(theirs).fill("THEIRS one");
      await row(theirs, 2).click();
      await field(theirs).fill("THEIRS two");
      await row(mine, 2).click();
      await field(mine).fill("MINE two");
      await row(mine, 4).click();
      await field(mine).fill("MINE four");
      await save(theirs);
    });
    await mine.getByText("Somebody saved another version").waitFor();
    await mine.keyboard.press("Control+s");
    const dialog = mine.getByRole("dialog", { name: "Somebody else saved" });
    await dialog.waitFor();
    assert.equal(await dialog.locator("fieldset").count(), 3);
    const [first, second, fourth] = await dialog.locator("fieldset").all();
    assert.ok(await first.getByLabel("theirs").isChecked() && await fourth.getByLabel("yours").isChecked());
    const saving = dialog.getByRole("button", { name: "save what is chosen" });
    assert.ok(await saving.isDisabled(), "nobody is right about what both changed");
    assert.match(complaints.splice(0).join(), /409/);
    await accessible(tab);
    await second.getByLabel("yours").check();
    await saving.click();
    await says(mine, /^saved$/);
    assert.deepEqual(await texts(id), ["THEIRS one", "MINE two", CUES[2].text, "MINE four"]);
    assert.deepEqual((await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/revisions`)).revisions.length, 3);
  });
}));

Deno.test(browserTest("a version saved elsewhere is shown at once if nothing here is unsaved", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const { id: track, revision, cues } = await stored(id);
    const json = {
      base_revision: revision.id,
      cues: [{ ...cues[0], text: "From elsewhere", id: undefined, is_edited: undefined }],
    };
    const answer = await app.request(`/api/videos/${id}/tracks/${track}`, {
      ...{ method: "PUT", as: "owner", body: JSON.stringify(json), headers: { "content-type": "application/json" } },
    });
    assert.equal(answer.status, 200, await answer.text());
    await until("it is shown", async () => await field(page).inputValue() === "From elsewhere");
    assert.equal(await page.locator(".cue").count(), 1);
  });
}));

Deno.test(browserTest("a closed tab loses nothing: its draft is offered, and is resumed or discarded", async () => {
  const id = await captioned();
  const context = await browser.newContext({ baseURL: origin });
  try {
    let page = await context.newPage();
    await page.goto(`/sign-in?token=a-token-for-tests`);
    await open(page, id);
    await row(page, 1).click();
    await field(page).fill("Unsaved words");
    await says(page, /^draft kept$/);
    await page.close();

    page = await context.newPage();
    await open(page, id, { ready: null });
    const dialog = page.getByRole("dialog", { name: "There is a draft" });
    await dialog.waitFor();
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "go on with it" }).click();
    assert.equal(await field(page).inputValue(), "Unsaved words");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z"); // taking up the draft is an undo step too
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.keyboard.press("Control+y");
    await page.reload(); // before the draft has been stored
    await dialog.getByRole("button", { name: "drop it" }).click();
    await says(page, /^saved$/);
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.reload();
    await says(page, /^saved$/);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.deepEqual(await texts(id), CUES.map(({ text }) => text));
  } finally {
    await context.close();
  }
}));

Deno.test(browserTest("another tab's draft is overwritten only after the person confirms it", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page: mine, complaints } = tab;
    const kept = async () => (await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/draft`)).cues[0].text;
    await editing(id, async ({ page: theirs, complaints: theirComplaints }) => {
      await row(theirs, 1).click();
      await field(theirs).fill("Their draft");
      await says(theirs, /^draft kept$/);
      await row(mine, 1).click();
      await field(mine).fill("My draft");
      const question = mine.getByRole("dialog", { name: "Open twice" });
      await question.waitFor();
      assert.match(complaints.splice(0).join(), /409/);
      await accessible(tab);
      assert.equal(await kept(), "Their draft");
      await question.getByRole("button", { name: "keep this one" }).click();
      await says(mine, /^draft kept$/);
      assert.equal(await kept(), "My draft");

      await field(theirs).fill("Their other draft");
      await theirs.getByRole("dialog", { name: "Open twice" }).waitFor();
      await theirs.keyboard.press("Escape");
      await theirs.getByRole("dialog", { name: "Open twice" }).waitFor({ state: "detached" });
      assert.equal(await kept(), "My draft");
      assert.match(theirComplaints.splice(0).join(), /409/);
    });
  });
}));

Deno.test(browserTest("text typed while the captions are being saved is kept as a draft", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await page.route(/\/tracks\/[^/]+$/, async (route) => {
      if (route.request().method() === "PUT") await answered;
      await route.continue();
    });
    await row(page, 1).click();
    await field(page).fill("What is sent");
    const sent = page.waitForRequest((request) => request.method() === "PUT" && /\/tracks\/[^/]+$/.test(request.url()));
    await page.keyboard.press("Control+s");
    await sent;
    await field(page).fill("What is sent, and more");
    answer();
    await says(page, /^draft kept$/);
    const { id: track, cues } = await stored(id);
    assert.equal(cues[0].text, "What is sent");
    assert.equal((await get(`/api/videos/${id}/tracks/${track}/draft`)).cues[0].text, "What is sent, and more");
    await save(page);
    assert.equal((await texts(id))[0], "What is sent, and more");
  });
}));

Deno.test(browserTest("without network the draft is kept on the device, and later on the server", async () => {
  const id = await captioned();
  await editing(id, async ({ page, complaints }) => {
    await page.context().setOffline(true);
    await row(page, 1).click();
    await field(page).fill("Written on a train");
    await says(page, /^offline: draft kept on this device$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 1);
    await page.keyboard.press("Control+s");
    await page.locator(".notice.failed").filter({ hasText: "can't be reached" }).waitFor();
    await page.context().setOffline(false);
    await says(page, /^draft kept$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 0);
    const draft = await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/draft`);
    assert.equal(draft.cues[0].text, "Written on a train");
    await page.keyboard.press("Control+s");
    await says(page, /^saved$/);
    assert.equal((await texts(id))[0], "Written on a train");
    complaints.splice(0); // of the network
  });
}));

Deno.test(browserTest("versions show author, time and differences, and can be restored", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page } = tab;
    await row(page, 1).click();
    await field(page).fill("The butcher in our street");
    await save(page);
    await page.getByRole("tab", { name: "versions" }).click();
    await until("two versions", async () => await page.locator("#versions li").count() === 2);
    assert.match(await page.locator("#versions li").first().textContent() ?? "", /edited by owner, 4 cues/);
    assert.match(await page.locator("#versions li").nth(1).textContent() ?? "", /generated by base, 4 cues/);
    await page.getByRole("button", { name: "difference" }).first().click();
    const dialog = page.getByRole("dialog", { name: "What the version" });
    await dialog.waitFor();
    assert.deepEqual([await dialog.locator("del").textContent(), await dialog.locator("ins").textContent()], [
      "baker",
      "butcher",
    ]);
    await accessible(tab);
    await dialog.getByRole("button", { name: "close" }).click();
    await page.getByRole("button", { name: "Restore the version" }).click();
    await until("it is back", async () => await field(page).inputValue() === CUES[0].text);
    await until("three versions", async () => await page.locator("#versions li").count() === 3);
    assert.deepEqual(await texts(id), CUES.map(({ text }) => text));
  });
}));

Deno.test(browserTest("text typed while the server answers slowly stays: the track is opened once", async () => {
  const id = await captioned();
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    let reads = 0;
    await page.route(/\/tracks\/[^/]+$/, async (route) => {
      reads++;
      await new Promise((done) => setTimeout(done, 1500)); // by then the page has received the events
      await route.continue();
    });
    await page.goto(`/videos/${id}/edit`);
    await page.locator(".cue").first().waitFor();
    await field(page).fill("Typed early");
    await new Promise((done) => setTimeout(done, 2000));
    assert.deepEqual([reads, await field(page).inputValue()], [1, "Typed early"]);
  });
}));

Deno.test(browserTest("a list of tracks older than the last save here is not taken for another version", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await new Promise((done) => setTimeout(done, 1000)); // by then the page has read the track and the list
    let isHeld = false;
    let isAnswered = false;
    await page.route(/\/tracks$/, async (route) => {
      const response = await route.fetch();
      const isFirst = !isHeld;
      isHeld = true;
      if (isFirst) await new Promise((done) => setTimeout(done, 2000));
      await route.fulfill({ response });
      isAnswered = true;
    });
    const body = JSON.stringify({ title: "Another title" });
    const headers = { "content-type": "application/json" };
    const { status } = await app.request(`/api/videos/${id}`, { method: "PATCH", as: "owner", body, headers });
    assert.equal(status, 200);
    await until("the page reads the tracks", () => isHeld);
    await choose(page, 1);
    await field(page).fill("Mine");
    await save(page);
    await until("it has read them", () => isAnswered);
    await new Promise((done) => setTimeout(done, 1000));
    assert.deepEqual(await page.locator(".notice").allTextContents(), []);
    assert.equal(await field(page).inputValue(), "Mine");
  });
}));
