// On every page: the switch between dark and light, and signing out.
import { api } from "./api.ts";
import { attempt } from "./dom.ts";
import "./search_field.ts";

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
  document.cookie = `streamforge_theme=${root.dataset.theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  name();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
name();

document.getElementById("sign-out")?.addEventListener("click", () =>
  attempt(async () => {
    await api("POST", "/sign-out");
    location.assign("/");
  }));
