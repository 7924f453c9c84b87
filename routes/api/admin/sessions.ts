import { Hono } from "hono";
import { NotFoundError } from "../../../src/core/errors.ts";
import { endOwnerSession, endOwnerSessions, type OwnerSession } from "../../../src/db/users/owner_sessions.ts";
import { ownerSessionIdSchema, type OwnerSessionJson, ownerSessionListSchema } from "../../../src/schemas/admin.ts";
import { requireAdministrator } from "../../access.ts";
import type { Deps, Env } from "../../deps.ts";
import { endpoint } from "../../http/endpoint.ts";
import { onlyMethods } from "../../http/errors.ts";

type SessionDeps = Pick<Deps, "sql" | "auth">;

/** The browsers in which the owner is signed in, for administrators. Mounted at /api/admin/sessions. */
export function adminSessionRoutes(deps: SessionDeps): Hono<Env> {
  return new Hono<Env>()
    .get("/", list(deps)).delete("/", endOthers(deps)).all("/", onlyMethods("GET", "HEAD", "DELETE"))
    .delete("/:id", end(deps)).all("/:id", onlyMethods("DELETE"));
}

/** The sessions, with the one of `request` marked. */
export async function readOwnerSessions(
  { auth }: Pick<SessionDeps, "auth">,
  request: Request,
): Promise<OwnerSessionJson[]> {
  const [sessions, current] = await Promise.all([auth.owner.listSessions(), auth.owner.sessionOf(request)]);
  return sessions.map((session) => sessionJson(session, current));
}

function sessionJson({ id, address, userAgent, createdAt, seenAt }: OwnerSession, current: string | null) {
  const times = { created_at: createdAt.toISOString(), seen_at: seenAt.toISOString() };
  return { id, address, user_agent: userAgent, ...times, is_current: id === current };
}

const list = (deps: SessionDeps) =>
  endpoint({
    id: "listOwnerSessions",
    tag: "administration",
    summary: "Lists the browsers in which the owner is signed in",
    access: "administrator",
    answers: { 200: { description: "The sessions, the one used last first.", json: ownerSessionListSchema } },
  }, async (c, { json }) => {
    requireAdministrator(c);
    return json(200, { sessions: await readOwnerSessions(deps, c.req.raw) }, { "Cache-Control": "no-store" });
  });

const endOthers = ({ sql, auth }: SessionDeps) =>
  endpoint({
    id: "endOwnerSessions",
    tag: "administration",
    summary: "Ends all sessions of the owner but the one that asks",
    description: "The cookies of those browsers are worth nothing from then on. The token stays valid.",
    access: "administrator",
    answers: { 204: { description: "They are ended." } },
  }, async (c) => {
    requireAdministrator(c);
    await endOwnerSessions(sql, await auth.owner.sessionOf(c.req.raw));
    return c.body(null, 204);
  });

const end = ({ sql }: SessionDeps) =>
  endpoint({
    id: "endOwnerSession",
    tag: "administration",
    summary: "Ends a session of the owner",
    access: "administrator",
    params: { id: ownerSessionIdSchema },
    answers: { 204: { description: "It is ended: its cookie is worth nothing." } },
    problems: [404],
  }, async (c) => {
    requireAdministrator(c);
    if (!await endOwnerSession(sql, c.req.param("id") ?? "")) throw new NotFoundError("there is no such session");
    return c.body(null, 204);
  });
