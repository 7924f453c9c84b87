import { Hono } from "hono";
import { NotFoundError } from "../../src/core/errors.ts";
import type { Deps, Env } from "../deps.ts";
import { webAssets } from "./assets.ts";
import { editPages } from "./edit_pages.tsx";
import { embedPages } from "../embed.tsx";
import { learnPages } from "./learn_pages.tsx";
import { whisperPages } from "./learn_whisper_pages.tsx";
import { libraryPages } from "./library_pages.tsx";
import { SignInHelp } from "./plain_pages.tsx";
import { playerPages } from "./player_pages.tsx";
import { pageErrors, presenter, wantsPage } from "./present.tsx";
import { searchPages } from "./search_pages.tsx";

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
