import type { EngineSpeed } from "../../../src/db/jobs/engine_speeds.ts";
import type { Worker } from "../../../src/db/jobs/workers.ts";
import { hostOfWorker } from "../../../src/db/jobs/model_jobs.ts";
import { SAMPLE } from "../../../src/media/sample.ts";
import type { Viewer } from "../../deps.ts";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";

export interface ServerPower {
  workers: Worker[];
  speeds: EngineSpeed[];
}

/** What an empty library says: how to begin, a sample to try, and what this server can do. */
export function FirstRun({ viewer, ...power }: ServerPower & { viewer: Viewer | null }) {
  const { library: { firstRun: w } } = words();
  if (!viewer) {
    return (
      <>
        <p>{words().library.emptyForGuests}</p>
        <p>{fillIn(w.signIn, { link: (text) => <a href="/sign-in">{text}</a> })}</p>
      </>
    );
  }
  return (
    <ul class="first-run">
      <li>
        <h2>{w.begin}</h2>
        <p>{w.beginHow}</p>
        <p>
          <button type="button" class="button main" id="choose-first">{w.choose}</button>
        </p>
      </li>
      <li>
        <h2>{w.try}</h2>
        <p>{w.tryHow(SAMPLE.seconds, SAMPLE.bytes)}</p>
        <p>
          <button type="button" class="button main" id="try-sample" data-name={w.sampleName}>{w.trySample}</button>
        </p>
      </li>
      <li id="server-power">
        <PowerText {...power} />
      </li>
    </ul>
  );
}

/** The page's script fetches it again until the speed is there. */
export function PowerText({ workers, speeds }: ServerPower) {
  const { library: { firstRun: w } } = words();
  const rows = workers.map(({ id, model, device }) => {
    const speed = speeds.find((speed) => speed.host === hostOfWorker(id) && speed.model === model);
    return { model, device: speed?.device ?? device, times: speed?.timesRealTime ?? null };
  });
  const isMeasured = rows.length > 0 && rows.every(({ times }) => times !== null);
  return (
    <div data-measured={isMeasured ? "" : undefined}>
      <h2>{w.server}</h2>
      {rows.length === 0 && <p>{w.noWorker}</p>}
      {rows.map(({ model, device, times }) => (
        <>
          <p>{fillIn(device === null ? w.model : w.writes[device], { model: () => <b>{modelName(model)}</b> })}</p>
          <p>{times === null ? w.notMeasured : w.speed(times)}</p>
        </>
      ))}
    </div>
  );
}

/** The last part of a folder: its path is nobody's business here. */
function modelName(model: string): string {
  return model.split("/").at(-1)!;
}
