import type { OwnerAuth } from "../src/auth/owner.ts";
import type { Config } from "../src/core/settings/config.ts";
import type { Log } from "../src/core/log.ts";
import type { Sql } from "../src/db/pool/client.ts";
import type { VideoEvents } from "../src/db/pool/notify.ts";
import type { MediaTools } from "../src/media/process/tools.ts";
import type { Storage } from "../src/storage/storage.ts";

/** The signed-in user of a request. */
export interface Viewer {
  user: string;
  isOwner: boolean;
}

/** The types of hono's context. */
export interface Env {
  /** The client's IP address, if known. */
  Bindings: { address?: string };
  Variables: { viewer: Viewer | null };
}

/** The dependencies of the routes. */
export interface Deps {
  sql: Sql;
  storage: Storage;
  auth: OwnerAuth;
  config: Config;
  log: Log;
  mediaTools: MediaTools;
  /** Subscribes to the changes of one video, or of all with null; returns the function that unsubscribes. */
  subscribeVideo: VideoEvents["subscribe"];
}
