import type { Log } from "../../core/log.ts";
import type { Sql } from "../../db/pool/client.ts";
import { rememberUser } from "../../db/users/users.ts";
import type { Identity } from "../auth.ts";
import { accessTokens } from "./access_tokens.ts";
import { AuthServer } from "./auth_server.ts";
import type { SupabaseProject } from "./project.ts";
import { type UserSessions, userSessions } from "./sessions.ts";

/** Users whose names this process has recorded; beyond that it starts anew. */
const MAX_REMEMBERED = 10_000;

/** The users of a Supabase project. */
export interface SupabaseAuth {
  project: SupabaseProject;
  sessions: UserSessions;
  /** The user of an access token or API key; see `AccessTokens.verify`. */
  verify(token: string): Promise<Identity | null>;
}

export function supabaseAuth({ project, sql, log }: { project: SupabaseProject; sql: Sql; log: Log }): SupabaseAuth {
  const tokens = accessTokens(project, { log });
  const remembered = new Map<string, string>();
  return {
    project,
    sessions: userSessions({ sql, log, tokens, authServer: new AuthServer(project) }),
    async verify(token) {
      const identity = (await tokens.verify(token))?.identity ?? null;
      if (identity && !identity.isAdministrator && remembered.get(identity.user) !== identity.name) {
        await rememberUser(sql, identity.user, identity.name);
        if (remembered.size >= MAX_REMEMBERED) remembered.clear();
        remembered.set(identity.user, identity.name);
      }
      return identity;
    },
  };
}
