import { type Context, Hono } from "hono";
import { ValidationError } from "../../../src/core/errors.ts";
import { searchedLanguages } from "../../../src/db/search/search.ts";
import { listTagsAndTopics } from "../../../src/db/videos/video_list.ts";
import type { Deps, Env } from "../../deps.ts";
import { readSearchRequest } from "../../api/search.ts";
import { searchVideos } from "../../search_results.ts";
import { words } from "../words/words.ts";
import { htmlResponse, type RenderPage } from "../shared/page_response.tsx";
import { Results, Search, type SearchResults } from "./page.tsx";

const PAGE_MOMENTS = 20;

/** The page that searches the captions of all visible videos. */
export function searchPages(deps: Pick<Deps, "sql" | "embedQuery">, present: RenderPage): Hono<Env> {
  const app = new Hono<Env>();

  const find = async (c: Context<Env>): Promise<SearchResults> => {
    const nothing: SearchResults = {
      ...{ query: c.req.query("q")?.trim() ?? "", mode: "both", language: null, filter: {}, moments: [], videos: [] },
      ...{
        nextCursor: null,
        corrected: null,
        notice: null,
        isLater: false,
        problem: null,
        hasMeaning: deps.embedQuery !== null,
      },
    };
    try {
      const request = readSearchRequest(c, PAGE_MOMENTS);
      const { query, mode, language, filter, cursor } = request;
      if (query === "") return { ...nothing, mode, language, filter };
      const viewer = c.get("viewer");
      const found = await searchVideos(deps, request, viewer);
      return { ...nothing, mode, language, filter, ...found, isLater: cursor !== null };
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return { ...nothing, problem: words().search.problem(error.message) };
    }
  };

  app.get("/search", async (c) => {
    const { search: w } = words();
    const viewer = c.get("viewer");
    const [results, languages, facets] = await Promise.all([
      find(c),
      searchedLanguages(deps.sql, viewer),
      listTagsAndTopics(deps.sql, { reader: viewer }),
    ]);
    const title = results.query ? w.titleOf(results.query.slice(0, 60)) : w.title;
    return present(
      c,
      { title, path: "/search", script: "search.js", mainClass: "search-page", isLive: false, hints: <Hints /> },
      <Search {...results} languages={languages} facets={facets} isSignedIn={viewer !== null} />,
      results.problem ? 400 : 200,
    );
  });

  app.get("/search/results", async (c) => {
    const results = await find(c);
    return htmlResponse(c, <Results {...results} />, { status: results.problem ? 400 : 200 });
  });

  return app;
}

function Hints() {
  const { hints: w } = words().search;
  return (
    <>
      <span>
        <kbd>/</kbd> {w.search}
      </span>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {w.results}
      </span>
      <span>
        <kbd>{w.enter}</kbd> {w.play}
      </span>
    </>
  );
}
