// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import type { SettingListJson, SystemJson } from "../../../src/schemas/admin.ts";
import { words } from "../words/words.ts";
import { Time } from "./action.tsx";

/** The configuration in force, without secrets. */
export function Configuration({ settings }: SettingListJson) {
  const { configuration: w } = words().settings;
  return (
    <>
      <p>{w.help}</p>
      <dl class="facts">
        {settings.map(({ name, value, is_set, is_secret, meaning }) => (
          <div title={meaning.replaceAll("`", "")}>
            <dt>{is_set ? <b>{name}</b> : name}</dt>
            <dd>{is_secret ? (is_set ? w.setNotShown : w.notSet) : value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Versions, devices and sandboxes. */
export function System({ version, deno, postgres, storage, workers }: SystemJson) {
  const { system: w } = words().settings;
  return (
    <>
      <dl class="facts">
        <Fact name="StreamForge" value={version} />
        <Fact name="Deno" value={deno} />
        <Fact name="Postgres" value={postgres} />
        <Fact name={w.storage} value={storage} />
      </dl>
      {workers.length === 0 && <p class="reason">{w.noWorker}</p>}
      {workers.map((worker) => (
        <section aria-label={w.worker(worker.id)}>
          <h3>{w.worker(worker.id)}</h3>
          <dl class="facts">
            <Fact name={w.version} value={worker.version} />
            <Fact name={w.model} value={worker.has_fixed_model ? w.fixedModel(worker.model) : worker.model} />
            <Fact
              name={w.device}
              value={`${worker.device ?? w.noModelYet}${worker.fallback_reason ? ` (${worker.fallback_reason})` : ""}`}
            />
            <Fact name={w.speedName} value={worker.speed ? speedText(worker.speed) : w.notMeasured} />
            <Fact name={w.models} value={worker.models.join(", ") || w.none} />
            {Object.entries(worker.facts).map(([name, value]) => <Fact {...{ name, value }} />)}
            <div>
              <dt>{w.lastSeen}</dt>
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

function speedText(speed: NonNullable<SystemJson["workers"][number]["speed"]>): string {
  const { formats, settings: { system: w } } = words();
  return w.speed(speed.times_real_time, speed.model, speed.device, formats.date(new Date(speed.measured_at)));
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
