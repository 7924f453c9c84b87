import { libraryScript as w } from "../../words/en/library.ts";
import { byId, make } from "../../shared/client/dom.ts";
import type { Changes } from "../../shared/client/server_events.ts";
import { fetchParts, replaceParts } from "../../shared/client/page_parts.ts";
import { RemainingTimeEstimate, remainingWords } from "./remaining_time.ts";

const FRAGMENTS = "/library/cards";
/** Of more cards the whole list is read, not each by itself. */
const MOST_SINGLE = 20;
type Card = HTMLLIElement;

const results = byId("results");
const estimates = new Map<string, RemainingTimeEstimate>();

export const cardOf = (id: string) => results.querySelector<Card>(`li[data-id="${CSS.escape(id)}"]`);
export const allCards = () => [...results.querySelectorAll<Card>("li[data-id]")];
export const titleOf = (card: Element) => card.querySelector(".title")?.textContent ?? "";

/** The query of the page's address that selects and orders videos, without cursor and view. */
export function listQuery(): string {
  const query = new URLSearchParams(location.search);
  query.delete("cursor");
  query.delete("view");
  return query.size > 0 ? `?${query}` : "";
}

/** Updates cards from the server: those of the given ids, or all that are shown. */
export async function refresh(changes: Changes): Promise<void> {
  const query = listQuery();
  if (changes && changes.size <= MOST_SINGLE) {
    for (const id of changes) {
      const fresh = await fetchParts(`${FRAGMENTS}/${encodeURIComponent(id)}${query}`);
      if (query !== listQuery()) return; // the person has opened another list since
      placeCard(id, fresh?.querySelector<Card>("li[data-id]") ?? null);
    }
  } else {
    const freshCards: Card[] = [];
    let next: string | null = query;
    do {
      const fresh: Document | null = await fetchParts(FRAGMENTS + next);
      if (!fresh || query !== listQuery()) return;
      freshCards.push(...fresh.querySelectorAll<Card>("li[data-id]"));
      const more = fresh.querySelector<HTMLAnchorElement>("#more");
      next = more && new URL(more.href).search;
    } while (changes && next !== null && freshCards.length < allCards().length);
    // removes cards that belong on the pages that were read but are not in them; cards of later pages stay
    const isWhole = next === null;
    const ids = new Set(freshCards.map((card) => card.dataset.id));
    const last = freshCards.at(-1);
    for (const card of allCards()) {
      if (!ids.has(card.dataset.id) && (isWhole || !last || compare(card, last) < 0)) card.remove();
    }
    for (const card of freshCards) placeCard(card.dataset.id!, card);
  }
  updateCounts();
}

/** Shows the first page of another list, unless `isWanted` returns false once it has loaded. */
export async function load(query: string, isWanted: () => boolean): Promise<void> {
  const fresh = await fetchParts(`${FRAGMENTS}${query}`);
  if (!fresh || !isWanted()) return;
  const view = byId("cards").className;
  results.replaceChildren(...[...fresh.body.children].map((child) => document.importNode(child, true)));
  byId("cards").className = view;
  updateCounts();
}

/** Appends the next page of the list. */
export async function loadMore(link: HTMLAnchorElement): Promise<void> {
  const fresh = await fetchParts(`${FRAGMENTS}${new URL(link.href).search}`);
  const freshCards = [...fresh?.querySelectorAll<Card>("li[data-id]") ?? []];
  for (const card of freshCards) {
    if (!cardOf(card.dataset.id!)) byId("cards").append(document.importNode(card, true));
  }
  const more = fresh?.querySelector<HTMLAnchorElement>("#more");
  if (more) link.href = more.href;
  else link.parentElement!.remove();
  if (freshCards[0]) cardOf(freshCards[0].dataset.id!)?.querySelector<HTMLElement>(".title a")?.focus();
  updateCounts();
}

