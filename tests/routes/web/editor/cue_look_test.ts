import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { browserTest, until } from "../../../browser.ts";
import { field, openEditors, row, save } from "./editor_harness.ts";

const { captioned, stored, editing } = await openEditors();

Deno.test(browserTest("the speaker, the place and bold text of a cue are set, undone and saved", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    await page.getByLabel("speaker").fill("Ann");
    await page.locator("#cue-place").selectOption("8");
    await field(page).evaluate((text: HTMLTextAreaElement) => text.setSelectionRange(4, 9));
    await page.getByRole("button", { name: "Make the selected text bold" }).click();
    assert.equal(await page.locator(".cue-preview b").textContent(), "baker");
    await page.getByRole("button", { name: "Make the selected text italic" }).click();
    await page.getByRole("button", { name: "Make the selected text italic" }).click();
    await save(page);
  });
  const [cue] = (await stored(id)).cues;
  assert.deepEqual([cue.speaker, cue.position, cue.markup], [
    "Ann",
    { line: 0 },
    [{ from: 4, to: 9, style: "bold" }],
  ]);
}));

Deno.test(browserTest("speakers (5.x): a cue's speaker is chosen from those of the other cues", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await row(page, 1).click();
    await page.getByLabel("speaker").fill("Ann");
    await row(page, 2).click();
    await page.getByLabel("speaker").focus();
    const names = page.locator("#speaker-names option");
    assert.deepEqual(await names.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value)), ["Ann"]);
    await page.getByLabel("speaker").fill("Ann");
    await save(page);
  });
  assert.deepEqual((await stored(id)).cues.slice(0, 2).map((cue: { speaker?: string }) => cue.speaker), ["Ann", "Ann"]);
}));

Deno.test(browserTest("an import in an old encoding lists what was changed, and keeps who speaks", async () => {
  const id = await captioned();
  await editing(id, async ({ page }) => {
    await page.getByRole("tab", { name: "files" }).click();
    const ass = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n" +
      "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ren\xe9,0,0,0,,{\\an8\\c&HFF&}Le caf\xe9 est l\xe0\n";
    await page.locator("#import-file").setInputFiles({
      ...{ name: "a.ass", mimeType: "text/x-ssa", buffer: Buffer.from(ass, "latin1") },
    });
    await page.getByRole("button", { name: "import the file" }).click();
    await until("the changes are listed", async () => await page.locator("#import-changes li").count() === 2);
    const said = await page.locator("#import-changes").textContent() ?? "";
    assert.match(said, /windows-1252/);
    assert.match(said, /style code/);
    assert.equal(await page.getByLabel("speaker").inputValue(), "René");
  });
  const [cue] = (await stored(id)).cues;
  assert.deepEqual([cue.text, cue.speaker, cue.position], ["Le café est là", "René", { line: 0 }]);
}));
