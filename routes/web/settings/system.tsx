// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { SettingListJson, SystemJson } from "../../../src/schemas/admin.ts";
import { Time } from "./action.tsx";

/** The configuration in force, without secrets. */
export function Configuration({ settings }: SettingListJson) {
  return (
    <>
      <p>Environment variables of this server, read at its start. Those in bold are set; secrets are not shown.</p>
      <dl class="facts">
        {settings.map(({ name, value, is_set, is_secret, meaning }) => (
          <div title={meaning.replaceAll("`", "")}>
            <dt>{is_set ? <b>{name}</b> : name}</dt>
            <dd>{is_secret ? (is_set ? "(set, not shown)" : "(not set)") : value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Versions, devices and sandboxes. */
export function System({ version, deno, postgres, storage, workers }: SystemJson) {
  return (
    <>
      <dl class="facts">
        <Fact name="StreamForge" value={version} />
        <Fact name="Deno" value={deno} />
        <Fact name="Postgres" value={postgres} />
        <Fact name="storage" value={storage} />
      </dl>
      {workers.length === 0 && <p class="reason">No worker is running: nothing is prepared or captioned.</p>}
      {workers.map((worker) => (
        <section aria-label={`worker ${worker.id}`}>
          <h3>worker {worker.id}</h3>
          <dl class="facts">
            <Fact name="version" value={worker.version} />
            <Fact name="model" value={`${worker.model}${worker.has_fixed_model ? ", by its WHISPER_MODEL" : ""}`} />
            <Fact
              name="device"
              value={`${worker.device ?? "no model loaded yet"}${
                worker.fallback_reason ? ` (${worker.fallback_reason})` : ""
              }`}
            />
            <Fact name="models" value={worker.models.join(", ") || "none"} />
            {Object.entries(worker.facts).map(([name, value]) => <Fact {...{ name, value }} />)}
            <div>
              <dt>last seen</dt>
              <dd>
                <Time at={worker.seen_at} />
              </dd>
            </div>
          </dl>
        </section>
      ))}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
