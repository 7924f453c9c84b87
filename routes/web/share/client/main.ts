// The pages of a sheet alone, where the button was opened as a link.
import "../../shared/client/page.ts";
import { openSheets, wireSheet } from "./sheet.ts";

const sheet = document.querySelector<HTMLElement>("[data-sheet]");
if (sheet) wireSheet(sheet, 0);
openSheets(() => 0);
