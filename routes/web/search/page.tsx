// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { shownPoster } from "../../../src/core/poster.ts";
import { MAX_QUERY_LENGTH } from "../../../src/db/search/search.ts";
import type { FusedMoment } from "../../../src/db/search/fuse.ts";
import type { FoundVideo } from "../../../src/db/search/search.ts";
import { isFiltered, type VideoFilter } from "../../../src/db/videos/video_filter.ts";
import type { Facets } from "../../../src/db/videos/video_list.ts";
import type { SearchMode } from "../../../src/schemas/search.ts";
import { cueTextAttributes } from "../shared/cue_text.ts";
import { clock, isoDuration } from "../shared/format.ts";
import { fillIn } from "../words/fill.ts";
import { currentLocale, words } from "../words/words.ts";
import { languageName, Thumbnail } from "../shared/video_elements.tsx";
import { filterQuery, MoreFilters } from "../shared/video_filters.tsx";

/** The results of a search, or in `problem` a sentence that says why the query is invalid. */
export interface SearchResults {
  query: string;
  mode: SearchMode;
  /** Whether this server searches by meaning at all. */
  hasMeaning: boolean;
  language: string | null;
  filter: VideoFilter;
  moments: FusedMoment[];
  videos: FoundVideo[];
  nextCursor: string | null;
  /** The query that was searched instead. */
  corrected: string | null;
  /** Why nothing was looked for by meaning. */
  notice: string | null;
  /** Whether this is not the first page of results. */
  isLater: boolean;
  problem: string | null;
}

