import { type Context, Hono } from "hono";
import { z } from "zod";
import { NotFoundError, TooManyAttemptsError, UnauthorizedError } from "../../src/core/errors.ts";
import { identify, isSameOrigin } from "../access.ts";
import type { Deps, Env, Viewer } from "../deps.ts";
import { ForbiddenError, onlyMethods } from "../http/errors.ts";
import { endpoint } from "../http/endpoint.ts";
import { described } from "../../src/schemas/fields.ts";
import { sessionSchema, supabaseSessionSchema } from "../../src/schemas/server.ts";
import { nextPage } from "../http/next_page.ts";
import { readText } from "../http/request_body.ts";
import { siteOf } from "../http/site.ts";

const MAX_FORM_BYTES = 16_384;

/**
 * Signing in, with the link that the server prints, the owner's token or a Supabase user's tokens, and signing out.
 *
 * To be mounted before the authentication of other routes: a session that can't be renewed now must not keep anybody
 * from signing out or in. The owner's token is in the address of one request. So the answer redirects, forbids caching
 * and sends no Referer, and the request log leaves out queries.
 */
export function sessionRoutes(deps: SessionDeps): Hono<Env> {
  return new Hono<Env>()
    .get("/sign-in", signIn(deps)).post("/sign-in", signInByForm(deps))
    .post("/sign-out", signOut(deps)).all("/sign-out", onlyMethods("POST"))
    .get("/api/session", identify(deps), show()).post("/api/session", begin(deps))
    .all("/api/session", onlyMethods("GET", "HEAD", "POST"));
}

type SessionDeps = Pick<Deps, "auth">;

/** Ends the sessions of this browser. @returns the values of `Set-Cookie` headers */
async function endSessions({ auth }: SessionDeps, c: Context<Env>, everywhere: boolean): Promise<string[]> {
  const user = await auth.supabase?.sessions.signOut(c.req.raw, { everywhere });
  return [await auth.owner.signOut(c.req.raw), ...(user ? [user] : [])];
}

const signIn = (deps: SessionDeps) =>
  endpoint({
    id: "signIn",
    tag: "server",
    summary: "Signs a browser in by the sign-in link",
    description: "Without a token it is the page that explains how to sign in.",
    access: "anyone",
    query: z.object({
      token: described(z.string(), "The owner's token.", "a-token").optional(),
      next: described(z.string(), "The page of this server to go to then; else the library.", "/settings").optional(),
    }),
    answers: {
      200: { description: "The page.", content: { "text/html": null } },
      303: { description: "To the wanted page, with the cookie of a session; a browser that is refused: to the page." },
    },
    problems: [401, 429],
  }, async (c, { query, next: goOn }) => {
    const { token, next } = query();
    if (token === undefined) return await goOn(); // the page explains how to sign in
    return await exchange(c, deps, { token, next, way: "link" });
  });

const signInByForm = (deps: SessionDeps) =>
  endpoint({
    id: "signInByForm",
    tag: "server",
    summary: "Signs a browser in by the token that was typed",
    description: "Only pages of this server may do this.",
    access: "anyone",
    content: { "application/x-www-form-urlencoded": "token=a-token&next=%2Fsettings" },
    answers: {
      303: { description: "To the wanted page, with the cookie of a session; a browser that is refused: to the page." },
    },
    problems: [401, 429],
  }, async (c) => {
    requireSameOrigin(c);
    const fields = new URLSearchParams(await readText(c.req.raw, MAX_FORM_BYTES));
    return await exchange(c, deps, { token: fields.get("token") ?? "", next: fields.get("next"), way: "token" });
  });

/**
 * Exchanges the owner's token for a session, and goes to the wanted page. Where the token is refused, a browser gets
 * the page for signing in again, whose address says why and never holds the token.
 */
