import type { Identity } from "../src/auth/auth.ts";
import type { ServerAuth } from "../src/auth/server_auth.ts";
import type { Config } from "../src/core/settings/config.ts";
import type { Log } from "../src/core/log.ts";
import type { Sql } from "../src/db/pool/client.ts";
import type { VideoEvents } from "../src/db/pool/notify.ts";
import type { MediaTools } from "../src/media/process/tools.ts";
import type { UnfinishedUploads } from "../src/uploads/unfinished_uploads.ts";
import type { MediaRedirects } from "../src/storage/redirects.ts";
import type { Storage } from "../src/storage/storage.ts";
import type { Locale } from "./web/words/locales.ts";

/** The signed-in user of a request. */
export type Viewer = Identity;

/** How the client of a request reaches this server. */
export interface Site {
  /**
   * For links, with the path of the proxy and without a slash at its end: `https://example.com/video`. null where the
   * request calls this server by a name that nobody vouches for: an answer must not repeat it.
   */
  origin: string | null;
  /** The path below which a proxy shows this server, such as `/video`; empty without one. */
  prefix: string;
  /** Whether the client uses TLS, to this server or to a proxy in front of it. */
  isOverTls: boolean;
  /** The host names, with their ports, that pages of this server may have: those of PUBLIC_URL and of the request. */
  hosts: string[];
  /** The client's IP address, if known: behind trusted proxies the one that they name. */
  clientAddress: string | undefined;
}

/** The types of hono's context. */
export interface Env {
  /** The client's IP address, if known. */
  Bindings: { address?: string };
  Variables: {
    viewer: Viewer | null;
    site: Site;
    /** The language of pages. */
    locale: Locale;
  };
}

/** The dependencies of the routes. */
export interface Deps {
  sql: Sql;
  storage: Storage;
  auth: ServerAuth;
  config: Config;
  log: Log;
  mediaTools: MediaTools;
  /** Subscribes to the changes of one video, or of all with null; returns the function that unsubscribes. */
  subscribeVideo: VideoEvents["subscribe"];
  /** Where unfinished uploads are kept. */
  unfinished: UnfinishedUploads;
  /**
   * Embeds a query for the search by meaning. null: the setting ANALYSES switches it off.
   *
   * @throws {UnavailableError} while it can't be done; the message says why. With a `cause`, it is for administrators
   */
  embedQuery: ((query: string) => Promise<Float32Array>) | null;
  /** null: media passes through this server. */
  redirects: MediaRedirects | null;
}
