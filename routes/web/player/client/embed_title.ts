import { linkAt } from "../../shared/client/link_time.ts";
import { SITE_PATH } from "../../shared/client/site.ts";
import type { Player } from "./player.ts";

/** The title of an embedded player links to the video's page, at the same time. */
export function wireEmbedTitle(player: Player, videoId: string): void {
  const title = document.querySelector<HTMLAnchorElement>("a#title");
  title?.addEventListener("click", () => {
    title.href = linkAt(location.origin + SITE_PATH, videoId, player.time);
    player.pause();
  });
}