async function exchange(
  c: Context<Env>,
  deps: SessionDeps,
  { token, next: asked, way }: { token: string; next: string | null | undefined; way: "link" | "token" },
): Promise<Response> {
  const { isOverTls, clientAddress, prefix } = siteOf(c);
  const next = nextPage(asked, prefix);
  const browser = {
    request: c.req.raw,
    address: clientAddress,
    userAgent: c.req.header("User-Agent"),
    isSecure: isOverTls,
  };
  try {
    const cookie = await deps.auth.owner.signIn(token.trim(), browser);
    if (cookie === null) {
      throw new UnauthorizedError(
        way === "token"
          ? "this is not the token of this server's owner"
          : 'this sign-in link is not valid (any more): "streamforge sign-in" prints the present one',
      );
    }
    const [, ...ofUser] = await endSessions(deps, c, false);
    setCookies(c, [cookie, ...ofUser, deps.auth.owner.rememberBrowser(browser)]);
  } catch (error) {
    const problem: Record<string, string> | null = error instanceof TooManyAttemptsError
      ? { problem: "wait", seconds: String(error.retryAfterSeconds) }
      : error instanceof UnauthorizedError
      ? { problem: way }
      : null;
    if (!problem || !c.req.header("Accept")?.includes("text/html")) throw error;
    return c.redirect(`/sign-in?${new URLSearchParams({ ...problem, ...(next !== "/" && { next }) })}`, 303);
  }
  c.header("Referrer-Policy", "no-referrer");
  return c.body(null, 303, { Location: next });
}

const signOut = (deps: SessionDeps) =>
  endpoint({
    id: "signOut",
    tag: "server",
    summary: "Signs a browser out",
    description: "Only pages of this server may do this.",
    access: "anyone",
    query: z.object({
      everywhere: described(z.string(), "`1` ends all sessions of a Supabase user.", "1").optional(),
    }),
    answers: { 303: { description: "To the library, without the cookie." } },
  }, async (c, { query }) => {
    requireSameOrigin(c);
    setCookies(c, await endSessions(deps, c, query().everywhere === "1"));
    return c.body(null, 303, { Location: "/" });
  });

const show = () =>
  endpoint({
    id: "getSession",
    tag: "server",
    summary: "Who is signed in",
    access: "viewer",
    answers: {
      200: { description: "The user.", json: sessionSchema },
      204: { description: "Nobody is signed in." },
    },
  }, (c, { json }) => {
    c.header("Cache-Control", "no-store");
    const viewer = c.get("viewer");
    return viewer ? json(200, sessionJson(viewer)) : c.body(null, 204);
  });

// supabase-js hands over the tokens of the user who has signed in on the page
const begin = (deps: SessionDeps) =>
  endpoint({
    id: "beginSession",
    tag: "server",
    summary: "Begins the session of a Supabase user in this browser",
    description: "Only pages of this server may do this. Other programs send the access token as a Bearer token.",
    access: "anyone",
    body: supabaseSessionSchema,
    answers: { 201: { description: "The user, with the cookie of a session.", json: sessionSchema } },
    problems: [401, 404],
  }, async (c, { body, json }) => {
    const { auth } = deps;
    requireSameOrigin(c); // else another site could sign a visitor in as somebody else
    if (!auth.supabase) throw new NotFoundError("this server has no Supabase project: its owner signs in by a link");
    const { access_token: accessToken, refresh_token: refreshToken } = await body();
    const given = { accessToken, refreshToken };
    const { identity, cookie } = await auth.supabase.sessions.signIn(given, { isSecure: siteOf(c).isOverTls });
    const [ofOwner] = await endSessions(deps, c, false);
    setCookies(c, [ofOwner, cookie]);
    return json(201, sessionJson(identity));
  });

function setCookies(c: Context<Env>, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("Set-Cookie", cookie, { append: true });
  c.header("Cache-Control", "no-store");
}

/** @throws {ForbiddenError} for a request of another site's page; scripts send no Origin and have no cookie */
function requireSameOrigin(c: Context<Env>): void {
  if (!isSameOrigin(c.req.raw, siteOf(c).hosts)) {
    throw new ForbiddenError("only a page of this server may begin or end a session");
  }
}

function sessionJson({ user, name, isAdministrator }: Viewer) {
  return { user, name, is_administrator: isAdministrator };
}
