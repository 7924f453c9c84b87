import { api } from "../../shared/client/api.ts";
import { attempt } from "../../shared/client/dom.ts";

/** The buttons that run an analysis again. The page shows how far it is by the video's events. */
export function wireAnalyses(videoUrl: string): void {
  document.querySelector(".about")?.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-analyze]");
    if (!button) return;
    button.disabled = true;
    attempt(async () => void await api("POST", `${videoUrl}/analyses`, { kind: button.dataset.analyze })).then(
      (done) => {
        if (!done) button.disabled = false;
      },
    );
  });
}
