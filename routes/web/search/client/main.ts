import "../../shared/client/page.ts";
import { serverFetch, whenBack } from "../../shared/client/connection.ts";
import { byId } from "../../shared/client/dom.ts";
import { searchScript as w } from "../../words/en/search.ts";
import { sitePath } from "../../shared/client/site.ts";

const WAIT_MS = 180; // after the last key

const form = byId<HTMLFormElement>("search-form");
const field = byId<HTMLInputElement>("search-query");
const announcement = byId("search-said");
const hits = () => [...byId("results").querySelectorAll<HTMLAnchorElement>("a[data-hit]")];

let timer: number | undefined;
let runningRequest: AbortController | null = null;
let shown = addressOf();

/** The form as a query string. Runs of spaces become one, so that typing a space starts no new search. */
function addressOf(): string {
  const address = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim().replaceAll(/\s+/g, " ");
    if (text) address.append(name, text);
  }
  return address.toString();
}

/** Fetches the results as the server renders them. If the query is invalid they are a sentence that says why. */
async function fetchResults(query: string, signal: AbortSignal): Promise<HTMLElement> {
  const response = await serverFetch(`/search/results?${query}`, { headers: { accept: "text/html" }, signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const results = page.getElementById("results");
  if (!results) throw new Error(`the server answered ${response.status}`);
  return document.importNode(results, true);
}

async function show(): Promise<void> {
  clearTimeout(timer);
  const address = addressOf();
  if (address === shown && !runningRequest) return;
  runningRequest?.abort(); // else an earlier answer that arrives late would replace this one
  const request = runningRequest = new AbortController();
  const results = byId("results");
  results.setAttribute("aria-busy", "true");
  try {
    const fresh = await fetchResults(address, request.signal);
    results.replaceWith(fresh);
    shown = address;
    history.replaceState(history.state, "", sitePath(address ? `/search?${address}` : "/search"));
    const q = field.value.trim();
    document.title = `${q ? w.titleOf(q.slice(0, 60)) : w.title} · StreamForge`;
    announcement.textContent = fresh.dataset.said ?? "";
  } catch {
    if (request.signal.aborted) return;
    results.removeAttribute("aria-busy");
    shown = "";
    const note = results.querySelector(".unreached") ?? document.createElement("p");
    note.className = "search-note problem unreached";
    note.textContent = w.unreachable;
    results.prepend(note);
    announcement.textContent = w.unreachable;
  } finally {
    if (runningRequest === request) runningRequest = null;
  }
}

whenBack(() => shown === "" && show());

field.addEventListener("input", (event) => {
  clearTimeout(timer);
  if ((event as InputEvent).isComposing) return; // an input method is still composing a character
  timer = setTimeout(show, WAIT_MS);
});
field.addEventListener("compositionend", () => timer = setTimeout(show, WAIT_MS));
form.addEventListener("change", (event) => event.target !== field && show());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});

// arrow keys move through the field and the results as in one list; Escape returns to the field
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const list = hits();
  const at = list.indexOf(document.activeElement as HTMLAnchorElement);
  const isInField = document.activeElement === field;
  if (event.key === "Escape" && at >= 0) return focus(event, field);
  if (event.key === "ArrowDown" && (isInField || at >= 0)) return focus(event, list[at + 1]);
  if (event.key === "ArrowUp" && at >= 0) return focus(event, at === 0 ? field : list[at - 1]);
  if (event.key === "Home" && at >= 0) return focus(event, list[0]);
  if (event.key === "End" && at >= 0) return focus(event, list.at(-1));
});

function focus(event: KeyboardEvent, element: HTMLElement | undefined): void {
  if (!element) return;
  event.preventDefault();
  element.focus();
}

// appends the next page to the results
byId("main").addEventListener("click", async (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("#more-moments");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (runningRequest) return;
  const request = runningRequest = new AbortController();
  link.setAttribute("aria-busy", "true");
  try {
    const fresh = await fetchResults(new URL(link.href).searchParams.toString(), request.signal);
    // what was found by meaning on the first page may have the words too
    const byMeaning = hits().filter((hit) => hit.querySelector(".by-meaning")).map(({ href }) => href);
    const rows = [...fresh.querySelectorAll("#moments > li")]
      .filter((row) => !byMeaning.includes(row.querySelector("a")!.href));
    byId("results").querySelector("#moments")?.append(...rows);
    const next = fresh.querySelector("#more-moments");
    const [more, note] = [link.closest(".more"), byId("results").querySelector(".moments .panel-note")];
    const all = hits().filter((hit) => hit.classList.contains("moment")).length;
    const said = next ? w.moreThan(all) : w.count(all);
    if (note) note.textContent = said;
    announcement.textContent = said;
    if (next) link.replaceWith(next);
    else more?.remove();
    (rows[0]?.querySelector("a") ?? field).focus();
  } catch {
    if (!request.signal.aborted) location.assign(link.href);
  } finally {
    if (runningRequest === request) runningRequest = null;
  }
});

// the person may have typed before this script ran
if (!field.value) field.focus();
else if (addressOf() !== new URLSearchParams(location.search).toString()) timer = setTimeout(show, WAIT_MS);
