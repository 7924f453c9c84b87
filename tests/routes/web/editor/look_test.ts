import assert from "node:assert/strict";
import { browserTest, sidewaysScroll } from "../../../browser.ts";
import { problemOf, seedVideo } from "../../harness.ts";
import { accessible, choose, CUES, field, openEditors, row, save, spoken } from "./editor_harness.ts";

const { app, captioned, stored, editing } = await openEditors();

Deno.test(browserTest("cues and titles never become markup", async () => {
  const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
  const id = await captioned({ cues: [spoken(1, 1, 3, evil), ...CUES.slice(1)], title: evil });
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    assert.equal(await field(page).inputValue(), evil);
    await page.locator("#caption").filter({ hasText: "<img" }).waitFor();
    await field(page).fill(`${evil} more`);
    await save(page);
    for (const tool of ["check", "review", "versions"]) await page.locator(`#tab-${tool}`).click();
    await page.getByRole("button", { name: "difference" }).first().click();
    await page.getByRole("dialog").filter({ hasText: "<img" }).waitFor();
    assert.equal(await page.locator("main img, dialog img, main script, dialog script").count(), 0);
    assert.doesNotMatch(await page.title(), /^owned/);
  });
}));

Deno.test(browserTest("buttons that are off look off, in light and dark, and can still be read", async () => {
  const id = await captioned();
  for (const colorScheme of ["light", "dark"] as const) {
    await editing(id, async (tab) => {
      const { page } = tab;
      const look = (name: string) =>
        page.locator(`#${name}`).evaluate((button) => {
          const { color, fontWeight, cursor } = getComputedStyle(button);
          return { color, fontWeight, cursor, brackets: getComputedStyle(button, "::before").color };
        });
      const off = await look("save");
      assert.deepEqual(off, await look("undo"), "the main button has no look of its own while it is off");
      assert.equal(off.brackets, "rgba(0, 0, 0, 0)");
      await page.locator("#save").hover({ force: true });
      assert.deepEqual(await look("save"), off, "it does not light up under the pointer");
      const dim = await page.locator(".cue-number").first().evaluate((node) => getComputedStyle(node).color);
      assert.equal(off.color, dim, "a colour whose contrast is tested");
      assert.equal(await page.locator("#save").getAttribute("title"), "Everything is saved");
      await page.mouse.move(0, 0);
      await choose(page, 1);
      await page.keyboard.type("A");
      await page.locator("#save:enabled").waitFor();
      const on = await look("save");
      for (const part of ["color", "fontWeight", "cursor", "brackets"] as const) assert.notEqual(on[part], off[part]);
      await page.keyboard.press("Control+z");
      await page.locator("#save:disabled").waitFor();
      await accessible(tab);
    }, { colorScheme });
  }
}));

Deno.test(browserTest("right-to-left captions are edited from right to left", async () => {
  const id = await captioned({ cues: [spoken(1, 1, 3, "مرحبا بكم في المخبز")], language: "ar" });
  await editing(id, async ({ page }) => {
    assert.equal(await field(page).evaluate((node) => getComputedStyle(node).direction), "rtl");
  });
}));

Deno.test(browserTest("five thousand cues are listed, and the last one can be edited", async () => {
  const cues = Array.from({ length: 5000 }, (_, i) => spoken(i + 1, i * 1.5, i * 1.5 + 1.4, `number ${i + 1}`));
  const id = await captioned({ cues });
  await editing(id, async ({ page }) => {
    assert.equal(await page.locator(".cue").count(), 5000);
    await row(page, 5000).click();
    await page.keyboard.type("!");
    assert.match(await row(page, 5000).textContent() ?? "", /number 5000!/);
    await save(page);
    assert.equal((await stored(id)).cues[4999].text, "number 5000!");
  });
}));

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(
    browserTest(`axe finds nothing in the editor in ${colorScheme}, wide and on a phone, on any tab`, async () => {
      const id = await captioned();
      await editing(id, async (tab) => {
        const { page } = tab;
        await row(page, 2).click();
        await field(page).fill("x".repeat(60));
        await page.locator(".cue-form .findings li").first().waitFor();
        await accessible(tab);
        assert.equal(await sidewaysScroll(page), 0);
        await page.setViewportSize({ width: 360, height: 740 });
        for (const tool of await page.getByRole("tab").all()) {
          await tool.click();
          assert.equal(await sidewaysScroll(page), 0, await tool.textContent() ?? "");
          await accessible(tab);
        }
        await page.evaluate(() => scrollTo(0, 0)); // the player stays on top of the list
        const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
        const order = [
          await top(".edit-screen"),
          await top(".edit-list"),
          await top(".edit-tools"),
          await top(".edit-wave"),
        ];
        assert.deepEqual(order, order.toSorted((a, b) => a - b));
        await page.keyboard.press("Control+z");
      }, { colorScheme });
    }),
  );
}

Deno.test("only people who may change the video get the editor, with a policy without inline script", async () => {
  const id = await seedVideo(app, { renditions: { source: { shortSide: 180, bytes: new Uint8Array([1]) } } });
  const headers = { Accept: "text/html" };
  const mine = await app.request(`/videos/${id}/edit`, { headers, as: "browser" });
  assert.equal(mine.status, 200);
  assert.doesNotMatch(mine.headers.get("Content-Security-Policy")!, /unsafe/);
  assert.doesNotMatch(await mine.text(), /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  assert.equal((await app.request(`/videos/${id}/edit`, { headers })).status, 401);
  await problemOf(await app.request(`/videos/AAAAAAAAAAAAAAAAAAAAAA/edit`, { as: "owner" }), 404);
});

Deno.test(
  browserTest("nothing is hidden behind the bottom line, at any height of the window and of the title", async () => {
    const id = await captioned({ title: "A passage about a baker, an oven and a river ".repeat(3) });
    for (const height of [620, 720, 800, 1080]) {
      await editing(id, async ({ page }) => {
        const room = await page.evaluate(() => {
          scrollTo(0, document.documentElement.scrollHeight);
          const bottom = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
          const list = document.querySelector("#cues")!;
          return {
            left: bottom(".status-line").top - bottom(".edit-wave").bottom,
            isScrolled: list.clientHeight < list.scrollHeight || list.clientHeight > 200,
          };
        });
        assert.ok(room.left >= 0, `${height} px: ${room.left}`);
        assert.ok(room.isScrolled, `${height} px: the list takes no more than its place`);
      }, { viewport: { width: 1280, height } });
    }
  }),
);
