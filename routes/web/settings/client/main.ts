import "../../shared/client/page.ts";
import type { WebhookSecretJson } from "../../../../src/schemas/webhook.ts";
import { api } from "../../shared/client/api.ts";
import { isConnectionLost, showLink, whenBack } from "../../shared/client/connection.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { errorText } from "../../shared/client/errors.ts";
import { settingsScript as w } from "../../words/en/settings.ts";
import { sentence } from "../../shared/format.ts";
import { fetchParts, replaceParts } from "../../shared/client/page_parts.ts";
import { confirmed, showSecret } from "./dialogs.ts";

const REFRESH_MS = 2000;
const main = byId("main");

let refreshing: Promise<void> | null = null;

/** Shows jobs, models and webhooks as they are now. */
function refresh(): Promise<void> {
  return refreshing ??= (async () => {
    try {
      const fresh = await fetchParts("/settings/parts");
      if (fresh) replaceParts(main, fresh);
      showLink("", "");
    } catch {
      showLink("asking", w.outdated);
    } finally {
      refreshing = null;
    }
  })();
}
/** Refreshes, but not under an open dialog. */
const refreshBehind = () => document.querySelector("dialog[open]") || refresh();
whenBack(refreshBehind);
setInterval(() => document.hidden || isConnectionLost() || refreshBehind(), REFRESH_MS);

main.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-url], button[data-secret]");
  if (!button) return;
  const { ask, url, secret, method = "POST", body, done = "" } = button.dataset;
  if (ask && !await confirmed(ask, button.textContent ?? "")) return;
  button.disabled = true;
  await attempt(async () => {
    if (secret) {
      const answer = await api(ask ? "POST" : "GET", secret);
      return await showSecret(await answer.json() as WebhookSecretJson);
    }
    await api(method, url!, body === undefined ? undefined : JSON.parse(body));
    notify(done);
  });
  button.disabled = false;
  await refresh();
  if (url === "/api/admin/analyses") await attempt(showAnalyses); // counted only then: it takes a while
});

async function showAnalyses(): Promise<void> {
  const fresh = await fetchParts("/settings/analyses");
  if (fresh) replaceParts(main, fresh);
}

byId("measure").addEventListener("click", (event) => {
  const button = event.currentTarget as HTMLButtonElement;
  button.disabled = true;
  attempt(async () => {
    const fresh = await fetchParts("/settings/storage");
    if (fresh) replaceParts(main, fresh);
    notify(w.counted);
  }).then(() => button.disabled = false);
});

/** An error of the API, which begins with the name of a field, in the words of the form: the field's label. */
function inWordsOf(form: HTMLFormElement, message: string): string {
  return message.replace(/^\w+(?= (is|has) )/, (name) => {
    const field = form.elements.namedItem(name.toLowerCase());
    const label = field instanceof HTMLElement ? (field as HTMLInputElement).labels?.[0]?.textContent : null;
    return label ? sentence(label).slice(0, -1) : name;
  });
}

/** A number that is typed; other text stays as it is, and the server says what it must be. */
function numberOf(text: string | null): number | string | null {
  return text === null || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Sends a form; where it fails the reason is in the form. */
function onSubmit(id: string, send: (fields: FormData, form: HTMLFormElement) => Promise<void>): void {
  const form = byId<HTMLFormElement>(id);
  const wrong = form.querySelector<HTMLElement>(".wrong")!;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    form.toggleAttribute("inert", true);
    try {
      await send(new FormData(form), form);
    } catch (error) {
      wrong.textContent = inWordsOf(form, errorText(error));
    } finally {
      form.toggleAttribute("inert", false);
    }
  });
}

onSubmit("defaults", async (fields) => {
  const text = (name: string) => String(fields.get(name) ?? "").trim() || null;
  await api("PATCH", "/api/admin/defaults", {
    language: text("language"),
    vocabulary: text("vocabulary"),
    max_line_chars: numberOf(text("max_line_chars")),
    max_lines: numberOf(text("max_lines")),
    max_cue_seconds: numberOf(text("max_cue_seconds")),
  });
  notify(w.defaultsSaved);
});

onSubmit("new-webhook", async (fields, form) => {
  const [url, description] = [String(fields.get("url")).trim(), String(fields.get("description"))];
  const answer = await api("POST", "/api/webhooks", { url, description, events: fields.getAll("events") });
  form.reset();
  await refresh();
  form.toggleAttribute("inert", false);
  await showSecret(await answer.json() as WebhookSecretJson);
});
