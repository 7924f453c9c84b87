import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible, browserTest, inTab, sidewaysScroll, until } from "../../../browser.ts";
import { seedVideo } from "../../harness.ts";
import { openPlayers } from "../player/player_page.ts";

const { app, origin, browser, captioned } = await openPlayers();

const titles = async (page: Page) => (await page.locator("#playlist-videos .playlist-title").allTextContents()).join();
const shows = (page: Page, wanted: string) => until(wanted, async () => await titles(page) === wanted);
const onServer = async (id: string) => {
  const list = await (await app.request(`/api/playlists/${id}`, { as: "owner" })).json();
  return list.videos.map(({ title }: { title: string }) => title).join();
};

/** A playlist of videos with these titles. */
async function playlist(names: string[], visibility = "unlisted") {
  const videos: string[] = [];
  for (const title of names) videos.push(await captioned({ title, visibility: "public" }));
  const send = (path: string, body: unknown) =>
    app.request(`/api/playlists${path}`, { method: "POST", as: "owner", body: JSON.stringify(body) });
  const { id } = await (await send("", { title: "Evening", visibility })).json();
  for (const video of videos) await send(`/${id}/videos`, { video });
  return { id: id as string, videos };
}

Deno.test(browserTest("a person makes a playlist from a card, adds from the player, plays and shares it", async () => {
  const [first, second] = [await captioned({ title: "One", visibility: "public" }), await captioned({ title: "Two" })];
  let id = "";
  await inTab(
    browser,
    { origin, signedIn: true, permissions: ["clipboard-read", "clipboard-write"] },
    async ({ page }) => {
      await page.goto("/");
      await page.locator(`li[data-id="${first}"]`).getByRole("link", { name: "Save One to a playlist" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox").fill("For the weekend");
      await page.keyboard.press("Enter");
      await dialog.getByText("It is in “For the weekend” now.").waitFor();
      assert.equal(await dialog.getByRole("checkbox", { name: "For the weekend" }).isChecked(), true);

      await page.goto(`/videos/${second}`);
      await page.locator(".heading").getByRole("link", { name: "Save" }).click();
      const box = dialog.getByRole("checkbox", { name: "For the weekend" });
      assert.equal(await box.isChecked(), false);
      await box.check();
      await dialog.getByText("It is in “For the weekend” now.").waitFor();
      await dialog.getByRole("link", { name: "Playlists" }).click();
      await page.getByRole("link", { name: "For the weekend" }).click();
      await shows(page, "One,Two");
      id = page.url().split("/").at(-1)!;
      await page.getByRole("button", { name: "Rename" }).click();
      await page.getByRole("textbox", { name: "Title" }).fill("Sunday");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Sunday" }).waitFor();
      await page.getByLabel("Who may see this playlist").selectOption("unlisted");
      await page.getByText("It is unlisted now.").waitFor();
      await page.getByRole("button", { name: "Copy link" }).click();
      await page.getByText("The link of the playlist is copied.").waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${origin}/playlists/${id}`);
    },
  );
  await inTab(browser, { origin }, async ({ page }) => {
    await page.goto(`/playlists/${id}`);
    await shows(page, "One,Two");
    assert.equal(await page.getByRole("button", { name: /Rename|Delete|Move|Remove/ }).count(), 0);
    await page.getByRole("link", { name: "Play all" }).click();
    await page.getByRole("region", { name: "Playlist", exact: true }).getByText("1 / 2").waitFor();
  });
}));

Deno.test(
  browserTest("its owner puts it in order by keys and by dragging, takes videos out, and deletes it", async () => {
    const { id, videos } = await playlist(["Red", "Green", "Blue"]);
    await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
      await page.goto(`/playlists/${id}`);
      await page.getByRole("button", { name: "Move Red down" }).focus();
      await page.keyboard.press("Enter");
      await shows(page, "Green,Red,Blue");
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Move Red down");
      await until("the server has it", async () => await onServer(id) === "Green,Red,Blue");
      await page.keyboard.press("Enter");
      await shows(page, "Green,Blue,Red");
      await page.locator("#said").getByText("Red is number 3 of 3 now.").waitFor({ state: "attached" });
      await page.getByRole("button", { name: "Move Blue up" }).click();
      await shows(page, "Blue,Green,Red");
      await until("the server has it", async () => await onServer(id) === "Blue,Green,Red");
      const item = (title: string) => page.locator("#playlist-videos li").filter({ hasText: title });
      await item("Red").dragTo(item("Blue"), { targetPosition: { x: 300, y: 3 } });
      await shows(page, "Red,Blue,Green");
      await until("the server has it", async () => await onServer(id) === "Red,Blue,Green");
      const playsFirst = async () => await page.getByRole("link", { name: "Play all" }).getAttribute("href");
      await until("Red is played first", async () => await playsFirst() === `/videos/${videos[0]}?list=${id}`);
      const facts = page.locator(".heading .meta");
      const before = await facts.innerText();
      assert.match(before, /^3 videos · \d:\d\d · /);
      const length = (text: string) => text.split(" · ")[1];
      await page.getByRole("button", { name: "Remove Blue" }).click();
      await shows(page, "Red,Green");
      await until("the count is a new one", async () => (await facts.innerText()).startsWith("2 videos"));
      assert.notEqual(length(await facts.innerText()), length(before));
      await page.reload();
      await shows(page, "Red,Green");
      await page.getByRole("button", { name: "Remove Red" }).click();
      await until("Green is played first", async () => await playsFirst() === `/videos/${videos[1]}?list=${id}`);
      await page.getByRole("button", { name: "Remove Green" }).click();
      await page.getByText("Nothing in it yet").waitFor();
      assert.equal(await page.getByRole("link", { name: "Play all" }).count(), 0);
      assert.equal(await page.locator("#playlist-videos").isVisible(), false);
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.waitForURL("**/playlists");
      assert.equal(await page.locator(`a[href="/playlists/${id}"]`).count(), 0);
    });
  }),
);

Deno.test(
  browserTest("the next video plays by itself, unless that is switched off; n and p go on and back", async () => {
    const { id, videos } = await playlist(["First", "Second", "Third"]);
    const address = (n: number) => `${origin}/videos/${videos[n]}?list=${id}`;
    const toEnd = (page: Page) =>
      page.evaluate(async () => {
        const video = document.querySelector("video")!;
        video.muted = true;
        if (video.readyState < 1) {
          await new Promise((done) => video.addEventListener("loadedmetadata", done, { once: true }));
        }
        video.currentTime = video.duration - 0.3;
        await video.play();
      });
    /** Plays, and moves the seek bar to its end with the mouse. */
    const dragToEnd = async (page: Page) => {
      await page.keyboard.press("k");
      const { x, y, width, height } = (await page.locator("#seek").boundingBox())!;
      await page.mouse.move(x + 10, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width + 5, y + height / 2, { steps: 4 });
      await until("it has ended", () => page.evaluate(() => document.querySelector("video")!.ended));
      await page.mouse.up();
    };
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(address(0));
      const queue = page.locator("#play-queue");
      const top = async (title: string) =>
        (await page.getByRole("heading", { name: title, exact: true }).boundingBox())!.y;
      assert(await top("Transcript") > await top("Playlist") + 100, "each has its title");
      assert.equal(await queue.locator("[aria-current=true]").innerText().then((t) => t.includes("First")), true);
      await toEnd(page);
      await page.waitForURL(address(1));
      await until("it plays", () => page.evaluate(() => document.querySelector("video")!.currentTime > 0.1));
      await page.keyboard.press("n");
      await page.waitForURL(address(2));
      await page.keyboard.press("p");
      await page.waitForURL(address(1));
      await until("it plays", () => page.evaluate(() => !document.querySelector("video")!.paused));
      await page.keyboard.press("k");
      await page.locator("h1").click();
      for (const move of [() => page.locator("#seek").press("End"), () => dragToEnd(page)]) {
        await move();
        await until("it has ended", () => page.evaluate(() => document.querySelector("video")!.ended));
        await page.waitForTimeout(500);
        assert.equal(page.url(), address(1), "it was only moved to its end");
        await page.locator("#seek").press("Home");
      }
      await page.getByLabel("Play the next one by itself").uncheck();
      await toEnd(page);
      await until("it has ended", () => page.evaluate(() => document.querySelector("video")!.ended));
      await page.waitForTimeout(500);
      assert.equal(page.url(), address(1));
      await queue.getByRole("link", { name: "Third" }).click();
      await page.waitForURL(address(2));
      assert.equal(await page.getByLabel("Play the next one by itself").isChecked(), false, "it stays switched off");
    });
    const send = (path: string, body: unknown) =>
      app.request(path, { method: "POST", as: "owner", body: JSON.stringify(body) });
    const waiting = await seedVideo(app, { title: "Not yet there", visibility: "public", renditions: {} });
    await send(`/api/playlists/${id}/videos`, { video: waiting });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(address(2));
      await page.keyboard.press("n");
      await page.waitForURL(`**/videos/${waiting}?list=${id}`);
      await page.getByLabel("Play the next one by itself").uncheck();
      assert.equal(await page.evaluate(() => sessionStorage.getItem("streamforge_playing")), "", "it plays once");
      await page.reload();
      assert.equal(await page.getByLabel("Play the next one by itself").isChecked(), false);
      await page.locator("h1").click();
      await page.keyboard.press("p");
      await page.waitForURL(address(2));
    });
    await inTab(browser, { origin }, async ({ page }) => {
      await page.goto(`/videos/${videos[0]}?list=AAAAAAAAAAAAAAAAAAAAAA`);
      await page.getByRole("heading", { name: "First" }).waitFor();
      assert.equal(await page.locator("#play-queue").count(), 0, "a list that there is not");
    });
  }),
);

Deno.test(browserTest("who presses Enter twice makes one playlist", async () => {
  const video = await captioned({ title: "Twice", visibility: "public" });
  const made = async (title: string) => {
    const answer = await (await app.request("/api/playlists", { as: "owner" })).json();
    return answer.playlists.filter((list: { title: string }) => list.title === title).length;
  };
  await inTab(browser, { origin, signedIn: true }, async ({ page }) => {
    let posts = 0;
    await page.route("**/api/playlists", async (route) => {
      posts++;
      await new Promise((done) => setTimeout(done, 300)); // a slow connection
      await route.continue();
    });
    await page.goto("/playlists");
    await page.getByRole("textbox").fill("Once");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/playlists/*");
    assert.deepEqual([posts, await made("Once")], [1, 1]);
    await page.goto(`/videos/${video}`);
    await page.locator(".heading").getByRole("link", { name: "Save" }).click();
    for (const title of ["Once more", "And again"]) {
      await page.getByRole("dialog").getByRole("textbox").fill(title);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.getByText(`It is in “${title}” now.`).waitFor();
      assert.equal(await made(title), 1);
    }
    assert.equal(posts, 3);
  });
}));

Deno.test(browserTest("the pages of playlists are accessible, and fit a phone", async () => {
  const { id, videos } = await playlist(["A short title", "A title that is so long that it needs more than one line"]);
  for (const [colorScheme, width] of [["light", 360], ["dark", 1280]] as const) {
    await inTab(
      browser,
      { origin, signedIn: true, colorScheme, viewport: { width, height: 800 } },
      async ({ page }) => {
        for (
          const path of [
            "/playlists",
            `/playlists/${id}`,
            `/videos/${videos[1]}?list=${id}`,
            `/videos/${videos[0]}/playlists`,
          ]
        ) {
          await page.goto(path);
          await page.locator("h1").first().waitFor({ state: "attached" });
          await assertAccessible(page);
          assert.equal(await sidewaysScroll(page), 0, `${path} at ${width}`);
          assert.equal(await page.evaluate(() => scrollY), 0, `${path} begins at its top`);
        }
      },
    );
  }
}));
