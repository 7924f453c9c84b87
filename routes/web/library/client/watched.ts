import { watchedShare } from "../../../../src/core/watch_progress.ts";
import { clock } from "../../shared/format.ts";
import { api } from "../../shared/client/api.ts";
import { attempt, byId, make } from "../../shared/client/dom.ts";
import { keepLocalPlace, type LocalPlace, localPlaces } from "../../shared/client/local_progress.ts";
import { watchedScript as w } from "../../words/en/watched.ts";
import { fetchParts } from "../../shared/client/page_parts.ts";

const MOST_IN_ROW = 12;

const row = byId("continue");
const isSignedIn = row.dataset.keptBy === "server";

/** Shows how far videos were watched: the server knows it of who is signed in, else this browser. */
export function followWatched(): void {
  row.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-forget]");
    if (button) attempt(() => forget(button));
  });
  addEventListener("pageshow", (event) => event.persisted && void showRow()); // back from a video
  if (isSignedIn) return;
  showBars();
  new MutationObserver(showBars).observe(byId("results"), { childList: true, subtree: true });
  void showRow();
}

async function forget(button: HTMLButtonElement): Promise<void> {
  const id = button.dataset.forget!;
  if (isSignedIn) await api("DELETE", `/api/videos/${id}/progress`);
  else keepLocalPlace(id, null);
  const item = button.closest("li")!;
  const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector<HTMLElement>("button");
  item.remove();
  document.querySelector(`li[data-id="${CSS.escape(id)}"] .watched`)?.replaceChildren();
  row.hidden = row.querySelector("li") === null;
  (next ?? byId("main")).focus();
}

/** Puts the bars of this browser's places on the cards. */
function showBars(): void {
  const places = localPlaces();
  for (const card of byId("results").querySelectorAll<HTMLElement>("li[data-id]")) {
    showBar(card, places.get(card.dataset.id!));
  }
}

function showBar(item: HTMLElement, place: LocalPlace | undefined): void {
  const mark = item.querySelector(".watched");
  const share = place ? watchedShare(place, place.durationSeconds) : 0;
  const shown = mark?.querySelector("progress")?.value ?? 0;
  if (!mark || Math.abs(shown - share) < 0.001) return;
  const bar = make("progress", { max: "1", value: String(share), "aria-label": w.share(share) });
  mark.replaceChildren(...share > 0 ? [bar] : []);
}

/** Reads the row again. The server is told which videos to show, not how far they were watched. */
async function showRow(): Promise<void> {
  const places = localPlaces();
  const begun = [...places].filter(([, { position }]) => position > 0).slice(0, MOST_IN_ROW).map(([id]) => id);
  if (!isSignedIn && begun.length === 0) return void (row.hidden = true);
  const query = isSignedIn ? "" : `?videos=${begun.map(encodeURIComponent).join(",")}`;
  const fresh = await fetchParts(`/library/continue${query}`).catch(() => null); // a row less, no error
  const list = fresh?.getElementById("continue-list");
  if (!list) return;
  byId("continue-list").replaceWith(document.importNode(list, true));
  const items = row.querySelectorAll<HTMLElement>("li[data-video]");
  row.hidden = items.length === 0;
  if (isSignedIn) return;
  for (const item of items) {
    const place = places.get(item.dataset.video!);
    showBar(item, place);
    if (!place) continue;
    const left = Number(item.dataset.length ?? place.durationSeconds) - place.position; // the file may be another one
    item.querySelector(".continue-left")!.textContent = left > 0 ? w.left(clock(left)) : "";
  }
}
