import type { Hono } from "hono";
import type { Env } from "../deps.ts";
import { appPages } from "./app/routes.tsx";
import { audioReportPages } from "./audio_report/routes.tsx";
import { docsPages } from "./docs/routes.tsx";
import { editorPages } from "./editor/routes.tsx";
import { learnPages } from "./learn/routes.tsx";
import { libraryPages } from "./library/routes.tsx";
import { embedPages } from "./player/embed.tsx";
import { playerPages } from "./player/routes.tsx";
import { playlistPages } from "./playlists/routes.tsx";
import { sharePages } from "./share/routes.tsx";
import { searchPages } from "./search/routes.tsx";
import { settingsPages } from "./settings/routes.tsx";
import type { PageLink } from "./shared/layout.tsx";
import type { PageContext } from "./shared/page_response.tsx";
import { signInPages } from "./sign_in/routes.tsx";

/** A page, or a few pages that belong together. */
export interface WebPage {
  /** In `routes/web`; the paths of `scripts` and `styles` start from it. */
  folder: string;
  /** Where the pages answer; `:id` is a video's. Tests ask for each. */
  paths: string[];
  /** What is bundled, by the name that `asset()` takes. */
  scripts?: Record<string, string>;
  /** Become part of `style.css`, which every page links to. */
  styles?: string[];
  /** The name, among the catalogue's `pages`, of the link to the first path in the top line of every page. */
  link?: PageLink["name"];
  routes(context: PageContext): Hono<Env>;
}

/** All pages. Styles are bundled in this order. */
export const PAGES: readonly WebPage[] = [
  {
    folder: "library",
    paths: ["/"],
    scripts: { "library.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => libraryPages(deps, present),
  },
  {
    folder: "player",
    paths: ["/videos/:id"],
    scripts: { "player.js": "client/main.ts", "player_hls.js": "client/hls.ts" },
    styles: ["style/player.css", "style/video_page.css"],
    routes: ({ deps, present, asset }) => playerPages(deps, present, asset),
  },
  {
    folder: "player",
    paths: ["/embed/:id"],
    routes: ({ deps, asset }) => embedPages(deps, asset),
  },
  {
    folder: "playlists",
    paths: ["/playlists", "/videos/:id/playlists"],
    scripts: { "playlists.js": "client/main.ts" },
    styles: ["style.css"],
    link: "playlists",
    routes: ({ deps, present }) => playlistPages(deps, present),
  },
  {
    folder: "share",
    paths: ["/videos/:id/share", "/videos/:id/download"],
    scripts: { "share.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => sharePages(deps, present),
  },
  {
    folder: "audio_report",
    paths: ["/videos/:id/audio-report"],
    scripts: {
      "audio_report.js": "client/main.ts",
      "audio_report_file.js": "client/report_file.ts", // for the report as one HTML file
      "audio_report_file.css": "report_file.css",
    },
    styles: ["style.css"],
    routes: ({ deps, present }) => audioReportPages(deps, present),
  },
  {
    folder: "learn",
    paths: ["/learn", "/learn/attention", "/learn/whisper"],
    scripts: {
      "learn.js": "client/main.ts",
      "learn_worker.js": "client/worker.ts",
      "learn_whisper.js": "client/whisper/main.ts",
    },
    styles: ["style.css", "whisper.css"],
    link: "learn",
    routes: ({ deps, present, asset }) => learnPages(deps, present, asset),
  },
  {
    folder: "editor",
    paths: ["/videos/:id/edit"],
    scripts: { "editor.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => editorPages(deps, present),
  },
  {
    folder: "search",
    paths: ["/search"],
    scripts: { "search.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => searchPages(deps, present),
  },
  {
    folder: "docs",
    paths: ["/docs"],
    scripts: { "docs.js": "client/main.ts", "docs.css": "style.css" },
    routes: ({ asset }) => docsPages(asset),
  },
  {
    folder: "settings",
    paths: ["/settings"],
    scripts: { "settings.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => settingsPages(deps, present),
  },
  {
    folder: "app",
    paths: ["/offline"],
    scripts: { "service_worker.js": "client/service_worker.ts", "offline.js": "client/offline.ts" },
    routes: ({ asset }) => appPages(asset),
  },
  {
    folder: "sign_in",
    paths: ["/sign-in"],
    scripts: { "sign_in.js": "client/main.ts" },
    styles: ["style.css"],
    routes: ({ deps, present }) => signInPages(deps, present),
  },
];

/** What belongs to no page alone. */
const SHARED = {
  "page.js": "shared/client/page.ts",
  "unavailable.js": "shared/client/unavailable.ts",
  "style.css": "shared/styles/style.css",
  "icon.svg": "shared/styles/icon.svg",
  "icon_192.png": "app/icons/icon_192.png",
  "icon_512.png": "app/icons/icon_512.png",
  "icon_maskable.png": "app/icons/icon_maskable.png",
};

/** What is bundled, as paths in `routes/web`, by the names that the pages use. */
export function bundleEntries(): Record<string, string> {
  const ofPages = PAGES.flatMap(({ folder, scripts = {} }) =>
    Object.entries(scripts).map(([name, path]) => [name, `${folder}/${path}`])
  );
  return { ...Object.fromEntries(ofPages), ...SHARED };
}

/** The pages' style sheets, as paths in `routes/web`. */
export function pageStyles(): string[] {
  return PAGES.flatMap(({ folder, styles = [] }) => styles.map((path) => `${folder}/${path}`));
}
