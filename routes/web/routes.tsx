import { Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import type { Deps, Env } from "../deps.ts";
import { webAssets } from "./shared/assets.ts";
import { editPages } from "./editor/routes.tsx";
import { embedPages } from "./player/embed.tsx";
import { learnPages } from "./learn/routes.tsx";
import { whisperPages } from "./learn/whisper_routes.tsx";
import { libraryPages } from "./library/routes.tsx";
import { SignInHelp } from "./shared/plain_pages.tsx";
import { playerPages } from "./player/routes.tsx";
import { pageErrors, presenter, wantsPage } from "./shared/present.tsx";
import { searchPages } from "./search/routes.tsx";

/**
 * The pages and what they are made of. To be mounted at `/` after everything else: the last route answers any path that
 * a browser asks a page of.
 */
export function webRoutes(deps: Deps): Hono<Env> {
  const assets = webAssets();
  const present = presenter(assets.url);
  const app = new Hono<Env>();
  app.onError(pageErrors(deps, present));
  app.route("/", assets.routes);
  app.route("/", libraryPages(deps, present));
  app.route("/", playerPages(deps, present, assets.url));
  app.route("/", embedPages(deps, assets.url));
  app.route("/", whisperPages(deps, present, assets.url));
  app.route("/", editPages(deps, present));
  app.route("/", learnPages(present, assets.url));
  app.route("/", searchPages(deps, present));

  app.get("/sign-in", (c) => {
    return present(
      c,
      { title: "Sign in", path: "/sign-in", mainClass: "" },
      <SignInHelp isSignedIn={!!c.get("viewer")} origin={new URL(c.req.url).origin} />,
    );
  });

  app.get("*", (c, next) => {
    if (c.req.path.startsWith("/api/") || !wantsPage(c)) return next();
    throw new NotFoundError(`there is nothing at ${c.req.path}`);
  });

  return app;
}
