// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { FILTER_FIELDS, isFiltered, type VideoFilter } from "../../../src/db/videos/video_filter.ts";
import type { Facet } from "../../../src/db/videos/video_list.ts";
import { words } from "../words/words.ts";

/** A filter with its value as in an address, and in words. */
export interface FilterValue {
  field: typeof FILTER_FIELDS[number];
  name: string;
  value: string;
  words: string;
}

/** The filters that are set, in the order of addresses. */
export function filterValues(filter: VideoFilter): FilterValue[] {
  return FILTER_FIELDS.filter((field) => filter[field]).map((field) => {
    const value = String(filter[field]);
    return { field, name: field === "isFlagged" ? "flagged" : field, value, words: wordsOf(field, value) };
  });
}

function wordsOf(field: FilterValue["field"], value: string): string {
  if (field === "tag") return `#${value}`;
  if (field === "topic") return topicName(value);
  const { lengths, ages, flagged, sentiments, watchedChoices } = words().filters;
  const names: Partial<Record<FilterValue["field"], Record<string, string>>> = {
    ...{ length: lengths, added: ages, sentiment: sentiments, watched: watchedChoices, isFlagged: { true: flagged } },
  };
  return names[field]?.[value] ?? value;
}

/** The address fields of a filter. */
export function filterQuery(filter: VideoFilter): Record<string, string> {
  return Object.fromEntries(filterValues(filter).map(({ name, value }) => [name, value]));
}

/** The filters beside the most common ones, in a part of a form that opens; it is open where one of them is set. */
export function MoreFilters({ filter, topics, tags, isSignedIn }: {
  filter: VideoFilter;
  topics: Facet[];
  /** Absent where the form has tags elsewhere. */
  tags?: Facet[];
  isSignedIn: boolean;
}) {
  const { topic = "", tag = "", sentiment = "", length = "", added = "", watched = "" } = filter;
  const { filters: w } = words();
  const isOpen = isFiltered(tags ? filter : { ...filter, tag: undefined });
  return (
    <details class="more-filters" open={isOpen}>
      <summary>{w.more}</summary>
      <div class="filter-fields">
        <label class="field">
          {w.topic} <Choice name="topic" value={topic} all={w.any} choices={facetChoices(topics, topic, topicName)} />
        </label>
        {tags && (
          <label class="field">
            {w.tag} <Choice name="tag" value={tag} all={w.any} choices={facetChoices(tags, tag)} />
          </label>
        )}
        <label class="field">
          {w.sentiment} <Choice name="sentiment" value={sentiment} all={w.any} choices={Object.entries(w.sentiments)} />
        </label>
        <label class="field">
          {w.length} <Choice name="length" value={length} all={w.any} choices={Object.entries(w.lengths)} />
        </label>
        <label class="field">
          {w.added} <Choice name="added" value={added} all={w.anyTime} choices={Object.entries(w.ages)} />
        </label>
        {isSignedIn && (
          <label class="field">
            {w.watched} <Choice name="watched" value={watched} all={w.any} choices={Object.entries(w.watchedChoices)} />
          </label>
        )}
        {isSignedIn && (
          <label class="field">
            {w.safety}{" "}
            <Choice
              name="flagged"
              value={filter.isFlagged ? "true" : ""}
              all={w.any}
              choices={[["true", w.flagged]]}
            />
          </label>
        )}
      </div>
    </details>
  );
}

/** The choices of values that videos have, with their number; what is chosen is always there. */
export function facetChoices(facets: readonly Facet[], chosen: string, nameOf = (value: string) => value): string[][] {
  const choices = facets.map(({ value, count }) => [value, `${nameOf(value)} (${count})`]);
  const isKnown = chosen === "" || facets.some(({ value }) => value === chosen);
  return isKnown ? choices : [[chosen, nameOf(chosen)], ...choices];
}

interface ChoiceProps {
  name: string;
  value: string;
  /** The text of the empty choice; absent if there is none. */
  all?: string;
  choices: string[][];
  label?: string;
}

export function Choice({ name, value, all, choices, label }: ChoiceProps) {
  return (
    <select name={name} autocomplete="off" aria-label={label}>
      {all !== undefined && <option value="" selected={value === ""}>{all}</option>}
      {choices.map(([choice, words]) => <option value={choice} selected={choice === value}>{words}</option>)}
    </select>
  );
}

/** The name of a topic in the page's language. */
export function topicName(topic: string): string {
  return words().about.topics.names[topic] ?? topic;
}
