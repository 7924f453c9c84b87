/**
 * Whether the server can be reached. While it can't, every page says so, says when it tries again, and goes on by
 * itself afterwards.
 */
import { commonScript as w } from "../../words/en/common.ts";
import { make, notify } from "./dom.ts";
import { OfflineError } from "./errors.ts";
import { sitePath } from "./site.ts";

const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 15;
/** Pages go on within this time, not all at once: many may have waited for the server. */
const SPREAD_MS = 1000;
/** A check that takes longer has failed. */
const CHECK_MS = 10_000;

let isLost = false;
let checking: Promise<void> | null = null;
let waitSeconds = FIRST_WAIT_SECONDS;
let leftSeconds = 0;
let countdown: number | undefined;
let notice: HTMLElement | null = null;
const countText = make("span", { "aria-hidden": "true" }); // it would be read out each second
/** What the bottom line says while the server can be reached. */
let link = { state: "", text: "" };
const listeners: (() => void)[] = [];

/**
 * `fetch` of this server.
 *
 * @param path as for `sitePath`
 * @throws {OfflineError} where the server can't be reached
 */
export async function serverFetch(path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(sitePath(path), init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    if (!isLost) checkConnection();
    throw new OfflineError({ cause });
  }
}

/** Whether the server was out of reach when it was asked last. */
export function isConnectionLost(): boolean {
  return isLost;
}

/** Calls `listener` each time the server can be reached again, within a second. */
export function whenBack(listener: () => void): void {
  listeners.push(listener);
}

/** Shows in the bottom line how the page hears of changes; while there is no connection, that. */
export function showLink(state: string, text: string): void {
  link = { state, text };
  draw();
}

/** Asks the server for a sign of life. Call it where something suggests that there is no connection. */
export function checkConnection(): Promise<void> {
  return checking ??= isReachable().then((isThere) => {
    if (isThere && isLost) end();
    else if (!isThere) begin();
  }).finally(() => checking = null);
}

/** Begins to watch; once a page. */
export function watchConnection(): void {
  const element = document.getElementById("link-state");
  link.text = element?.textContent ?? "";
  for (const event of ["online", "offline"]) addEventListener(event, () => void checkConnection());
  document.addEventListener("visibilitychange", () => document.hidden || !isLost || checkConnection());
  if (!navigator.onLine) checkConnection();
}

async function isReachable(): Promise<boolean> {
  try {
    const init: RequestInit = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(CHECK_MS) };
    // a file that needs neither a user nor the database. After an upgrade it is gone, and 404 is a sign of life too; a
    // proxy answers 502 to 504 where the server is away
    return (await fetch(import.meta.url, init)).status < 500;
  } catch {
    return false;
  }
}

function begin(): void {
  if (isLost && leftSeconds > 0) return; // something else asked: the countdown goes on
  if (isLost) {
    waitSeconds = Math.min(LONGEST_WAIT_SECONDS, waitSeconds * 2);
    if (mayShowNotice()) notice ??= showNotice();
  } else {
    isLost = true;
    waitSeconds = FIRST_WAIT_SECONDS;
  }
  leftSeconds = Math.round(waitSeconds * (0.5 + Math.random() / 2)); // at random: else all pages would ask at once
  clearInterval(countdown);
  countdown = setInterval(() => {
    if (leftSeconds > 1) {
      leftSeconds--;
      draw();
    } else askNow();
  }, 1000);
  draw();
}

/** Asks without waiting for the end of the countdown. */
function askNow(): void {
  clearInterval(countdown);
  leftSeconds = 0;
  draw();
  checkConnection();
}

/** A video that fills the screen, or is in another page's frame, does not lie under a notice: it plays what it has. */
function mayShowNotice(): boolean {
  return !document.fullscreenElement && !document.getElementById("link-state")?.hidden;
}

function showNotice(): HTMLElement {
  const now = make("button", { type: "button", class: "button" }, w.tryNow);
  now.addEventListener("click", askNow);
  const shown = notify(w.offlineKept, "failed");
  shown.classList.add("offline");
  shown.firstElementChild!.append(" ", countText);
  shown.lastElementChild!.before(now);
  return shown;
}

function end(): void {
  isLost = false;
  clearInterval(countdown);
  for (const outdated of document.querySelectorAll(".notice[data-offline]")) outdated.remove();
  if (notice) {
    const hadFocus = notice.contains(document.activeElement);
    notice.remove();
    if (hadFocus) document.getElementById("main")?.focus({ preventScroll: true });
    notice = null;
    notify(w.back);
  }
  draw();
  setTimeout(() => listeners.forEach((listener) => listener()), SPREAD_MS * Math.random());
}

function draw(): void {
  const when = leftSeconds > 0 ? w.tryingAgainIn(leftSeconds) : w.tryingAgain;
  countText.textContent = `${when}.`;
  const element = document.getElementById("link-state");
  if (!element) return;
  element.dataset.state = isLost ? "offline" : link.state;
  element.textContent = isLost ? w.offlineShort(when) : link.text;
}
