import type { Query } from "../pool/client.ts";
import { notify, sessionsOf } from "../pool/notify.ts";

/** The session of a browser. */
export interface UserSession {
  /** The hash of the cookie's value. */
  id: string;
  userId: string;
  /** The user's name. */
  name: string;
  /** Encrypted. */
  tokens: string;
  accessExpiresAt: Date;
  /** Whether a request renews the tokens now. */
  isRenewing: boolean;
}

export async function createUserSession(
  sql: Query,
  { id, userId, tokens, accessExpiresAt }: Omit<UserSession, "name" | "isRenewing">,
): Promise<void> {
  await sql`
    insert into streamforge.user_sessions (id, user_id, tokens, access_expires_at)
    values (${id}, ${userId}, ${tokens}, ${accessExpiresAt})`;
}

export async function findUserSession(sql: Query, id: string): Promise<UserSession | null> {
  const [session] = await sql<UserSession[]>`
    select s.id, s.user_id, u.name, s.tokens, s.access_expires_at, coalesce(s.renewing_until > now(), false) as is_renewing
    from streamforge.user_sessions s join streamforge.users u on u.id = s.user_id
    where s.id = ${id}`;
  return session ?? null;
}

/**
 * Claims the renewal of a session's tokens, for `seconds` at most.
 *
 * @returns false if another request has it, or if the tokens were renewed since `session` was read
 */
export async function claimRenewal(sql: Query, session: UserSession, seconds: number): Promise<boolean> {
  const claimed = await sql`
    update streamforge.user_sessions set renewing_until = now() + make_interval(secs => ${seconds})
    where id = ${session.id} and tokens = ${session.tokens} and (renewing_until is null or renewing_until <= now())
    returning id`;
  return claimed.length > 0;
}

/** Ends a renewal that failed: another request may try. */
export async function abandonRenewal(sql: Query, { id, tokens }: Pick<UserSession, "id" | "tokens">): Promise<void> {
  await sql`update streamforge.user_sessions set renewing_until = null where id = ${id} and tokens = ${tokens}`;
}

/**
 * @param session as it was read before the renewal
 * @returns false if the session was ended or renewed meanwhile
 */
export async function renewUserSession(
  sql: Query,
  session: Pick<UserSession, "id" | "tokens">,
  { tokens, accessExpiresAt }: Pick<UserSession, "tokens" | "accessExpiresAt">,
): Promise<boolean> {
  const renewed = await sql`
    update streamforge.user_sessions
    set tokens = ${tokens}, access_expires_at = ${accessExpiresAt}, renewing_until = null, renewed_at = now()
    where id = ${session.id} and tokens = ${session.tokens} returning id`;
  return renewed.length > 0;
}

export async function deleteUserSession(sql: Query, id: string): Promise<void> {
  const [ended] = await sql<{ userId: string }[]>`
    delete from streamforge.user_sessions where id = ${id} returning user_id`;
  if (ended) await notify(sql, sessionsOf(ended.userId), "session");
}

/** Deletes a session that the project has ended, unless another request has renewed it since it was read. */
export async function deleteEndedSession(
  sql: Query,
  { id, tokens }: Pick<UserSession, "id" | "tokens">,
): Promise<void> {
  await sql`delete from streamforge.user_sessions where id = ${id} and tokens = ${tokens}`;
}

/** Ends all sessions of a user, in every browser. */
export async function deleteSessionsOf(sql: Query, userId: string): Promise<void> {
  await sql`delete from streamforge.user_sessions where user_id = ${userId}`;
  await notify(sql, sessionsOf(userId), "session");
}

/** Deletes the sessions that no request has renewed for `days`. */
export async function deleteIdleSessions(sql: Query, days: number): Promise<void> {
  await sql`delete from streamforge.user_sessions where renewed_at < now() - make_interval(days => ${days})`;
}
