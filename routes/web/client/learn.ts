// The chapters of /learn: finds out which one the page is and starts it.
import "./page.ts";
import { attempt, byId } from "./dom.ts";
import { attentionChapter } from "./learn_attention.ts";
import { blockChapter } from "./learn_block.ts";
import { headsChapter } from "./learn_heads.ts";
import { hearingChapter } from "./learn_hearing.ts";
import { positionsChapter } from "./learn_positions.ts";
import { trainingChapter } from "./learn_training.ts";
import { translateChapter } from "./learn_translate.ts";

const CHAPTERS: Record<string, () => void | Promise<void>> = {
  attention: attentionChapter,
  positions: positionsChapter,
  block: blockChapter,
  training: trainingChapter,
  heads: headsChapter,
  translate: translateChapter,
  hearing: hearingChapter,
};

attempt(async () => await CHAPTERS[byId("learn").dataset.chapter!]());
