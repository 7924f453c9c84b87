/** The OpenAPI document without a server, for the client and for tools. `deno run -A tasks/openapi.ts` prints it. */
import { DataStore } from "@tus/server";
import { createApp } from "../routes/app.ts";
import type { Deps } from "../routes/deps.ts";
import { openApiDocument } from "../routes/openapi/document.ts";
import { readConfig } from "../src/core/settings/config.ts";

/** The document that `/openapi.json` answers with. Making routes asks for nothing: neither database nor storage. */
export function apiDocument(): ReturnType<typeof openApiDocument> {
  const dataDir = Deno.makeTempDirSync({ prefix: "streamforge_openapi_" });
  try {
    const deps = {
      config: readConfig({ DATA_DIR: dataDir }),
      log: console,
      auth: { supabase: null },
      unfinished: { store: new DataStore() },
    };
    const app = createApp(deps as unknown as Deps);
    return JSON.parse(JSON.stringify(openApiDocument(app.routes)));
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
}

if (import.meta.main) console.log(JSON.stringify(apiDocument(), null, 2));
