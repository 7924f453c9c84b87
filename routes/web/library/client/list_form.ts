import { attempt, byId, make } from "../../shared/client/dom.ts";
import { listQuery, load } from "./cards.ts";
import { sitePath } from "../../shared/client/site.ts";

const TYPING_MS = 300;
const YEAR_SECONDS = 31_536_000;

/** The form's selects, in the order of addresses. */
const CHOICES = [
  ...["status", "language", "tag", "topic", "sentiment", "length", "added", "watched", "flagged", "sort", "order"],
];

const form = byId<HTMLFormElement>("find");
const field = <T extends HTMLElement | null = HTMLSelectElement>(name: string) =>
  form.elements.namedItem(name) as unknown as T;
const words = () => field<HTMLInputElement>("q");

/** The form as an address query. It leaves out default values. */
function queryOfForm(): string {
  const query = new URLSearchParams();
  for (const name of ["q", ...CHOICES]) {
    const value = field<HTMLInputElement | null>(name)?.value.trim();
    if (value) query.set(name, value);
  }
  if (query.get("order") === usualOrder(query.get("sort")!)) query.delete("order");
  if (query.get("sort") === "created") query.delete("sort");
  return query.size > 0 ? `?${query}` : "";
}

function usualOrder(sort: string): string {
  return sort === "title" ? "asc" : "desc";
}

/** Fills the form from an address query. */
function fillForm(search: string): void {
  const query = new URLSearchParams(search);
  const sort = query.get("sort") ?? "created";
  const values = { sort, order: query.get("order") ?? usualOrder(sort) };
  for (const name of CHOICES) {
    const value = query.get(name) ?? (values as Record<string, string>)[name] ?? "";
    if (!field(name)) continue; // `watched` and `flagged` are for who has signed in
    if (value && field(name).closest("details")) field(name).closest("details")!.open = true;
    addChoice(name, value);
    field(name).value = value;
  }
  if (document.activeElement !== words()) words().value = query.get("q") ?? "";
  linkToSaid();
}

function addChoice(name: string, value: string): void {
  const select = field(name);
  if (![...select.options].some((option) => option.value === value)) select.append(make("option", { value }, value));
}

function linkToSaid(): void {
  const text = words().value.trim();
  byId<HTMLAnchorElement>("said").href = sitePath(text ? `/search?q=${encodeURIComponent(text)}` : "/search");
}

/** Shows another list without reloading the page. */
async function go(query: string, { isTyped = false } = {}): Promise<void> {
  if (query === listQuery()) return;
  if (isTyped && history.state?.isTyped) history.replaceState({ isTyped }, "", sitePath(`/${query}`));
  else history.pushState({ isTyped }, "", sitePath(`/${query}`));
  fillForm(query);
  await attempt(() => show(query));
}

let lastRequest = 0;
async function show(query: string): Promise<void> {
  const request = ++lastRequest;
  byId("results").setAttribute("aria-busy", "true");
  try {
    await load(query, () => request === lastRequest);
  } finally {
    if (request === lastRequest) byId("results").removeAttribute("aria-busy");
  }
}

/** Adds new tags to the form's choice. */
export function offerTags(tags: Iterable<string>): void {
  for (const tag of tags) addChoice("tag", tag);
}

/** All existing tags, most frequent first. */
export function knownTags(): string[] {
  return [...field("tag").options].map((option) => option.value).filter((value) => value !== "");
}

/** On a phone a button shows and hides a part of the page; elsewhere it is always there. */
export function foldBy(button: HTMLElement, part: HTMLElement): void {
  button.addEventListener("click", () => {
    const isOpen = part.classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
}

export function followForm(): void {
  foldBy(byId("fold"), form);
  let typing: number | undefined;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    go(queryOfForm());
  });
  form.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    if (select.name === "sort") field("order").value = usualOrder(select.value);
    if (select !== words() as HTMLElement) go(queryOfForm());
  });
  words().addEventListener("input", () => {
    linkToSaid();
    clearTimeout(typing);
    typing = setTimeout(() => go(queryOfForm(), { isTyped: true }), TYPING_MS);
  });
  // links to other lists: tags, filters to remove, "show all"
  byId("results").parentElement!.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!link || link.id === "more" || link.dataset.view || isForBrowser(event)) return;
    const { pathname, search } = new URL(link.href);
    if (pathname !== sitePath("/") || link.origin !== location.origin) return;
    event.preventDefault();
    const field = words().checkVisibility() ? words() : byId("fold");
    if (document.activeElement === link) field.focus({ preventScroll: true }); // the link goes away with the list
    words().value = new URLSearchParams(search).get("q") ?? "";
    go(search);
  });
  for (const link of form.querySelectorAll<HTMLAnchorElement>("a[data-view]")) {
    link.addEventListener("click", (event) => {
      if (isForBrowser(event)) return;
      event.preventDefault();
      setView(link.dataset.view!);
    });
  }
  addEventListener("popstate", () => {
    words().value = new URLSearchParams(location.search).get("q") ?? "";
    fillForm(location.search);
    attempt(() => show(listQuery()));
  });
}

function isForBrowser(event: MouseEvent): boolean {
  return event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey ||
    event.altKey;
}

function setView(view: string): void {
  byId("cards").className = `cards ${view}`;
  for (const link of form.querySelectorAll<HTMLElement>("a[data-view]")) {
    link.setAttribute("aria-current", String(link.dataset.view === view));
  }
  // the same cookie as the server's: the next page uses this view
  document.cookie = `streamforge_view=${view}; path=${sitePath("/")}; max-age=${YEAR_SECONDS}; samesite=lax`;
}
