import {
  defaultOrder,
  type Facets,
  type ListFilter,
  type ListSort,
  type ListStatus,
} from "../../../src/db/videos/video_list.ts";
import { listHref, type View } from "./list_address.ts";
import { languageName } from "../shared/video_elements.tsx";
import { Choice, facetChoices, filterValues, MoreFilters } from "../shared/video_filters.tsx";

const STATUSES: Record<ListStatus, string> = {
  captioned: "captioned",
  processing: "being processed",
  failed: "failed",
};
const SORTS: Record<ListSort, string> = {
  created: "date added",
  title: "title",
  duration: "length",
  size: "file size",
};

export interface FindProps {
  filter: ListFilter;
  /** The values that can be chosen. */
  facets: Facets;
  view: View;
  isSignedIn: boolean;
}

/** The form that filters and orders the list. It works without a script; the script avoids reloading the page. */
export function Find({ filter, facets, view, isSignedIn }: FindProps) {
  const { text = "", status = "", language = "", tag = "", sort = "created", order = defaultOrder(sort) } = filter;
  return (
    <form class="finder" id="find" role="search" aria-label="Videos" action="/" method="get">
      <div class="finder-words">
        <label class="unseen" for="find-q">Search titles and tags</label>
        <input
          type="search"
          id="find-q"
          name="q"
          value={text}
          maxlength={200}
          placeholder="titles and tags"
          autocomplete="off"
          dir="auto"
        />
        <button type="submit" class="button">search</button>
        <a class="finder-said" id="said" href={saidHref(text)}>search what is said</a>
      </div>
      <label class="field">
        status <Choice name="status" value={status} all="any" choices={Object.entries(STATUSES)} />
      </label>
      <label class="field">
        language{" "}
        <Choice
          name="language"
          value={language}
          all="any"
          choices={facetChoices(facets.languages, language, (code) => languageName(code) ?? code)}
        />
      </label>
      <label class="field">
        tag <Choice name="tag" value={tag} all="any" choices={facetChoices(facets.tags, tag)} />
      </label>
      <label class="field">
        sort <Choice name="sort" value={sort} choices={Object.entries(SORTS)} />
      </label>
      <Choice name="order" value={order} choices={[["desc", "↓ descending"], ["asc", "↑ ascending"]]} label="Order" />
      <span class="finder-views" role="group" aria-label="View">
        {(["grid", "list"] as const).map((name) => (
          <a
            class="button"
            href={listHref(filter, { view: name })}
            data-view={name}
            aria-current={String(name === view)}
          >
            {name}
          </a>
        ))}
      </span>
      <MoreFilters filter={filter} topics={facets.topics} isSignedIn={isSignedIn} />
    </form>
  );
}

export function saidHref(text: string): string {
  return text ? `/search?q=${encodeURIComponent(text)}` : "/search";
}

/** The active filters, each with a link that removes it. */
export function Narrowed({ filter }: { filter: ListFilter }) {
  const { text, status, language } = filter;
  const chips: [string, ListFilter][] = [];
  if (text) chips.push([`“${text}”`, { ...filter, text: undefined }]);
  if (status) chips.push([STATUSES[status], { ...filter, status: undefined }]);
  if (language) chips.push([languageName(language) ?? language, { ...filter, language: undefined }]);
  for (const { field, words } of filterValues(filter)) chips.push([words, { ...filter, [field]: undefined }]);
  if (chips.length === 0) return null;
  return (
    <p class="narrowed">
      only{" "}
      {chips.map(([words, without]) => (
        <a class="narrow-chip" href={listHref(without)} aria-label={`Show not only ${words}`}>
          <bdi>{words}</bdi> <span aria-hidden="true">×</span>
        </a>
      ))}
      {chips.length > 1 && <a href={listHref({ sort: filter.sort, order: filter.order })}>show all</a>}
      {text && (
        <a href={saidHref(text)}>
          search “<bdi>{text}</bdi>” in what is said
        </a>
      )}
    </p>
  );
}
