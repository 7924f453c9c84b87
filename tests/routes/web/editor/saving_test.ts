import assert from "node:assert/strict";
import type { Word } from "../../../../src/core/types.ts";
import { assertAccessible, browserTest, inTab, until } from "../../../browser.ts";
import { accessible, choose, CUES, field, open, openEditors, row, save, says, spoken } from "./editor_harness.ts";

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
      await mine.getByLabel("speaker").fill("Ann");
      await save(theirs);
    });
    await mine.getByText("Somebody saved another version").waitFor();
    await mine.keyboard.press("Control+s");
    const dialog = mine.getByRole("dialog", { name: "Somebody else saved" });
    await dialog.waitFor();
    assert.equal(await dialog.locator("fieldset").count(), 3);
    const [first, second, fourth] = await dialog.locator("fieldset").all();
    assert.ok(await first.getByLabel("theirs").isChecked() && await fourth.getByLabel("yours").isChecked());
    assert.equal(await first.locator(".version-text").first().getAttribute("lang"), "en");
    const saving = dialog.getByRole("button", { name: "save what is chosen" });
    assert.ok(await saving.isDisabled(), "nobody is right about what both changed");
    assert.match(complaints.splice(0).join(), /409/);
    await accessible(tab);
    await second.getByLabel("yours").check();
    await saving.click();
    await says(mine, /^Saved$/);
    assert.deepEqual(await texts(id), ["THEIRS one", "MINE two", CUES[2].text, "MINE four"]);
    assert.equal((await stored(id)).cues[3].speaker, "Ann");
    await choose(mine, 1);
    await mine.keyboard.type("Then ");
    await save(mine); // on top of what was put together
    assert.deepEqual((await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/revisions`)).revisions.length, 4);
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
    await says(page, /^Draft kept$/);
    await page.close();

    page = await context.newPage();
    await open(page, id, { ready: null });
    const dialog = page.getByRole("dialog", { name: "There is a draft" });
    await dialog.getByText("You have unsaved changes to 1 caption,").waitFor();
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await until("the draft is there", async () => await field(page).inputValue() === "Unsaved words");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z"); // taking up the draft is an undo step too
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.keyboard.press("Control+y");
    await page.reload(); // before the draft has been stored
    const dropped = page.waitForResponse((response) => response.request().method() === "DELETE");
    await dialog.getByRole("button", { name: "Discard" }).click();
    await dropped;
    await says(page, /^Saved$/);
    assert.equal(await field(page).inputValue(), CUES[0].text);
    await page.reload();
    await says(page, /^Saved$/);
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.deepEqual(await texts(id), CUES.map(({ text }) => text));
  } finally {
    await context.close();
  }
}));

Deno.test(browserTest("a draft's question counts what was changed, added, taken out and reviewed", async () => {
  const id = await captioned({ cues: [...CUES, spoken(5, 13, 14, "The end."), spoken(6, 15, 16, "of it")] });
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    await page.keyboard.press("End");
    await page.keyboard.type(" is up"); // 1: text
    await row(page, 2).click();
    await page.getByLabel("speaker").fill("Ann"); // 2: speaker
    await page.locator("#tab-review").click();
    await page.locator("#review-start").click();
    await page.locator("#review-word").press("Enter"); // "chop", in 2
    await page.locator("#review-word").press("Enter"); // 3: "oven" is right
    await choose(page, 6);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Delete"); // 4: taken out
    await page.keyboard.press("Home");
    await page.keyboard.press("Insert"); // 5: added
    await page.keyboard.type("new");
    await says(page, /^Draft kept$/);
    await page.reload();
    const dialog = page.getByRole("dialog", { name: "There is a draft" });
    await dialog.getByText("You have unsaved changes to 5 captions,").waitFor();
  });
}));

Deno.test(browserTest("a save has no echo; what was edited is marked all the same, and can be edited on", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    const answers: number[] = [];
    page.on("response", (response) => {
      if (response.request().method() === "PUT" && /\/tracks\/[^/]+$/.test(response.url())) {
        answers.push(response.status());
      }
    });
    const marked = async () => await page.locator(".cue-marks").evaluateAll((all) => all.map((one) => one.textContent));
    await choose(page, 1);
    await page.keyboard.press("End");
    await page.keyboard.type("!");
    await save(page);
    await until("it is marked", async () => /edited/.test((await marked())[0] ?? ""));
    assert.ok((await marked()).slice(1).every((text) => !/edited/.test(text ?? "")));
    await choose(page, 1);
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await save(page);
    await until("the mark is gone", async () => !/edited/.test((await marked())[0] ?? ""));
    const { cues, revision } = await stored(id);
    assert.deepEqual([cues[0].text, cues[0].is_edited, revision.source], [CUES[0].text, false, "edited"]);
    const starts = (words: readonly Word[]) => words.map(({ start }) => start);
    assert.deepEqual(starts(cues[0].words), starts(CUES[0].words), "words keep their times");
    assert.deepEqual(answers, [204, 204]);
  });
}));

Deno.test(browserTest("another tab's draft is overwritten only after the person confirms it", async () => {
  const id = await captioned();
  await editing(id, async (tab) => {
    const { page: mine, complaints } = tab;
    const kept = async () => (await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/draft`)).cues[0].text;
    await editing(id, async ({ page: theirs, complaints: theirComplaints }) => {
      await row(theirs, 1).click();
      await field(theirs).fill("Their draft");
      await says(theirs, /^Draft kept$/);
      await row(mine, 1).click();
      await field(mine).fill("My draft");
      const question = mine.getByRole("dialog", { name: "Open twice" });
      await question.waitFor();
      assert.match(complaints.splice(0).join(), /409/);
      await accessible(tab);
      assert.equal(await kept(), "Their draft");
      await question.getByRole("button", { name: "keep this one" }).click();
      await says(mine, /^Draft kept$/);
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
    await says(page, /^Draft kept$/);
    const { id: track, cues } = await stored(id);
    assert.equal(cues[0].text, "What is sent");
    assert.equal((await get(`/api/videos/${id}/tracks/${track}/draft`)).cues[0].text, "What is sent, and more");
    await save(page);
    assert.equal((await texts(id))[0], "What is sent, and more");
  });
}));

