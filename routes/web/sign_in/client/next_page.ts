import { sitePath } from "../../shared/client/site.ts";

// Where the person wanted to go. Not in the address that the project redirects to: that must be in its allow list.
const KEY = "streamforge_next_page";

/** @param path null: the library */
export function rememberNextPage(path: string | null): void {
  if (path === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, path);
}

/** Goes to the remembered page, if it is one of this server. */
export function goToNextPage(): void {
  const next = localStorage.getItem(KEY) ?? "/";
  localStorage.removeItem(KEY);
  const target = URL.canParse(next, location.href) ? new URL(sitePath(next), location.href) : null;
  location.replace(target?.origin === location.origin ? target.href : sitePath("/"));
}
