import assert from "node:assert/strict";
import { SETTINGS } from "../../../../src/core/settings/settings.ts";
import { changedSettings, settingsHelp, settingsPage } from "../../../../src/core/settings/settings_text.ts";

const root = new URL("../../../../", import.meta.url);

Deno.test("docs/settings.md lists exactly the settings that are read, with their defaults", async () => {
  const page = await Deno.readTextFile(new URL("docs/settings.md", root));
  assert.equal(page, settingsPage(), "docs/settings.md is not up to date: run `./sf settings`");
  const rows = page.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split(" | "));
  assert.deepEqual(
    rows.map(([name, standard]) => [name.replace(/[|` ]/g, ""), standard.replaceAll("`", "").trim()]),
    Object.values(SETTINGS).map(({ name, default: standard }) => [name, standard.replaceAll("`", "")]),
  );
});

Deno.test("settingsHelp() names every setting with its default, in lines of at most 120 columns", () => {
  const help = settingsHelp();
  for (const { name, default: standard } of Object.values(SETTINGS)) {
    const paragraph = new RegExp(`^  ${name} +([^]*?)(?=\n  \\S|$(?![^]))`, "m").exec(help)?.[1].replace(/\s+/g, " ");
    assert(paragraph?.includes(`; default: ${standard.replaceAll("`", "")})`), `${name}: ${paragraph}`);
  }
  for (const line of help.split("\n")) assert(line.length <= 120, line);
});

Deno.test("changedSettings() shows what the environment sets, but no password", () => {
  assert.equal(changedSettings({ PORT: " ", HOME: "/home/ada" }), "all have their defaults");
  const env = { PORT: "9000", DATABASE_URL: "postgres://u:secret@db/x", OWNER_TOKEN: "secret" };
  assert.equal(
    changedSettings(env),
    "PORT=9000, DATABASE_URL=(set), OWNER_TOKEN=(set); the others have their defaults",
  );
});