Deno.test(
  browserTest("another track is opened after the save that runs: what it saved stays with its track", async () => {
    const id = await captioned();
    const send = async (path: string, method: string, body: unknown) => {
      const request = { method, as: "owner" as const, body: JSON.stringify(body) };
      return await (await app.request(`/api/videos/${id}/tracks${path}`, request)).json();
    };
    const spanish = await send("", "POST", { language: "es" });
    const cues = [{ start: 1, end: 3, text: "El panadero" }];
    await send(`/${spanish.id}`, "PUT", { base_revision: spanish.revision, cues });
    const tracks = { en: (await stored(id)).id, es: spanish.id };
    const draft = async (language: "en" | "es") => {
      const answer = await app.request(`/api/videos/${id}/tracks/${tracks[language]}/draft`, { as: "owner" });
      return answer.status === 204 ? null : await answer.json();
    };
    for (const isSaved of [true, false]) {
      await editing(id, async ({ page, complaints }) => {
        const choice = page.locator("#track");
        const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
        await page.route(/\/tracks\/[^/]+$/, async (route) => {
          if (route.request().method() !== "PUT") return await route.continue();
          await answered;
          await (isSaved ? route.continue() : route.fulfill({ status: 500 }));
        });
        if (await choice.inputValue() !== tracks.en) await choice.selectOption(tracks.en);
        await until("it is open", async () => await field(page).inputValue() === (await texts(id))[0]);
        await row(page, 1).click();
        await field(page).fill(`Sent: ${isSaved}`);
        const sent = page.waitForRequest((request) => request.method() === "PUT" && request.url().endsWith(tracks.en));
        await page.keyboard.press("Control+s");
        await sent;
        await choice.selectOption(tracks.es);
        await new Promise((done) => setTimeout(done, 300)); // the other track would be open by now
        answer();
        await until("the other track is open", async () => await field(page).inputValue() === "El panadero");
        await says(page, /^Saved$/);
        assert.equal((await texts(id))[0], "Sent: true");
        assert.equal((await draft("en"))?.cues[0].text, isSaved ? undefined : "Sent: false");
        assert.equal(await draft("es"), null);
        assert(complaints.splice(0).every((text) => /500/.test(text)));
      });
    }
  }),
);

Deno.test(browserTest("where the draft can't be read, the person is told, and what is typed is kept", async () => {
  const id = await captioned();
  const { id: track } = await stored(id);
  await inTab(browser, { origin, signedIn: true }, async ({ page, complaints }) => {
    await page.route(/\/draft$/, (route) => route.fulfill({ status: 500 }), { times: 1 });
    await open(page, id);
    await page.locator(".notice.failed").waitFor();
    await field(page).fill("Typed all the same");
    await says(page, /^Draft kept$/);
    assert.equal((await get(`/api/videos/${id}/tracks/${track}/draft`)).cues[0].text, "Typed all the same");
    assert.match(complaints.splice(0).join(), /500/);
  });
}));

Deno.test(browserTest("without network the draft is kept on the device, and later on the server", async () => {
  const id = await captioned();
  await editing(id, async ({ page, complaints }) => {
    await page.context().setOffline(true);
    await row(page, 1).click();
    await field(page).fill("Written on a train");
    await says(page, /^Offline: draft kept on this device$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 1);
    await page.keyboard.press("Control+s");
    await page.locator(".notice.failed:not(.offline)").filter({ hasText: "can't be reached" }).waitFor();
    await page.context().setOffline(false);
    await says(page, /^Draft kept$/);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key)).length), 0);
    const draft = await get(`/api/videos/${id}/tracks/${(await stored(id)).id}/draft`);
    assert.equal(draft.cues[0].text, "Written on a train");
    await page.keyboard.press("Control+s");
    await says(page, /^Saved$/);
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
    assert.match(await page.locator("#versions li").first().textContent() ?? "", /edited by owner, 4 captions/);
    assert.match(await page.locator("#versions li").nth(1).textContent() ?? "", /created by base, 4 captions/);
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
