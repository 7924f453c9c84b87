import type { OpenOwnerKeys } from "../auth/owner_keys.ts";
import type { Config } from "../core/settings/config.ts";
import type { Sql } from "../db/pool/client.ts";
import { originOf } from "./origin.ts";
import { findToken } from "./owner_token.ts";

function signInLink(origin: string, token: string): string {
  return `${origin}/sign-in?token=${encodeURIComponent(token)}`;
}

/**
 * What `serve` prints about signing in: the link on a terminal. Elsewhere its output is a log that others may read, so
 * it says how to get the link.
 */
export function signInHint(
  origin: string,
  { token, place }: Pick<OpenOwnerKeys, "token" | "place">,
  isTerminal = Deno.stdout.isTerminal(),
  isProgram = Deno.build.standalone,
): string {
  if (token === null) return `with the token in ${place}`; // another server's file
  if (isTerminal) return signInLink(origin, token);
  if (!isProgram) return '"./sf sign-in" prints the link, with the settings of this server';
  return '"streamforge sign-in" prints the link, with the settings of this server; ' +
    'of a container "docker exec CONTAINER streamforge sign-in"';
}

/**
 * `streamforge sign-in`: prints the sign-in link.
 *
 * @param deps.sql of the database that several servers share; null for the embedded one
 * @returns the exit code
 * @throws {ConfigError} where this machine does not have the token
 */
export async function signInCommand({ config, sql, print = console.log }: {
  config: Pick<Config, "dataDir" | "host" | "ownerToken" | "port" | "publicUrl">;
  sql: Sql | null;
  print?: (line: string) => void;
}): Promise<number> {
  const token = config.ownerToken ?? await findToken(sql, config.dataDir);
  print(signInLink(config.publicUrl ?? originOf(config.host, config.port), token));
  return 0;
}
