import { Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import type { Deps, Env } from "../deps.ts";
import { PAGES } from "./pages.ts";
import { webAssets } from "./shared/assets.ts";
import { pageErrors, pageRenderer, wantsPage } from "./shared/page_response.tsx";

/**
 * The pages with their scripts and styles. To be mounted at `/` after everything else: the last route answers every
 * other path that a browser asks for as a page.
 */
export function webRoutes(deps: Deps): Hono<Env> {
  const { url: asset, routes } = webAssets();
  const links = PAGES.flatMap(({ link, paths }) => link ? [{ text: link, path: paths[0] }] : []);
  const present = pageRenderer(asset, links);
  const app = new Hono<Env>();
  app.onError(pageErrors(deps, present));
  app.route("/", routes);
  for (const page of PAGES) app.route("/", page.routes({ deps, present, asset }));

  app.get("*", (c, next) => {
    if (c.req.path.startsWith("/api/") || !wantsPage(c)) return next();
    throw new NotFoundError(`there is nothing at ${c.req.path}`);
  });

  return app;
}
