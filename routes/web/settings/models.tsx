// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { ModelListJson } from "../../../src/schemas/admin.ts";
import { bar, bytes, percent, sentence } from "../shared/format.ts";
import { Action } from "./action.tsx";

type Model = ModelListJson["models"][number];

/** Models on the workers' machines. */
export function Models({ models, hosts, default: chosen, default_from: from }: ModelListJson) {
  return (
    <div data-part="models" id="models">
      <p>
        Jobs that name no model use <b>{chosen}</b>
        {from === "environment"
          ? ": WHISPER_MODEL is set in the environment of this server, which goes before a choice here."
          : from === "settings"
          ? ", as it was chosen here. A worker whose environment sets WHISPER_MODEL uses that."
          : ", the built-in default."}
      </p>
      {hosts.length === 0 && <p class="reason">No worker is running, so nothing can be downloaded now.</p>}
      <ul class="rows">{models.map((model) => <ModelRow {...model} {...{ all: hosts, from }} />)}</ul>
    </div>
  );
}

function ModelRow({ name, bytes: size, hosts, is_default, jobs, all, from }: Model & {
  all: string[];
  from: ModelListJson["default_from"];
}) {
  const isBusy = jobs.some(({ state }) => state !== "dead");
  const isFolder = /[/\\]/.test(name);
  const url = `/api/admin/models/${encodeURIComponent(name)}`;
  return (
    <li class="row" data-model={name}>
      <span class="what">
        <b>{name}</b> {size && bytes(size)}
      </span>
      <span class="how">
        {hosts.length === 0
          ? "not here"
          : hosts.length < all.length
          ? `on ${hosts.length} of ${all.length} machines`
          : "ready"}
        {is_default && " · default"}
      </span>
      <span class="actions">
        {!isBusy && !isFolder && all.length > hosts.length && (
          <Action
            name={`download-${name}`}
            method="POST"
            url={`${url}/download`}
            done={`${name} is being downloaded.`}
            label={`Download ${name}`}
          >
            download
          </Action>
        )}
        {!is_default && from !== "environment" && (
          <Action
            {...{ name: `default-${name}`, method: "PATCH", url: "/api/admin/defaults", body: { model: name } }}
            done={`Jobs that name no model use ${name} now.`}
            label={`make default: ${name}`}
          >
            make default
          </Action>
        )}
        {!isBusy && !is_default && !isFolder && hosts.length > 0 && (
          <Action
            {...{ name: `remove-${name}`, method: "DELETE", url, isDanger: true }}
            ask={`Remove ${name} from ${hosts.join(", ")}? It has to be downloaded again to be used.`}
            done={`${name} is being removed.`}
            label={`Remove ${name}`}
          >
            remove
          </Action>
        )}
      </span>
      {jobs.map(({ kind, host, state, progress, stage, error }) => (
        <p class={state === "dead" ? "reason" : "how"}>
          {state === "dead"
            ? sentence(`${kind === "fetch_model" ? "the download" : "the removal"} on ${host} failed: ${error}`)
            : kind === "remove_model"
            ? `being removed from ${host}`
            : (
              <>
                {host}: <span class="meter" aria-hidden="true">{bar(progress, 10)}</span>{" "}
                {state === "queued" ? "waits" : `${percent(progress)} downloaded`}{" "}
                {stage === "connecting" && "(connecting)"}
              </>
            )}
        </p>
      ))}
    </li>
  );
}
