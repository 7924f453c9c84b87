import { type ErrorHandler, Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import type { Deps, Env } from "../deps.ts";
import { PAGES } from "./pages.ts";
import { webAssets } from "./shared/assets.ts";
import { pageErrors, pageRenderer, wantsPage } from "./shared/page_response.tsx";

export interface WebRoutes {
  /** Scripts and styles, for everybody. To be mounted before the authentication: error pages need them too. */
  assets: Hono;
  /** To be mounted at `/` after everything else: the last route answers every other path that is asked for as a page. */
  pages: Hono<Env>;
  /** Answers with a page where one was asked for. */
  onError: ErrorHandler<Env>;
}

/** The pages with their scripts and styles. */
export function webRoutes(deps: Deps): WebRoutes {
  const { url: asset, routes } = webAssets();
  const links = PAGES.flatMap(({ link, paths }) => link ? [{ name: link, path: paths[0] }] : []);
  const present = pageRenderer(asset, links, deps.redirects?.origin);
  const app = new Hono<Env>();
  const onError = pageErrors(deps, present);
  app.onError(onError);
  for (const page of PAGES) app.route("/", page.routes({ deps, present, asset }));

  app.get("*", (c, next) => {
    if (c.req.path.startsWith("/api/") || !wantsPage(c)) return next();
    throw new NotFoundError(`there is nothing at ${c.req.path}`);
  });

  return { assets: routes, pages: app, onError };
}
