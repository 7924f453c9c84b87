// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { shownPoster } from "../../../src/core/poster.ts";
import { MAX_QUERY_LENGTH } from "../../../src/db/search/search.ts";
import type { FusedMoment } from "../../../src/db/search/fuse.ts";
import type { FoundVideo } from "../../../src/db/search/search.ts";
import { isFiltered, type VideoFilter } from "../../../src/db/videos/video_filter.ts";
import type { Facets } from "../../../src/db/videos/video_list.ts";
import type { SearchMode } from "../../../src/schemas/search.ts";
import { cueTextAttributes } from "../shared/cue_text.ts";
import { clock, count, isoDuration, sentence } from "../shared/format.ts";
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
  /** Why nothing was looked for by meaning. */
  notice: string | null;
  /** Whether this is not the first page of results. */
  isLater: boolean;
  problem: string | null;
}

const MODES: Record<SearchMode, string> = {
  both: "words and meaning",
  words: "words alone",
  meaning: "meaning alone",
};

/** The search page: a form and its results. */
export function Search(
  { languages, facets, isSignedIn, ...results }: SearchResults & {
    languages: string[];
    facets: Omit<Facets, "languages">;
    isSignedIn: boolean;
  },
) {
  const { query, language, mode, filter, hasMeaning } = results;
  const names = languages.map((code) => ({ code, name: languageName(code) ?? code }));
  return (
    <>
      <h1 class="unseen">Search what is said in the videos</h1>
      <form class="panel search-form" id="search-form" action="/search" role="search" aria-label="Videos">
        <span class="panel-title" aria-hidden="true">search</span>
        <input
          type="search"
          id="search-query"
          name="q"
          value={query}
          maxlength={MAX_QUERY_LENGTH}
          placeholder={hasMeaning ? 'words, a question, or "a phrase" in quotes' : 'words, or "a phrase" in quotes'}
          aria-label="What is said"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          data-search-field
        />
        <label class="field" for="search-language">
          <span>language</span>
          <select id="search-language" name="language" autocomplete="off" aria-label="Language of the captions">
            <option value="" selected={!language}>all languages</option>
            {names.sort((a, b) => a.name.localeCompare(b.name, "en")).map(({ code, name }) => (
              <option value={code} selected={code === language}>{name}</option>
            ))}
          </select>
        </label>
        {hasMeaning && (
          <label class="field" for="search-mode">
            <span>by</span>
            <select id="search-mode" name="mode" autocomplete="off" aria-label="What is compared">
              {Object.entries(MODES).map(([name, label]) => (
                <option value={name === "both" ? "" : name} selected={name === mode}>{label}</option>
              ))}
            </select>
          </label>
        )}
        <button type="submit" class="button main">search</button>
        <MoreFilters filter={filter} topics={facets.topics} tags={facets.tags} isSignedIn={isSignedIn} />
      </form>
      <p class="unseen" id="search-said" role="status"></p>
      <Results {...results} />
    </>
  );
}

/** The results alone, which the page's script fetches while the person types. */
export function Results(results: SearchResults) {
  const { query, videos, moments, nextCursor, problem, notice, isLater, hasMeaning } = results;
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
          <p>Type what somebody says in a video. Each hit opens the video at that moment.</p>
          <p>
            Words are found in all their forms and with or without accents; <q>in quotes</q>{" "}
            they have to follow each other.
          </p>
          {hasMeaning && <p>What is said in English is also found by what it means: ask as you would ask a person.</p>}
        </div>
      </div>
    );
  }
  const said = toldOf(results);
  return (
    <div class="results" id="results" data-said={said}>
      {notice && hasMeaning && <p class="search-note">Only words were compared: {sentence(notice)}</p>}
      {videos.length > 0 && <Titles videos={videos} />}
      <section class="shelf moments" aria-labelledby="moments-title">
        <h2 class="panel-title" id="moments-title">moments</h2>
        <span class="panel-note">{said}</span>
        {moments.length > 0 && (
          <ol class="moment-list" id="moments">{moments.map((moment) => <MomentRow moment={moment} />)}</ol>
        )}
        {moments.length === 0 && !nextCursor && (
          <div class="search-note">
            {isLater ? <p>That was all.</p> : (
              <>
                <p>
                  Nobody says <q dir="auto">{query}</q> in a video that you may see.
                </p>
                {isFiltered(results.filter) && <p>Only some videos were searched: see the filters above.</p>}
                <p>
                  {results.mode === "meaning"
                    ? "Try other words."
                    : "Try fewer words, another form of them, or no quotes."}
                </p>
              </>
            )}
          </div>
        )}
        {nextCursor && (
          <p class="more">
            <a class="button" id="more-moments" href={nextAddress(results, nextCursor)}>more moments</a>
          </p>
        )}
      </section>
    </div>
  );
}

function toldOf({ moments, nextCursor, isLater }: SearchResults): string {
  const more = isLater ? " more" : "";
  if (nextCursor && moments.length === 0) return "none so far";
  if (nextCursor) return isLater ? `${moments.length} more` : `more than ${count(moments.length, "moment")}`;
  return moments.length === 0 ? `no${more} moments` : count(moments.length, `${more} moment`.trim());
}

function nextAddress({ query, language, mode, filter }: SearchResults, cursor: string): string {
  const fields = {
    q: query,
    ...(language && { language }),
    ...(mode !== "both" && { mode }),
    ...filterQuery(filter),
    cursor,
  };
  return `/search?${new URLSearchParams(fields)}`;
}

function Titles({ videos }: { videos: FoundVideo[] }) {
  return (
    <section class="shelf" aria-labelledby="titles-title">
      <h2 class="panel-title" id="titles-title">videos</h2>
      <span class="panel-note">by title</span>
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
            {!foundBy.includes("words") && <span class="by-meaning">by meaning</span>}
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
