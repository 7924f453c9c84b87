// Starts the script of the chapter of /learn that the page shows.
import "../../shared/client/page.ts";
import { attempt, byId } from "../../shared/client/dom.ts";
import { attentionChapter } from "./attention.ts";
import { blockChapter } from "./block.ts";
import { headsChapter } from "./heads.ts";
import { spectrogramChapter } from "./spectrogram.ts";
import { positionsChapter } from "./positions.ts";
import { trainingChapter } from "./training.ts";
import { translateChapter } from "./translate.ts";

const CHAPTERS: Record<string, () => void | Promise<void>> = {
  attention: attentionChapter,
  positions: positionsChapter,
  block: blockChapter,
  training: trainingChapter,
  heads: headsChapter,
  translate: translateChapter,
  hearing: spectrogramChapter,
};

attempt(async () => await CHAPTERS[byId("learn").dataset.chapter!]());
