import "./page.ts";
import { count } from "../format.ts";
import { api } from "./api.ts";
import { attempt, byId, confirm, make, notify } from "./dom.ts";
import { type Changes, follow } from "./live.ts";
import { applyParts, fetchParts } from "./parts.ts";
import { UploadQueue } from "./uploads.ts";

const cards = byId<HTMLUListElement>("cards");
const fragments = "/library/cards";

const cardOf = (id: string) => cards.querySelector<HTMLLIElement>(`li[data-id="${CSS.escape(id)}"]`);

/** Brings one card, or all that are shown, up to what the server says. */
async function refresh(changes: Changes): Promise<void> {
  if (changes) {
    for (const id of changes) {
      const fresh = await fetchParts(`${fragments}/${encodeURIComponent(id)}`);
      place(id, fresh?.querySelector<HTMLLIElement>("li[data-id]") ?? null);
    }
  } else {
    const fresh = await fetchParts(fragments);
    if (!fresh) return;
    const found = [...fresh.querySelectorAll<HTMLLIElement>("li[data-id]")];
    for (const card of found.toReversed()) place(card.dataset.id!, card);
    // gone are those that the first page would hold and does not; later pages were asked for and stay
    const isWhole = !fresh.getElementById("more");
    const ids = new Set(found.map((card) => card.dataset.id));
    const last = found.at(-1)?.dataset.created ?? "";
    for (const card of cards.querySelectorAll<HTMLLIElement>("li[data-id]")) {
      if (!ids.has(card.dataset.id) && (isWhole || card.dataset.created! > last)) card.remove();
    }
  }
  tally();
}

function place(id: string, fresh: HTMLLIElement | null): void {
  const old = cardOf(id);
  if (!fresh) old?.remove();
  else if (!old) insert(document.importNode(fresh, true));
  else {
    applyParts(old, fresh);
    const [mine, theirs] = [old.querySelector("select"), fresh.querySelector("select")];
    if (mine && theirs && document.activeElement !== mine) mine.value = theirs.value;
  }
}

/** Newest first. */
function insert(card: HTMLLIElement): void {
  const after = [...cards.children].find((other) => (other as HTMLElement).dataset.created! < card.dataset.created!);
  cards.insertBefore(card, after ?? null);
}

function tally(): void {
  const shown = cards.querySelectorAll("li[data-id]").length;
  byId("empty").hidden = shown > 0;
  byId("count").textContent = count(shown, "video") + (document.getElementById("more") ? " so far" : "");
  const having = (badge: string) => cards.querySelectorAll(`li[data-id]:has(.badge.${badge})`).length;
  const parts = [[having("done"), "captioned"], [having("busy"), "at work"], [having("failed"), "failed"]] as const;
  byId("summary").replaceChildren(
    ...parts.filter(([n]) => n > 0).map(([n, words]) => make("span", {}, make("b", {}, String(n)), ` ${words}`)),
  );
}

async function remove(card: HTMLLIElement): Promise<void> {
  const title = card.querySelector(".title")?.textContent ?? "";
  const text = `"${title}", its captions and its files are deleted from this server. There is no way back.`;
  if (!await confirm("Delete this video?", text, "delete")) return;
  await attempt(async () => {
    await api("DELETE", `/api/videos/${card.dataset.id}`);
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    tally();
    (next?.querySelector<HTMLElement>(".title a") ?? byId("main")).focus();
    notify(`"${title}" is deleted.`);
  });
}

cards.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action]");
  const card = button?.closest<HTMLLIElement>("li[data-id]");
  if (!button || !card) return;
  if (button.dataset.action === "delete") remove(card);
  if (button.dataset.action === "retry") {
    button.disabled = true;
    attempt(async () => {
      await api("POST", button.dataset.url!);
      await refresh(new Set([card.dataset.id!]));
    }).then(() => button.disabled = false);
  }
});

cards.addEventListener("change", async (event) => {
  const select = event.target as HTMLSelectElement;
  const card = select.closest<HTMLLIElement>("li[data-id]");
  if (!card || select.name !== "visibility") return;
  const done = await attempt(async () => {
    await api("PATCH", `/api/videos/${card.dataset.id}`, { visibility: select.value });
  });
  if (!done) await refresh(new Set([card.dataset.id!])).catch(() => {});
});

document.getElementById("more")?.addEventListener("click", (event) => {
  event.preventDefault();
  const link = event.currentTarget as HTMLAnchorElement;
  attempt(async () => {
    const next = new URL(link.href);
    const fresh = await fetchParts(`${fragments}${next.search}`);
    const found = [...fresh?.querySelectorAll<HTMLLIElement>("li[data-id]") ?? []];
    for (const card of found) if (!cardOf(card.dataset.id!)) cards.append(document.importNode(card, true));
    const more = fresh?.querySelector<HTMLAnchorElement>("#more");
    if (more) link.href = more.href;
    else link.remove();
    if (found[0]) cardOf(found[0].dataset.id!)?.querySelector<HTMLElement>(".title a")?.focus();
    tally();
  });
});

const upload = document.getElementById("upload"); // only the owner has it
if (upload) acceptFiles(upload);
follow("/api/events", refresh);
tally();

function acceptFiles(panel: HTMLElement): void {
  const input = byId<HTMLInputElement>("files");
  const queue = new UploadQueue({
    list: byId("queue"),
    maxBytes: Number(panel.dataset.maxBytes),
    metadata: () => ({
      visibility: byId<HTMLSelectElement>("upload-visibility").value,
      ...(byId<HTMLSelectElement>("upload-language").value && {
        language: byId<HTMLSelectElement>("upload-language").value,
      }),
    }),
    choose: () => input.click(),
    onDone: () => refresh(null).catch(() => {}),
  });
  byId("choose").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    queue.add([...input.files ?? []]);
    input.value = ""; // the same file again is a change too
  });
  // anywhere on the page: a file dropped beside the frame would otherwise replace the page
  let depth = 0;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (by: number) => panel.classList.toggle("over", (depth = Math.max(0, depth + by)) > 0);
  addEventListener("dragenter", (event) => hasFiles(event) && over(1));
  addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(-depth);
    queue.add([...event.dataTransfer!.files]);
  });
  queue.showUnfinished();
}
