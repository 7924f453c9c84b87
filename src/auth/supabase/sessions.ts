import { delay } from "../../core/async.ts";
import { messageOf, UnauthorizedError, UnavailableError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Sql } from "../../db/pool/client.ts";
import {
  abandonRenewal,
  claimRenewal,
  createUserSession,
  deleteEndedSession,
  deleteIdleSessions,
  deleteSessionsOf,
  deleteUserSession,
  findUserSession,
  renewUserSession,
  type UserSession,
} from "../../db/users/user_sessions.ts";
import { rememberUser } from "../../db/users/users.ts";
import type { Identity } from "../auth.ts";
import { cookiesNamed, deletedCookie, sessionCookie } from "../cookies.ts";
import type { AccessTokens, TokenUser } from "./access_tokens.ts";
import { type AuthServer, SessionEndedError, type SessionTokens } from "./auth_server.ts";
import { newSessionSecret, openTokens, sealTokens, sessionIdOf } from "./sealed_tokens.ts";

export const USER_COOKIE = "streamforge_user";
/** Seconds before the access token expires from which on a request has it renewed. */
const RENEW_AHEAD_SECONDS = 60;
/** Seconds that one request may take to renew a session, and that others wait for it. */
const RENEWAL_SECONDS = 15;
/** Days after which a session ends that nobody used. */
const IDLE_DAYS = 90;
const POLL_MS = 100;

/** The sessions of browsers that signed in with Supabase: a cookie here, the project's tokens in the database. */
export interface UserSessions {
  /**
   * Finds the user of the request's cookie, and renews the session's tokens where that is due.
   *
   * @throws {UnavailableError} if they have to be renewed and the project can't be reached
   */
  authenticate(request: Request): Promise<Identity | null>;
  /**
   * Begins a session with the tokens that supabase-js got.
   *
   * @returns the user, and the value of a `Set-Cookie` header
   * @throws as `AccessTokens.verify`
   */
  signIn(tokens: SessionTokens, options: { isSecure: boolean }): Promise<{ identity: Identity; cookie: string }>;
  /**
   * Ends the request's session, here and in the project.
   *
   * @param options.everywhere ends all sessions of its user
   * @returns the value of a `Set-Cookie` header
   */
  signOut(request: Request, options: { everywhere: boolean }): Promise<string>;
}

export interface SessionDeps {
  sql: Sql;
  log: Log;
  tokens: AccessTokens;
  authServer: AuthServer;
}

export function userSessions({ sql, log, tokens, authServer }: SessionDeps): UserSessions {
  async function verifyUser(accessToken: string): Promise<TokenUser> {
    const user = await tokens.verify(accessToken);
    if (!user || user.identity.isAdministrator) throw new UnauthorizedError("access_token must be a user's");
    return user;
  }

  /** @returns false if the project has ended the session */
  async function renew(secret: string, session: UserSession): Promise<boolean> {
    try {
      const renewed = await authServer.refresh(openTokens(secret, session.tokens).refreshToken);
      const { identity, expiresAt } = await verifyUser(renewed.accessToken);
      if (identity.user !== session.userId) throw new SessionEndedError("the project answered with another user");
      await rememberUser(sql, identity.user, identity.name);
      const accessExpiresAt = new Date(expiresAt * 1000);
      const isRenewed = await renewUserSession(sql, session, { tokens: sealTokens(secret, renewed), accessExpiresAt });
      return isRenewed || await findUserSession(sql, session.id) !== null;
    } catch (error) {
      // a renewed token that is not valid here never will be: the person has to sign in again
      if (error instanceof SessionEndedError || error instanceof UnauthorizedError) {
        log.info("a user's session has ended", { user: session.userId, reason: error.message });
        await deleteEndedSession(sql, session);
        return false;
      }
      await abandonRenewal(sql, session);
      throw error;
    }
  }

  /** Renews the tokens, or waits for the request that does. @returns false if the session has ended */
  async function renewOrWait(secret: string, session: UserSession): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < RENEWAL_SECONDS * 1000; waitedMs += POLL_MS) {
      if (await claimRenewal(sql, session, RENEWAL_SECONDS)) return await renew(secret, session);
      await delay(POLL_MS);
      const now = await findUserSession(sql, session.id);
      if (!now) return false;
      if (now.tokens !== session.tokens) return true;
    }
    throw new UnavailableError("your session can't be renewed now: the Supabase project is slow. Try again soon.");
  }

  async function identityOf(secret: string): Promise<Identity | null> {
    const session = await findUserSession(sql, sessionIdOf(secret));
    if (!session) return null;
    const identity = { user: session.userId, name: session.name, isAdministrator: false };
    const secondsLeft = (session.accessExpiresAt.getTime() - Date.now()) / 1000;
    if (secondsLeft > RENEW_AHEAD_SECONDS || (secondsLeft > 0 && session.isRenewing)) return identity;
    const renewal = renewOrWait(secret, session);
    if (secondsLeft <= 0) return await renewal ? identity : null;
    renewal.catch((error) => log.warn("a user's session was not renewed ahead of time", { error: messageOf(error) }));
    return identity;
  }

  /** The tokens of a session that is about to end, renewed if they have expired; null if that fails. */
  async function lastTokens(secret: string, session: UserSession): Promise<SessionTokens | null> {
    try {
      if (session.accessExpiresAt.getTime() > Date.now()) return openTokens(secret, session.tokens);
      return await authServer.refresh(openTokens(secret, session.tokens).refreshToken);
    } catch {
      return null;
    }
  }

  return {
    async authenticate(request) {
      for (const secret of cookiesNamed(request, USER_COOKIE)) {
        const identity = await identityOf(secret);
        if (identity) return identity;
      }
      return null;
    },
    async signIn(given, options) {
      const { identity, expiresAt } = await verifyUser(given.accessToken);
      const secret = newSessionSecret();
      await deleteIdleSessions(sql, IDLE_DAYS);
      await rememberUser(sql, identity.user, identity.name);
      await createUserSession(sql, {
        id: sessionIdOf(secret),
        userId: identity.user,
        tokens: sealTokens(secret, given),
        accessExpiresAt: new Date(expiresAt * 1000),
      });
      return { identity, cookie: sessionCookie(USER_COOKIE, secret, options) };
    },
    async signOut(request, { everywhere }) {
      for (const secret of cookiesNamed(request, USER_COOKIE)) {
        const session = await findUserSession(sql, sessionIdOf(secret));
        if (!session) continue;
        // first here: the cookie is worth nothing from now on, whether or not the project can be reached
        if (everywhere) await deleteSessionsOf(sql, session.userId);
        else await deleteUserSession(sql, session.id);
        const last = await lastTokens(secret, session);
        await (last && authServer.logOut(last.accessToken, everywhere ? "global" : "local"))?.catch((error) => {
          log.warn("a user's session was ended here, but not in the Supabase project", { error: messageOf(error) });
        });
      }
      return deletedCookie(USER_COOKIE);
    },
  };
}
