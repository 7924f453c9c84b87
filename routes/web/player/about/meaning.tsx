import type { MeaningJson } from "../../../../src/schemas/text_analyses.ts";
import { count } from "../../shared/format.ts";

export function meaningLine({ unavailable, passages }: MeaningJson): string {
  return unavailable ?? (passages > 0 ? count(passages, "passage") : "nothing is said");
}

/** What the passages are for. */
export function Meaning({ result: { passages } }: { result: MeaningJson }) {
  if (passages === 0) return <p class="about-note">Nothing is said that could be found.</p>;
  return (
    <p class="about-note">
      The <a href="/search">search</a> finds this video also by other words than those that are said.
    </p>
  );
}
