import type { ExportJson, ExportRequestedJson } from "../../../../src/schemas/export.ts";
import { api } from "../../shared/client/api.ts";
import { errorText } from "../../shared/client/errors.ts";
import { sitePath } from "../../shared/client/site.ts";
import { shareScript as w } from "../../words/en/share.ts";

const POLL_MS = 1000;

/** The buttons that make a file of the video with its captions: each shows how far it is, then downloads it. */
export function wireExports(sheet: HTMLElement, videoUrl: string): void {
  const say = (text: string) => sheet.querySelector(".sheet-said")!.textContent = text;
  sheet.addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-export-format]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const label = button.textContent;
    button.setAttribute("aria-disabled", "true");
    const track = sheet.querySelector<HTMLSelectElement>(".burn-track")?.value;
    say("");
    try {
      await makeFile(button, { videoUrl, track });
      say(w.exportReady);
    } catch (error) {
      say(errorText(error));
    }
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  });
}

/** @param of.track the one to burn in */
async function makeFile(
  button: HTMLButtonElement,
  { videoUrl, track }: { videoUrl: string; track?: string },
): Promise<void> {
  const { exportFormat: format, burnIn } = button.dataset;
  const isBurned = burnIn === "yes";
  const asked = await api("POST", `${videoUrl}/exports`, {
    ...{ format, burn_in: isBurned },
    ...(isBurned && track && { tracks: [track] }),
  });
  const { status_url } = await asked.json() as ExportRequestedJson;
  for (;;) {
    const made = await (await api("GET", status_url)).json() as ExportJson;
    if (made.state === "failed") throw new Error(made.error ?? w.exportFailed);
    if (made.file_url) {
      location.assign(sitePath(made.file_url)); // it is an attachment: the page stays
      return;
    }
    button.textContent = made.state === "queued" ? w.waiting : w.percent(made.progress);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
