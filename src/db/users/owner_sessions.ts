import { newId } from "../../core/ids.ts";
import type { Query } from "../pool/client.ts";
import { notify, sessionsOf } from "../pool/notify.ts";

/** A browser in which the owner is signed in. */
export interface OwnerSession {
  id: string;
  /** Where it was seen last; null if unknown. */
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  /** To the minute, as `address`: a request writes them only where the last one is older. */
  seenAt: Date;
}

/** The owner in `videos.owner`. */
const OWNER = "owner";

/** What is known of a browser. */
export type Browser = Pick<OwnerSession, "address" | "userAgent">;

/** Days after which a session ends that nobody used. */
const IDLE_DAYS = 90;
const SEEN_SECONDS = 60;

/**
 * Begins a session, and forgets those that nobody has used for long.
 *
 * @param keys.secretSha256 what its cookie is known by
 * @param keys.tokenKey what the token is known by that it begins with
 */
export async function createOwnerSession(
  sql: Query,
  { secretSha256, tokenKey }: { secretSha256: string; tokenKey: string },
  { address, userAgent }: Browser,
): Promise<void> {
  await sql`delete from streamforge.owner_sessions where seen_at < now() - make_interval(days => ${IDLE_DAYS})`;
  await sql`
    insert into streamforge.owner_sessions (id, secret_sha256, token_key, address, user_agent)
    values (${newId()}, ${secretSha256}, ${tokenKey}, ${address}, ${userAgent?.slice(0, 300) ?? null})`;
}

/**
 * @param address of the request, if known
 * @returns the session's id; null if there is none, or nobody has used it for long
 */
export async function findOwnerSession(sql: Query, secretSha256: string, address?: string): Promise<string | null> {
  const [session] = await sql<{ id: string; isStale: boolean }[]>`
    select id, seen_at < now() - make_interval(secs => ${SEEN_SECONDS}) as is_stale from streamforge.owner_sessions
    where secret_sha256 = ${secretSha256} and seen_at >= now() - make_interval(days => ${IDLE_DAYS})`;
  if (session?.isStale) {
    // requests that come at once write it once
    await sql`
      update streamforge.owner_sessions set seen_at = now(), address = coalesce(${address ?? null}, address)
      where id = ${session.id} and seen_at < now() - make_interval(secs => ${SEEN_SECONDS})`;
  }
  return session?.id ?? null;
}

/** All sessions of a token, the one that was used last first. */
export async function listOwnerSessions(sql: Query, tokenKey: string): Promise<OwnerSession[]> {
  return await sql<OwnerSession[]>`
    select id, address, user_agent, created_at, seen_at from streamforge.owner_sessions
    where seen_at >= now() - make_interval(days => ${IDLE_DAYS}) and coalesce(token_key, ${tokenKey}) = ${tokenKey}
    order by seen_at desc, id`;
}

/** Ends a session, and the streams and uploads that it began. @returns whether there was one */
export async function endOwnerSession(sql: Query, id: string): Promise<boolean> {
  const ended = await sql`delete from streamforge.owner_sessions where id = ${id} returning id`;
  if (ended.length > 0) await notify(sql, sessionsOf(OWNER), "session");
  return ended.length > 0;
}

/** Ends all sessions. @param exceptId but this one */
export async function endOwnerSessions(sql: Query, exceptId: string | null): Promise<void> {
  await sql`delete from streamforge.owner_sessions where ${exceptId}::text is null or id <> ${exceptId}`;
  await notify(sql, sessionsOf(OWNER), "session");
}
