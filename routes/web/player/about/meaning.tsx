import { words } from "../../words/words.ts";
import { reasonText } from "./reason.ts";
import type { MeaningJson } from "../../../../src/schemas/text_analyses.ts";
import { fillIn } from "../../words/fill.ts";

export function meaningLine({ unavailable, passages }: MeaningJson): string {
  return reasonText(unavailable) ?? (passages > 0 ? words().about.passages(passages) : words().about.nothingSaid);
}

/** What the passages are for. */
export function Meaning({ result: { passages } }: { result: MeaningJson }) {
  const { about: w } = words();
  if (passages === 0) return <p class="about-note">{w.noMeaning}</p>;
  return <p class="about-note">{fillIn(w.meaningHelp, { link: (text) => <a href="/search">{text}</a> })}</p>;
}
