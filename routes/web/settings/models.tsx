// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { ModelListJson } from "../../../src/schemas/admin.ts";
import { bar, sentence } from "../shared/format.ts";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";
import { Action } from "./action.tsx";

type Model = ModelListJson["models"][number];

/** Models on the workers' machines. */
export function Models({ models, hosts, default: chosen, default_from: from }: ModelListJson) {
  const { models: w } = words().settings;
  return (
    <div data-part="models" id="models">
      <p>
        {fillIn(w.used, { model: () => <b>{chosen}</b> })}
        {from === "environment" ? w.byEnvironment : from === "settings" ? w.bySettings : w.builtIn}
      </p>
      {hosts.length === 0 && <p class="reason">{w.noWorker}</p>}
      <ul class="rows">{models.map((model) => <ModelRow {...model} {...{ all: hosts, from }} />)}</ul>
    </div>
  );
}

function ModelRow({ name, bytes: size, hosts, is_default, jobs, all, from }: Model & {
  all: string[];
  from: ModelListJson["default_from"];
}) {
  const { settings: { models: w }, formats } = words();
  const isBusy = jobs.some(({ state }) => state !== "dead");
  const isFolder = /[/\\]/.test(name);
  const url = `/api/admin/models/${encodeURIComponent(name)}`;
  return (
    <li class="row" data-model={name}>
      <span class="what">
        <b>{name}</b> {size && formats.bytes(size)}
      </span>
      <span class="how">
        {hosts.length === 0 ? w.notHere : hosts.length < all.length ? w.onSome(hosts.length, all.length) : w.ready}
        {is_default && ` · ${w.isDefault}`}
      </span>
      <span class="actions">
        {!isBusy && !isFolder && all.length > hosts.length && (
          <Action
            name={`download-${name}`}
            method="POST"
            url={`${url}/download`}
            done={w.downloading(name)}
            label={w.downloadOf(name)}
          >
            {w.download}
          </Action>
        )}
        {!is_default && from !== "environment" && (
          <Action
            {...{ name: `default-${name}`, method: "PATCH", url: "/api/admin/defaults", body: { model: name } }}
            done={w.madeDefault(name)}
            label={w.makeDefaultOf(name)}
          >
            {w.makeDefault}
          </Action>
        )}
        {!isBusy && !is_default && !isFolder && hosts.length > 0 && (
          <Action
            {...{ name: `remove-${name}`, method: "DELETE", url, isDanger: true }}
            ask={w.removeAsk(name, hosts)}
            done={w.removing(name)}
            label={w.removeOf(name)}
          >
            {w.remove}
          </Action>
        )}
      </span>
      {jobs.map(({ kind, host, state, progress, stage, error }) => (
        <p class={state === "dead" ? "reason" : "how"}>
          {state === "dead"
            ? sentence(
              kind === "fetch_model" ? w.downloadFailed(host, error ?? "") : w.removalFailed(host, error ?? ""),
            )
            : kind === "remove_model"
            ? w.removingFrom(host)
            : (
              <>
                {host}: <span class="meter" aria-hidden="true">{bar(progress, 10)}</span>{" "}
                {state === "queued" ? w.waits : w.downloaded(progress)} {stage === "connecting" && w.connecting}
              </>
            )}
        </p>
      ))}
    </li>
  );
}
