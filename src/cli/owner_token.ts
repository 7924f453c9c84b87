import { renewOwnerToken, sha256 } from "../auth/owner_keys.ts";
import { ownerTokenPath, readOwnerToken } from "../auth/owner_token.ts";
import type { Config } from "../core/settings/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Sql } from "../db/pool/client.ts";
import { readOwnerKeys } from "../db/pool/owner_keys.ts";
import { readArguments } from "./arguments.ts";

const USAGE = "streamforge token         shows the owner's token\n" +
  "streamforge token new     makes a new one, which ends every session";

/**
 * `streamforge token [new]`.
 *
 * @param deps.sql of the database that several servers share; null for the embedded one
 * @returns the exit code
 * @throws {ConfigError} where OWNER_TOKEN is set, or this machine does not have the token
 */
export async function ownerTokenCommand(
  args: string[],
  { config, sql, print = console.log }: {
    config: Pick<Config, "dataDir" | "ownerToken">;
    sql: Sql | null;
    print?: (line: string) => void;
  },
): Promise<number> {
  const { values, positionals } = readArguments(args, { help: { type: "boolean", short: "h" } }, USAGE);
  if (values.help) {
    print(USAGE);
    return 0;
  }
  const isNew = positionals[0] === "new";
  if (positionals.length > (isNew ? 1 : 0)) {
    throw new ConfigError(`token got ${positionals.join(" ")}: it takes nothing, or "new"\n${USAGE}`);
  }
  if (config.ownerToken !== null) throw new ConfigError("OWNER_TOKEN is set: it is the token");
  if (isNew) {
    print(await renewOwnerToken(sql, config.dataDir));
    print(sql ? "Every server takes it within 10 seconds." : "The server takes it when it starts again.");
    return 0;
  }
  print(await findToken(sql, config.dataDir));
  return 0;
}

/** @throws {ConfigError} where this machine does not have the token */
export async function findToken(sql: Sql | null, dataDir: string): Promise<string> {
  const token = await readOwnerToken(dataDir);
  const stored = sql && await readOwnerKeys(sql);
  if (token !== null && (!stored || sha256(token) === stored.tokenSha256)) return token;
  throw new ConfigError(
    stored
      ? `the token of this database is in ${stored.place}; if it is lost, "streamforge token new" makes another`
      : `there is no ${ownerTokenPath(dataDir)} yet: the first start of the server makes the token`,
  );
}
