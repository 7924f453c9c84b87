import type { OwnerAuth } from "../src/auth/owner.ts";
import type { Config } from "../src/core/config.ts";
import type { Log } from "../src/core/log.ts";
import type { Sql } from "../src/db/pool/client.ts";
import type { VideoEvents } from "../src/db/pool/notify.ts";
import type { MediaTools } from "../src/media/process/tools.ts";
import type { Storage } from "../src/storage/storage.ts";

/** Who asks, where that is known. */
export interface Viewer {
  user: string;
  isOwner: boolean;
}

/** What hono carries along with a request. */
export interface Env {
  /** Of who asks; undefined where the server does not know. */
  Bindings: { address?: string };
  Variables: { viewer: Viewer | null };
}

/** The parts that the HTTP API works on. */
export interface Deps {
  sql: Sql;
  storage: Storage;
  auth: OwnerAuth;
  config: Config;
  log: Log;
  mediaTools: MediaTools;
  /** Hears of one video's changes, or of all with null; returns what ends it. */
  subscribeVideo: VideoEvents["subscribe"];
}
