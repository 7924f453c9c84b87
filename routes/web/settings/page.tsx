// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { Child } from "hono/jsx";
import { LANGUAGES } from "../../../src/core/languages.ts";
import { languageName } from "../shared/video_elements.tsx";
import { type Words, words } from "../words/words.ts";
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
] as const satisfies (keyof Words["settings"]["names"])[];

/** The whole page. */
export function SettingsPage(
  { jobs, analyses, models, webhooks, sessions, storage, defaults, settings, system }: SettingsPageProps,
) {
  const { settings: w } = words();
  return (
    <>
      <h1>{w.title}</h1>
      <nav class="sections" aria-label={w.sections}>
        {SECTIONS.map((name) => <a href={`#section-${name}`}>{w.names[name]}</a>)}
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
          <button type="button" class="button" id="measure">{w.storage.measure}</button>
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

function Section({ name, children }: { name: typeof SECTIONS[number]; children: Child }) {
  return (
    <section class="panel" id={`section-${name}`} aria-labelledby={`title-${name}`}>
      <h2 class="panel-title" id={`title-${name}`}>{words().settings.names[name]}</h2>
      {children}
    </section>
  );
}

/** What new videos get whose upload names nothing else. */
function Defaults({ language, vocabulary, max_line_chars, max_lines, max_cue_seconds }: DefaultsJson) {
  const { defaults: w } = words().settings;
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
      <p>{w.help}</p>
      <label for="language">{w.language}</label>
      <select id="language" name="language">
        <option value="" selected={language === null}>{w.detect}</option>
        {Object.keys(LANGUAGES).map((code) => (
          <option value={code} selected={code === language}>{languageName(code)}</option>
        ))}
      </select>
      <label for="vocabulary">{w.vocabulary}</label>
      <textarea id="vocabulary" name="vocabulary" rows={3} maxlength={2000}>{vocabulary ?? ""}</textarea>
      {number("max_line_chars", w.lineChars, max_line_chars, w.lineCharsHint)}
      {number("max_lines", w.lines, max_lines, "2")}
      {number("max_cue_seconds", w.cueSeconds, max_cue_seconds, "7")}
      <p class="wrong" role="alert"></p>
      <p class="choices">
        <button type="submit" class="button main">{w.save}</button>
      </p>
    </form>
  );
}

function NewWebhook() {
  const { webhooks: w } = words().settings;
  return (
    <form id="new-webhook" class="fields">
      <h3>{w.add}</h3>
      <label for="webhook-url">{w.address}</label>
      <input
        type="text"
        inputmode="url"
        id="webhook-url"
        name="url"
        placeholder="https://example.com/hooks"
        autocomplete="off"
        required
      />
      <label for="webhook-description">{w.note}</label>
      <input type="text" id="webhook-description" name="description" maxlength={200} autocomplete="off" />
      <fieldset>
        <legend>{w.events}</legend>
        {WEBHOOK_EVENTS.map((name) => (
          <label class="check">
            <input type="checkbox" name="events" value={name} checked /> {name}
          </label>
        ))}
      </fieldset>
      <p class="wrong" role="alert"></p>
      <p class="choices">
        <button type="submit" class="button main">{w.addButton}</button>
      </p>
    </form>
  );
}
