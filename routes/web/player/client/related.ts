import type { RelatedJson } from "../../../../src/schemas/related.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { make } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";
import { clock } from "../../shared/format.ts";

/** Loads the related moments once the place of their list comes near the window; it stays hidden if there are none. */
export function wireRelated(videoUrl: string): void {
  const place = document.getElementById("related-place");
  if (!place) return;
  const observer = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    void show(place, videoUrl);
  }, { rootMargin: "400px" });
  observer.observe(place);
}

/** An extra of the page: where it can't be had, nothing is said. */
async function show(place: HTMLElement, videoUrl: string): Promise<void> {
  const response = await serverFetch(`${videoUrl}/related`, { headers: { accept: "application/json" } }).catch(() =>
    null
  );
  if (!response?.ok) return;
  const { moments } = await response.json() as RelatedJson;
  const section = place.querySelector<HTMLElement>("section")!;
  section.querySelector("ol")!.replaceChildren(...moments.map(({ video, language, start, text }) =>
    make(
      "li",
      {},
      make(
        "a",
        { href: sitePath(`/videos/${video.id}?t=${Math.floor(start)}`) },
        make("q", { ...cueTextAttributes(text, language) }, text),
        make(
          "span",
          { class: "related-from" },
          make("time", {}, clock(start)),
          " ",
          make("span", { dir: "auto" }, video.title),
        ),
      ),
    )
  ));
  section.hidden = moments.length === 0;
}
