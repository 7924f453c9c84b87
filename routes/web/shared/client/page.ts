// On every page: the switch between dark and light, the account's menu, and signing out.
import { api } from "./api.ts";
import { watchConnection } from "./connection.ts";
import { attempt } from "./dom.ts";
import { sitePath } from "./site.ts";
import "./search_field.ts";

watchConnection();

const YEAR_SECONDS = 31_536_000;
const root = document.documentElement;

function isDark(): boolean {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const toggle = document.getElementById("theme");
function name() {
  if (toggle) toggle.textContent = isDark() ? "light" : "dark";
}
toggle?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  // a cookie, not localStorage: the server writes it into the next page, which never flashes the other colours
  document.cookie = `streamforge_theme=${root.dataset.theme}; path=${
    sitePath("/")
  }; max-age=${YEAR_SECONDS}; samesite=lax`;
  name();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
name();

for (const [id, query] of [["sign-out", ""], ["sign-out-everywhere", "?everywhere=1"]]) {
  document.getElementById(id)?.addEventListener("click", () =>
    attempt(async () => {
      await api("POST", `/sign-out${query}`);
      location.assign(sitePath("/"));
    }));
}

// the account's menu closes by Escape, and when something else is clicked or focused
const account = document.querySelector<HTMLDetailsElement>(".account");
account?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !account.open) return;
  account.open = false;
  account.querySelector("summary")!.focus();
});
for (const type of ["pointerdown", "focusin"]) {
  document.addEventListener(type, ({ target }) => {
    if (account && !account.contains(target as Node)) account.open = false;
  });
}
