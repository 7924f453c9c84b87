import { analysisNames, app, common, errors, filters, labels, status } from "./common.ts";
import { formats } from "./formats.ts";
import { library } from "./library.ts";
import { audioReport } from "./audio_report.ts";
import { controls } from "./controls.ts";
import { editor } from "./editor.ts";
import { player } from "./player.ts";
import { share } from "./share.ts";
import { signIn } from "./sign_in.ts";
import { about } from "./about.ts";
import { learn } from "./learn.ts";
import { settings } from "./settings.ts";
import { playlists } from "./playlists.ts";
import { search } from "./search.ts";
import { videoPage } from "./video_page.ts";
import { watched } from "./watched.ts";

/** The texts of the pages; those of their scripts, `...Script`, go into the bundles alone. */
export const words = {
  formats,
  common,
  labels,
  status,
  filters,
  errors,
  app,
  library,
  player,
  controls,
  share,
  search,
  videoPage,
  watched,
  playlists,
  signIn,
  audioReport,
  editor,
  settings,
  about,
  learn,
  analysisNames,
};

export type Words = typeof words;