/** The search page: a form and its results. */
export function Search(
  { languages, facets, isSignedIn, ...results }: SearchResults & {
    languages: string[];
    facets: Omit<Facets, "languages">;
    isSignedIn: boolean;
  },
) {
  const { query, language, mode, filter, hasMeaning } = results;
  const { search: w } = words();
  const names = languages.map((code) => ({ code, name: languageName(code) ?? code }));
  return (
    <>
      <h1 class="unseen">{w.heading}</h1>
      <form class="panel search-form" id="search-form" action="/search" role="search" aria-label={w.videos}>
        <span class="panel-title" aria-hidden="true">{w.title}</span>
        <input
          type="search"
          id="search-query"
          name="q"
          value={query}
          maxlength={MAX_QUERY_LENGTH}
          placeholder={hasMeaning ? w.hintWithMeaning : w.hint}
          aria-label={w.said}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          data-search-field
        />
        <label class="field" for="search-language">
          <span>{w.language}</span>
          <select id="search-language" name="language" autocomplete="off" aria-label={w.captionLanguage}>
            <option value="" selected={!language}>{w.allLanguages}</option>
            {names.sort((a, b) => a.name.localeCompare(b.name, currentLocale())).map(({ code, name }) => (
              <option value={code} selected={code === language}>{name}</option>
            ))}
          </select>
        </label>
        {hasMeaning && (
          <label class="field" for="search-mode">
            <span>{w.by}</span>
            <select id="search-mode" name="mode" autocomplete="off" aria-label={w.compared}>
              {Object.entries(w.modes).map(([name, label]) => (
                <option value={name === "both" ? "" : name} selected={name === mode}>{label}</option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" class="button main">{w.search}</button>
        <MoreFilters filter={filter} topics={facets.topics} tags={facets.tags} isSignedIn={isSignedIn} />
      </form>
      <p class="unseen" id="search-said" role="status"></p>
      <Results {...results} />
    </>
  );
}

/** The results alone, which the page's script fetches while the person types. */
export function Results(results: SearchResults) {
  const { query, videos, moments, nextCursor, corrected, problem, notice, isLater, hasMeaning } = results;
  const { search: w } = words();
  if (problem) {
    return (
      <div class="results" id="results" data-said={problem}>
        <p class="search-note problem">{problem}</p>
      </div>
    );
  }
  if (query === "") {
    return (
      <div class="results" id="results" data-said="">
        <div class="search-note">
          <p>{w.howTo}</p>
          <p>{fillIn(w.howToQuotes, { q: (text) => <q>{text}</q> })}</p>
          {hasMeaning && <p>{w.howToMeaning}</p>}
        </div>
      </div>
    );
  }
  const said = corrected ? `${toldOf(results)}: ${corrected}` : toldOf(results);
  return (
    <div class="results" id="results" data-said={said}>
      {notice && hasMeaning && <p class="search-note">{w.onlyWords(notice)}</p>}
      {corrected && (
        <div class="search-note" id="corrected">
          <p>
            {fillIn(w.corrected, {
              typed: () => <q dir="auto">{query}</q>,
              corrected: () => <a href={searchAddress(results, { q: corrected })} dir="auto">{corrected}</a>,
            })}
          </p>
        </div>
      )}
      {videos.length > 0 && <Titles videos={videos} />}
      <section class="shelf moments" aria-labelledby="moments-title">
        <h2 class="panel-title" id="moments-title">{w.moments}</h2>
        <span class="panel-note">{said}</span>
        {moments.length > 0 && (
          <ol class="moment-list" id="moments">{moments.map((moment) => <MomentRow moment={moment} />)}</ol>
        )}
        {moments.length === 0 && !nextCursor && (
          <div class="search-note">
            {isLater ? <p>{w.thatWasAll}</p> : (
              <>
                <p>{fillIn(w.nobody, { query: () => <q dir="auto">{query}</q> })}</p>
                {isFiltered(results.filter) && <p>{w.someSearched}</p>}
                <p>{results.mode === "meaning" ? w.tryOther : w.tryFewer}</p>
              </>
            )}
          </div>
        )}
        {nextCursor && (
          <p class="more">
            <a
              class="button"
              id="more-moments"
              href={searchAddress(results, { q: corrected ?? query, cursor: nextCursor })}
            >
              {w.more}
            </a>
          </p>
        )}
      </section>
    </div>
  );
}

function toldOf({ moments, nextCursor, isLater }: SearchResults): string {
  const { search: w } = words();
  const { length } = moments;
  if (nextCursor && length === 0) return w.noneSoFar;
  if (nextCursor) return isLater ? w.nMore(length) : w.moreThan(length);
  if (length === 0) return isLater ? w.noMore : w.noMoments;
  return isLater ? w.countMore(length) : w.count(length);
}

function searchAddress({ language, mode, filter }: SearchResults, more: { q: string; cursor?: string }): string {
  const fields = {
    ...(language && { language }),
    ...(mode !== "both" && { mode }),
    ...filterQuery(filter),
    ...more,
  };
  return `/search?${new URLSearchParams(fields)}`;
}

function Titles({ videos }: { videos: FoundVideo[] }) {
  const { search: w } = words();
  return (
    <section class="shelf" aria-labelledby="titles-title">
      <h2 class="panel-title" id="titles-title">{w.videos}</h2>
      <span class="panel-note">{w.byTitle}</span>
      <ul class="title-list">
        {videos.map((video) => (
          <li>
            <a class="found-title" href={`/videos/${video.id}`} data-hit>
              <Thumb video={video} />
              <span class="name" dir="auto">{video.title}</span>
              {video.durationSeconds !== null && (
                <time class="length" datetime={isoDuration(video.durationSeconds)}>{clock(video.durationSeconds)}</time>
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function MomentRow({ moment }: { moment: FusedMoment }) {
  const { video, language, start, text, speakers, marks, foundBy } = moment;
  return (
    <li>
      {/* rounded down to whole seconds, so that playback starts just before the words */}
      <a class="moment" href={`/videos/${video.id}?t=${Math.floor(start)}`} data-hit>
        <Thumb video={video} />
        <span class="said">
          {speakers.length > 0 && <b class="speaker" dir="auto">{speakers.join(", ")}</b>}
          <q class="sentence" {...cueTextAttributes(text, language)}>{marked(text, marks)}</q>
          <span class="facts">
            <time class="at" datetime={isoDuration(start)}>{clock(start)}</time>
            <span class="name" dir="auto">{video.title}</span>
            {languageName(language) && <span class="language">{languageName(language)}</span>}
            {!foundBy.includes("words") && <span class="by-meaning">{words().search.byMeaning}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

function marked(text: string, marks: FusedMoment["marks"]) {
  const parts = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push(text.slice(at, from), <mark>{text.slice(from, to)}</mark>);
    at = to;
  }
  return [...parts, text.slice(at)];
}

function Thumb({ video }: { video: FoundVideo }) {
  const poster = shownPoster(video);
  return (
    <span class="thumb" aria-hidden="true">
      {poster
        ? <Thumbnail videoId={video.id} poster={poster} width={320} height={180} />
        : <span class="glyph">▶</span>}
    </span>
  );
}
