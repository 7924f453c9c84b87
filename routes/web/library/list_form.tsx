import { defaultOrder, type Facets, type ListFilter } from "../../../src/db/videos/video_list.ts";
import { listHref, type View } from "./list_address.ts";
import { languageName } from "../shared/video_elements.tsx";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";
import { Choice, facetChoices, filterValues, MoreFilters } from "../shared/video_filters.tsx";

export interface FindProps {
  filter: ListFilter;
  /** The values that can be chosen. */
  facets: Facets;
  view: View;
  isSignedIn: boolean;
}

/** The form that filters and orders the list. It works without a script; the script avoids reloading the page. */
export function Find({ filter, facets, view, isSignedIn }: FindProps) {
  const { library: { find: w }, filters } = words();
  const { text = "", status = "", language = "", tag = "", sort = "created", order = defaultOrder(sort) } = filter;
  return (
    <form class="finder" id="find" role="search" aria-label={w.form} action="/" method="get">
      <div class="finder-words">
        <label class="unseen" for="find-q">{w.label}</label>
        <input
          type="search"
          id="find-q"
          name="q"
          value={text}
          maxlength={200}
          placeholder={w.hint}
          autocomplete="off"
          dir="auto"
        />
        <button type="submit" class="button">{w.search}</button>
        <a class="finder-said" id="said" href={saidHref(text)}>{w.said}</a>
      </div>
      <label class="field">
        {w.status} <Choice name="status" value={status} all={filters.any} choices={Object.entries(w.statuses)} />
      </label>
      <label class="field">
        {filters.language}{" "}
        <Choice
          name="language"
          value={language}
          all={filters.any}
          choices={facetChoices(facets.languages, language, (code) => languageName(code) ?? code)}
        />
      </label>
      <label class="field">
        {filters.tag} <Choice name="tag" value={tag} all={filters.any} choices={facetChoices(facets.tags, tag)} />
      </label>
      <label class="field">
        {w.sort} <Choice name="sort" value={sort} choices={Object.entries(w.sorts)} />
      </label>
      <Choice name="order" value={order} choices={[["desc", w.descending], ["asc", w.ascending]]} label={w.order} />
      <span class="finder-views" role="group" aria-label={w.view}>
        {(["grid", "list"] as const).map((name) => (
          <a
            class="button"
            href={listHref(filter, { view: name })}
            data-view={name}
            aria-current={String(name === view)}
          >
            {w[name]}
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

/** On a phone it shows and hides the form; with the number of active filters. */
export function FiltersFold({ filter }: { filter: ListFilter }) {
  return (
    <button type="button" class="button" id="fold" aria-expanded="false" aria-controls="find">
      {words().library.find.fold(activeFilters(filter).length)}
    </button>
  );
}

/** In words, each with the list that is left without it. */
function activeFilters(filter: ListFilter): [string, ListFilter][] {
  const { library: { find: w } } = words();
  const { text, status, language } = filter;
  const active: [string, ListFilter][] = [];
  if (text) active.push([`“${text}”`, { ...filter, text: undefined }]);
  if (status) active.push([w.statuses[status], { ...filter, status: undefined }]);
  if (language) active.push([languageName(language) ?? language, { ...filter, language: undefined }]);
  for (const { field, words } of filterValues(filter)) active.push([words, { ...filter, [field]: undefined }]);
  return active;
}

/** The active filters, each with a link that removes it. */
export function Narrowed({ filter }: { filter: ListFilter }) {
  const { library: { find: w } } = words();
  const { text } = filter;
  const chips = activeFilters(filter);
  if (chips.length === 0) return null;
  return (
    <p class="narrowed">
      {w.only}{" "}
      {chips.map(([name, without]) => (
        <a class="narrow-chip" href={listHref(without)} aria-label={w.remove(name)}>
          <bdi>{name}</bdi> <span aria-hidden="true">×</span>
        </a>
      ))}
      {chips.length > 1 && <a href={listHref({ sort: filter.sort, order: filter.order })}>{w.showAll}</a>}
      {text && (
        <a href={saidHref(text)}>
          {fillIn(w.saidInstead, { text: () => <bdi>{text}</bdi> })}
        </a>
      )}
    </p>
  );
}
