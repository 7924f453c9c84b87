import { common, errors, filters, status } from "./common.ts";
import { formats } from "./formats.ts";
import { library } from "./library.ts";
import { player } from "./player.ts";

/** The texts of the pages; those of their scripts, `...Script`, go into the bundles alone. */
export const words = { formats, common, status, filters, errors, library, player };

export type Words = typeof words;
