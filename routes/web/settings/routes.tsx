import { Hono } from "hono";
import type { Context } from "hono";
import { listDeliveries } from "../../../src/db/webhooks/deliveries.ts";
import { listEndpoints } from "../../../src/db/webhooks/endpoints.ts";
import { readDefaults } from "../../../src/db/server/defaults.ts";
import { requireAdministrator } from "../../access.ts";
import { readMissingAnalyses } from "../../api/admin/analyses.ts";
import { readJobs } from "../../api/admin/jobs.ts";
import { readModels } from "../../api/admin/models.ts";
import { defaultsJson, readSystem, settingsJson } from "../../api/admin/server.ts";
import { measureStorageUse, readStorageUse } from "../../api/admin/storage_use.ts";
import { deliveryJson, webhookJson } from "../../api/webhook_json.ts";
import type { Deps, Env } from "../../deps.ts";
import { htmlResponse, type RenderPage } from "../shared/page_response.tsx";
import { MissingAnalyses } from "./analyses.tsx";
import { Jobs } from "./jobs.tsx";
import { readOwnerSessions } from "../../api/admin/sessions.ts";
import { Models } from "./models.tsx";
import { SettingsPage } from "./page.tsx";
import { Sessions } from "./sessions.tsx";
import { StorageUse } from "./storage.tsx";
import { words } from "../words/words.ts";
import { Webhooks, type WebhookWithDeliveries } from "./webhooks.tsx";

const SHOWN_DELIVERIES = 5;
const SHOWN_VIDEOS = 100;

/** The administrator's page: jobs, analyses, storage, models, defaults, webhooks, sessions, configuration, system. */
export function settingsPages(deps: Deps, present: RenderPage): Hono<Env> {
  const changing = async (c: Context<Env>) => {
    const [jobs, models, webhooks, sessions] = await Promise.all([
      ...[readJobs(deps.sql), readModels(deps), readWebhooks(deps), readOwnerSessions(deps, c.req.raw)] as const,
    ]);
    return { jobs, models, webhooks, sessions };
  };
  const app = new Hono<Env>();

  app.get("/settings", async (c) => {
    requireAdministrator(c);
    const [parts, analyses, storage, defaults, system] = await Promise.all([
      ...[changing(c), readMissingAnalyses(deps), readStorageUse(deps, SHOWN_VIDEOS)] as const,
      ...[readDefaults(deps.sql), readSystem(deps)] as const,
    ]);
    const settings = settingsJson(deps.config);
    return present(
      c,
      {
        title: words().settings.title,
        path: "/settings",
        script: "settings.js",
        mainClass: "settings-page",
        isLive: false,
      },
      <SettingsPage {...{ ...parts, analyses, storage, defaults: defaultsJson(defaults), settings, system }} />,
    );
  });

  // what changes by itself
  app.get("/settings/parts", async (c: Context<Env>) => {
    requireAdministrator(c);
    const { jobs, models, webhooks, sessions } = await changing(c);
    return htmlResponse(
      c,
      <div>
        <Jobs {...jobs} />
        <Models {...models} />
        <Webhooks webhooks={webhooks} />
        <Sessions sessions={sessions} />
      </div>,
    );
  });

  app.get("/settings/analyses", async (c) => {
    requireAdministrator(c);
    return htmlResponse(c, <MissingAnalyses {...await readMissingAnalyses(deps)} />);
  });

  app.get("/settings/storage", async (c) => {
    requireAdministrator(c);
    return htmlResponse(c, <StorageUse {...await measureStorageUse(deps, SHOWN_VIDEOS)} />);
  });

  return app;
}

async function readWebhooks({ sql }: Deps): Promise<WebhookWithDeliveries[]> {
  const endpoints = await listEndpoints(sql, null);
  return await Promise.all(endpoints.map(async (endpoint) => ({
    ...webhookJson(endpoint),
    deliveries: (await listDeliveries(sql, endpoint.id, { limit: SHOWN_DELIVERIES })).map(deliveryJson),
  })));
}
