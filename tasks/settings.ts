/** Writes docs/settings.md from the table of settings in src/core/settings/config.ts. */
import { settingsPage } from "../src/core/settings/settings_text.ts";

await Deno.writeTextFile(new URL("../docs/settings.md", import.meta.url), settingsPage());