function placeCard(id: string, fresh: Card | null): void {
  const old = cardOf(id);
  if (!fresh) {
    old?.remove();
    estimates.delete(id);
  } else if (!old) {
    insert(document.importNode(fresh, true));
  } else {
    const isSameJob = fresh.dataset.job !== undefined && fresh.dataset.job === old.dataset.job;
    // a late answer must not undo a newer one
    if (isSameJob && Number(fresh.dataset.progress) < Number(old.dataset.progress)) return;
    replaceParts(old, fresh);
    for (const name of ["key", "job", "progress", "started"]) {
      if (fresh.dataset[name] === undefined) delete old.dataset[name];
      else old.dataset[name] = fresh.dataset[name];
    }
    const labels = [...fresh.querySelectorAll(":is(.actions, .pick) [aria-label]")];
    old.querySelectorAll(":is(.actions, .pick) [aria-label]").forEach((element, i) =>
      element.setAttribute("aria-label", labels[i]?.getAttribute("aria-label") ?? "")
    );
    const [mine, theirs] = [old.querySelector("select"), fresh.querySelector("select")];
    if (mine && theirs) {
      mine.dataset.saved = theirs.value; // what a change that fails falls back to
      if (document.activeElement !== mine) mine.value = theirs.value;
    }
    reorder(old);
  }
}

/** Inserts a card in order, unless it belongs on a page that is not shown yet. */
function insert(card: Card): void {
  const after = allCards().find((other) => compare(other, card) > 0) ?? null;
  if (!after && allCards().length > 0 && document.getElementById("more")) return;
  byId("cards").insertBefore(card, after);
}

/** Moves a card whose sort key changed, and restores the focus, which moving removes. */
function reorder(card: Card): void {
  const [before, after] = [card.previousElementSibling as Card | null, card.nextElementSibling as Card | null];
  if ((!before || compare(before, card) < 0) && (!after || compare(card, after) < 0)) return;
  const focused = card.contains(document.activeElement) ? document.activeElement as HTMLElement : null;
  card.remove();
  insert(card);
  focused?.focus();
}

/** Compares by the list's order: below 0 if `a` comes first. */
function compare(a: Card, b: Card): number {
  const { sort, order } = byId("cards").dataset;
  const [x, y] = [a.dataset.key ?? "", b.dataset.key ?? ""];
  const isNumber = sort === "duration" || sort === "size";
  const difference = isNumber ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
  const tie = a.dataset.id! < b.dataset.id! ? -1 : 1;
  return (difference || tie) * (order === "asc" ? 1 : -1);
}

/** Updates the counts on the page from the cards that it shows. */
export function updateCounts(): void {
  const cards = allCards();
  const isNarrow = results.querySelector(".narrowed") !== null;
  byId("empty").hidden = cards.length > 0 || isNarrow;
  byId("no-match").hidden = cards.length > 0 || !isNarrow;
  byId("fold").textContent = w.fold(results.querySelectorAll(".narrow-chip").length);
  byId("count").textContent = document.getElementById("more") ? w.videosSoFar(cards.length) : w.videos(cards.length);
  const having = (badge: string) => cards.filter((card) => card.querySelector(`.badge.${badge}`)).length;
  const parts = [[having("done"), w.captioned], [having("busy"), w.busy], [having("failed"), w.failed]] as const;
  byId("summary").replaceChildren(
    ...parts.filter(([n]) => n > 0).map(([n, words]) => make("span", {}, make("b", {}, String(n)), ` ${words}`)),
  );
  for (const card of cards) showRemainingTime(card);
}

/** Shows the remaining time of a card's job, if there is an estimate. */
function showRemainingTime(card: Card): void {
  const left = card.querySelector(".time-left");
  if (!left) return;
  const { job, progress, started, id } = card.dataset;
  const now = Date.now();
  if (!job) {
    estimates.delete(id!);
    left.textContent = "";
    return;
  }
  const key = `${id}/${job}`;
  const estimate = estimates.get(key) ?? new RemainingTimeEstimate(started ? Date.parse(started) : null);
  estimates.set(key, estimate);
  estimate.add(now, Number(progress));
  const seconds = estimate.remainingSeconds(now);
  left.textContent = seconds === null ? "" : remainingWords(seconds);
}

// the remaining time counts down between reports and disappears when a job stops reporting
setInterval(() => {
  for (const card of allCards()) if (card.dataset.job) showRemainingTime(card);
}, 5000);
