import type { ExportJson, ExportRequestedJson } from "../../../../src/schemas/export.ts";
import { api } from "../../shared/client/api.ts";
import { attempt, notify } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";

const POLL_MS = 1000;

/** The buttons that make a file of the video with its captions: each shows how far it is, then downloads it. */
export function wireExports(page: HTMLElement, videoUrl: string): void {
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-export-format]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const label = button.textContent;
    button.setAttribute("aria-disabled", "true");
    attempt(() => makeFile(button, videoUrl)).finally(() => {
      button.removeAttribute("aria-disabled");
      button.textContent = label;
    });
  });
}

async function makeFile(button: HTMLButtonElement, videoUrl: string): Promise<void> {
  const { exportFormat: format, burnIn, track } = button.dataset;
  const isBurned = burnIn === "yes";
  const asked = await api("POST", `${videoUrl}/exports`, {
    ...{ format, burn_in: isBurned },
    ...(isBurned && track && { tracks: [track] }),
  });
  const { status_url } = await asked.json() as ExportRequestedJson;
  for (;;) {
    const made = await (await api("GET", status_url)).json() as ExportJson;
    if (made.state === "failed") throw new Error(made.error ?? "The file could not be made.");
    if (made.file_url) {
      location.assign(sitePath(made.file_url)); // it is an attachment: the page stays
      notify("The file is ready: its download begins. It is kept for a day.");
      return;
    }
    button.textContent = made.state === "queued" ? "waiting" : `${Math.floor(made.progress * 100)} %`;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
