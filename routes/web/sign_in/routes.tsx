import { Hono } from "hono";
import type { Env } from "../../deps.ts";
import type { RenderPage } from "../shared/page_response.tsx";
import { SignInHelp } from "./page.tsx";

/** How the owner signs in. A link with a token is answered before the pages are asked. */
export function signInPages(present: RenderPage): Hono<Env> {
  return new Hono<Env>().get("/sign-in", (c) => {
    return present(
      c,
      { title: "Sign in", path: "/sign-in", mainClass: "" },
      <SignInHelp isSignedIn={!!c.get("viewer")} origin={new URL(c.req.url).origin} />,
    );
  });
}
