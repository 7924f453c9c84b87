/** Writes docs/settings.md from the table of settings in src/core/settings/settings.ts. */
import { settingsPage } from "../src/core/settings/settings_text.ts";

await Deno.writeTextFile(new URL("../docs/settings.md", import.meta.url), settingsPage());
