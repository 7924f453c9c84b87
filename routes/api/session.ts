import { Hono } from "hono";
import { UnauthorizedError } from "../../src/core/errors.ts";
import type { Deps, Env } from "../deps.ts";
import { onlyMethods } from "../http/errors.ts";
import { isOverTls } from "../http/secure.ts";

/**
 * Sign-in with the link that the server prints, and sign-out.
 *
 * The token is in the address of this one request. So the answer redirects, forbids caching and sends no Referer, and
 * the request log leaves out queries.
 */
export function sessionRoutes({ auth }: Pick<Deps, "auth">): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/sign-in", async (c, next) => {
    const token = c.req.query("token");
    if (token === undefined) return await next(); // the page explains how to sign in
    const cookie = auth.signIn(token.trim(), { isSecure: isOverTls(c) });
    if (cookie === null) {
      // the page explains how to sign in
      if (c.req.header("Accept")?.includes("text/html")) return c.redirect("/sign-in", 303);
      throw new UnauthorizedError(
        "this sign-in link is not valid (any more): the server prints the present one at its start",
      );
    }
    return c.body(null, 303, {
      "Location": "/",
      "Set-Cookie": cookie,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
    });
  });

  app.post(
    "/sign-out",
    (c) => c.body(null, 303, { Location: "/", "Set-Cookie": auth.signOut(), "Cache-Control": "no-store" }),
  )
    .all(onlyMethods("POST"));
  return app;
}
