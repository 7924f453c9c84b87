// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { LANGUAGES } from "../../../src/core/languages.ts";
import { WEBHOOK_EVENTS } from "../../../src/core/webhook_events.ts";
import type {
  DefaultsJson,
  JobListJson,
  ModelListJson,
  OwnerSessionJson,
  SettingListJson,
  StorageUseJson,
  SystemJson,
} from "../../../src/schemas/admin.ts";
import type { MissingAnalysesJson } from "../../../src/schemas/analysis.ts";
import { MissingAnalyses } from "./analyses.tsx";
import { Jobs } from "./jobs.tsx";
import { Models } from "./models.tsx";
import { Sessions } from "./sessions.tsx";
import { StorageUse } from "./storage.tsx";
import { Configuration, System } from "./system.tsx";
import { Webhooks, type WebhookWithDeliveries } from "./webhooks.tsx";

export interface SettingsPageProps {
  jobs: JobListJson;
  analyses: MissingAnalysesJson;
  models: ModelListJson;
  webhooks: WebhookWithDeliveries[];
  sessions: OwnerSessionJson[];
  storage: StorageUseJson;
  defaults: DefaultsJson;
  settings: SettingListJson;
  system: SystemJson;
}

const SECTIONS = [
  "jobs",
  "analyses",
  "storage",
  "models",
  "defaults",
  "webhooks",
  "sessions",
  "configuration",
  "system",
];

/** The whole page. */
export function SettingsPage(
  { jobs, analyses, models, webhooks, sessions, storage, defaults, settings, system }: SettingsPageProps,
) {
  return (
    <>
      <h1>Settings</h1>
      <nav class="sections" aria-label="Sections">
        {SECTIONS.map((name) => <a href={`#section-${name}`}>{name}</a>)}
      </nav>
      <Section name="jobs">
        <Jobs {...jobs} />
      </Section>
      <Section name="analyses">
        <MissingAnalyses {...analyses} />
      </Section>
      <Section name="storage">
        <StorageUse {...storage} />
        <p>
          <button type="button" class="button" id="measure">measure every object</button>
        </p>
      </Section>
      <Section name="models">
        <Models {...models} />
      </Section>
      <Section name="defaults">
        <Defaults {...defaults} />
      </Section>
      <Section name="webhooks">
        <Webhooks webhooks={webhooks} />
        <NewWebhook />
      </Section>
      <Section name="sessions">
        <Sessions sessions={sessions} />
      </Section>
      <Section name="configuration">
        <Configuration {...settings} />
      </Section>
      <Section name="system">
        <System {...system} />
      </Section>
    </>
  );
}

function Section({ name, children }: { name: string; children: Child }) {
  return (
    <section class="panel" id={`section-${name}`} aria-labelledby={`title-${name}`}>
      <h2 class="panel-title" id={`title-${name}`}>{name}</h2>
      {children}
    </section>
  );
}

/** What new videos get whose upload names nothing else. */
function Defaults({ language, vocabulary, max_line_chars, max_lines, max_cue_seconds }: DefaultsJson) {
  const number = (name: string, label: string, value: number | null, placeholder: string) => (
    <>
      <label for={name}>{label}</label>
      <input
        {...{ type: "text", inputmode: "decimal", id: name, name, value: value ?? "", placeholder }}
        autocomplete="off"
      />
    </>
  );
  return (
    <form id="defaults" class="fields">
      <p>For new videos whose upload names nothing else. Videos that exist keep theirs.</p>
      <label for="language">spoken language</label>
      <select id="language" name="language">
        <option value="" selected={language === null}>detect it</option>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option value={code} selected={code === language}>{name}</option>
        ))}
      </select>
      <label for="vocabulary">vocabulary: names and words that are said</label>
      <textarea id="vocabulary" name="vocabulary" rows={3} maxlength={2000}>{vocabulary ?? ""}</textarea>
      {number("max_line_chars", "characters of a line", max_line_chars, "42; 16 in Chinese and Korean, 13 in Japanese")}
      {number("max_lines", "lines of a cue", max_lines, "2")}
      {number("max_cue_seconds", "seconds of a cue at most", max_cue_seconds, "7")}
      <p class="wrong" role="alert"></p>
      <p class="choices">
        <button type="submit" class="button main">save the defaults</button>
      </p>
    </form>
  );
}

function NewWebhook() {
  return (
    <form id="new-webhook" class="fields">
      <h3>add a webhook</h3>
      <label for="webhook-url">address</label>
      <input
        type="text"
        inputmode="url"
        id="webhook-url"
        name="url"
        placeholder="https://example.com/hooks"
        autocomplete="off"
        required
      />
      <label for="webhook-description">note</label>
      <input type="text" id="webhook-description" name="description" maxlength={200} autocomplete="off" />
      <fieldset>
        <legend>events</legend>
        {WEBHOOK_EVENTS.map((name) => (
          <label class="check">
            <input type="checkbox" name="events" value={name} checked /> {name}
          </label>
        ))}
      </fieldset>
      <p class="wrong" role="alert"></p>
      <p class="choices">
        <button type="submit" class="button main">add</button>
      </p>
    </form>
  );
}
