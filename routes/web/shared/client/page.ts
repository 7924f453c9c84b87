// On every page: the switch between dark and light, the language, menus, and signing out.
import { KeptFiles } from "../../app/client/shared_files.ts";
import { api } from "./api.ts";
import { watchConnection } from "./connection.ts";
import { attempt } from "./dom.ts";
import { SITE_PATH, sitePath } from "./site.ts";
import "./search_field.ts";

watchConnection();
if (top === self) registerServiceWorker();

const YEAR_SECONDS = 31_536_000;
const root = document.documentElement;

function isDark(): boolean {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function setCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=${sitePath("/")}; max-age=${YEAR_SECONDS}; samesite=lax`;
}

document.getElementById("theme")?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  // a cookie, not localStorage: the server writes it into the next page, which never flashes the other colours
  setCookie("streamforge_theme", root.dataset.theme);
});

// by the cookie alone: the address may have changed since the server wrote the links
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-locale]")) {
  link.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setCookie("streamforge_locale", link.dataset.locale!);
    location.reload();
  });
}

for (const [id, query] of [["sign-out", ""], ["sign-out-everywhere", "?everywhere=1"]]) {
  document.getElementById(id)?.addEventListener("click", () =>
    attempt(async () => {
      await api("POST", `/sign-out${query}`);
      await new KeptFiles(SITE_PATH).dropAll().catch(() => {});
      location.assign(sitePath("/"));
    }));
}

// menus close by Escape, when something in them was chosen, and when something else is clicked or focused
document.addEventListener("keydown", (event) => {
  const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
  if (event.key !== "Escape" || !menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary")!.focus();
});
for (const type of ["pointerdown", "focusin"]) {
  document.addEventListener(type, ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
      if (!menu.contains(target as Node)) menu.open = false;
    }
  });
}
document.addEventListener("click", (event) => {
  const menu = (event.target as Element).closest("details[data-menu] :is(a, button)")?.closest("details");
  if (!menu) return;
  menu.querySelector("summary")!.focus(); // a dialog gives the focus back to what had it
  menu.open = false;
});

/** After the page itself, which does not wait for it. Browsers have none in private windows and without TLS. */
function registerServiceWorker(): void {
  const register = () => navigator.serviceWorker?.register(sitePath("/service-worker.js")).catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
