import { libraryScript } from "../../../words/en/library.ts";
import { byId } from "../../../shared/client/dom.ts";
import { shortcutKey } from "../../../shared/client/keys.ts";
import { allCards, cardOf } from "../cards.ts";
import { onLongPress } from "./long_press.ts";

const w = libraryScript.select;
const results = byId("results");
const bar = () => byId("selection"); // guests have none

/** The ids of the selected videos. */
const chosen = new Set<string>();
/** The card that a range begins at. */
let anchor: string | null = null;

type Card = HTMLLIElement;
const idOf = (card: Card) => card.dataset.id!;
const boxOf = (card: Card) => card.querySelector<HTMLInputElement>(".pick input");
const cardAt = (target: EventTarget | null) => (target as Element).closest<Card>("li[data-id]");

/** The selected cards, as the page shows them. */
export function selectedCards(): Card[] {
  return allCards().filter((card) => chosen.has(idOf(card)));
}

/** Lets a person select videos by their boxes, by keys, and by a long press. */
export function followSelection(): void {
  results.addEventListener("click", onClick);
  results.addEventListener("keydown", onKey);
  onLongPress(results, (target) => {
    const card = cardAt(target);
    if (card && boxOf(card)) set([card], true);
  });
  byId("select-all").addEventListener("click", () => set(allCards(), true));
  byId("select-none").addEventListener("click", endSelection);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || chosen.size === 0 || event.defaultPrevented) return;
    if (
      (event.target as Element).closest("dialog, details[open], .notice, select, textarea, input:not([type=checkbox])")
    ) {
      return;
    }
    endSelection();
  });
  // the list may change meanwhile: what it does not show any more is not selected either
  new MutationObserver(keepToShown).observe(results, { childList: true, subtree: true });
}

/** Selects nothing any more. */
export function endSelection(): void {
  const hadFocus = bar().contains(document.activeElement);
  const last = anchor === null ? null : cardOf(anchor);
  anchor = null;
  set(allCards(), false);
  if (hadFocus) ((last && boxOf(last)) ?? byId("main")).focus();
}

function onClick(event: MouseEvent): void {
  const card = cardAt(event.target);
  const box = card && boxOf(card);
  if (!card || !box) return;
  if (event.target === box) {
    select(card, box.checked, event.shiftKey);
  } else if (chosen.size > 0 && (event.target as Element).closest(".thumb") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault(); // while some are selected, a picture selects as well
    select(card, !chosen.has(idOf(card)), event.shiftKey);
  }
}

/** @param isRange selects all from the last one on */
function select(card: Card, isOn: boolean, isRange: boolean): void {
  const from = isRange && anchor !== null ? cardOf(anchor) : null;
  set(from ? between(from, card) : [card], isOn);
  anchor = idOf(card);
}

function between(a: Card, b: Card): Card[] {
  const cards = allCards();
  const [first, last] = [cards.indexOf(a), cards.indexOf(b)].sort((x, y) => x - y);
  return cards.slice(first, last + 1);
}

function onKey(event: KeyboardEvent): void {
  const box = (event.target as Element).closest<HTMLInputElement>(".pick input");
  const card = box && cardAt(box);
  if (!card) return;
  if (shortcutKey(event) === "a" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return set(allCards(), true);
  }
  const next = neighbor(card, event.key);
  if (!next) return;
  event.preventDefault(); // the page would scroll
  if (event.shiftKey) set(between(card, next), true);
  anchor = event.shiftKey || anchor === null ? idOf(next) : anchor;
  boxOf(next)?.focus();
}

/** The card that an arrow key leads to. */
function neighbor(card: Card, key: string): Card | undefined {
  const cards = allCards();
  const at = cards.indexOf(card);
  const isBackward = (key === "ArrowLeft") !== (getComputedStyle(results).direction === "rtl");
  if (key === "ArrowLeft" || key === "ArrowRight") return cards[at + (isBackward ? -1 : 1)];
  const inColumn = cards.filter((other) => other.offsetLeft === card.offsetLeft);
  const row = inColumn.indexOf(card);
  if (key === "ArrowUp") return inColumn[row - 1];
  return key === "ArrowDown" ? inColumn[row + 1] : undefined;
}

function set(cards: readonly Card[], isOn: boolean): void {
  const before = chosen.size;
  for (const card of cards) {
    if (isOn && boxOf(card)) chosen.add(idOf(card));
    else chosen.delete(idOf(card));
  }
  draw();
  if (chosen.size !== before) say();
}

function keepToShown(): void {
  const before = chosen.size;
  for (const id of chosen) if (!cardOf(id)) chosen.delete(id);
  draw();
  if (chosen.size !== before) say();
}

function draw(): void {
  for (const card of allCards()) {
    const box = boxOf(card);
    if (box) box.checked = chosen.has(idOf(card));
  }
  results.classList.toggle("selecting", chosen.size > 0);
  bar().hidden = chosen.size === 0;
  byId("selection-count").textContent = w.count(chosen.size);
}

/** Tells it to a screen reader: the bar itself comes and goes. */
function say(): void {
  byId("selection-said").textContent = chosen.size > 0 ? w.count(chosen.size) : w.none;
}
