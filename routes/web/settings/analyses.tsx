import type { MissingAnalysesJson } from "../../../src/schemas/analysis.ts";
import { words } from "../words/words.ts";
import { Action } from "./action.tsx";

/** The kinds of analyses, with the number of videos that lack each. */
export function MissingAnalyses({ kinds }: MissingAnalysesJson) {
  const { settings: { analyses: w }, analysisNames } = words();
  const missing = kinds.filter(({ is_on, missing }) => is_on && missing > 0);
  return (
    <div data-part="analyses" id="analyses">
      <p>{w.help}</p>
      <ul class="rows">
        {kinds.map(({ kind, is_on, missing, queued }) => {
          const title = analysisNames[kind];
          return (
            <li class="row" data-kind={kind}>
              <span class="what">
                <b>{title}</b>
              </span>
              <span class="how">
                {[
                  !is_on ? w.switchedOff : missing > 0 ? w.without(missing) : "",
                  queued > 0 ? w.queued(queued) : is_on && missing === 0 ? w.complete : "",
                ].filter(Boolean).join(" · ")}
              </span>
              <span class="actions">
                {is_on && missing > 0 && <Queue name={`analyses-${kind}`} kinds={[kind]} title={title} />}
              </span>
            </li>
          );
        })}
      </ul>
      {missing.length > 1 && (
        <p class="choices">
          <Queue name="analyses-all" kinds={missing.map(({ kind }) => kind)} title={w.makeAll} isAll />
        </p>
      )}
    </div>
  );
}

function Queue({ name, kinds, title, isAll }: { name: string; kinds: string[]; title: string; isAll?: boolean }) {
  const { analyses: w } = words().settings;
  return (
    <Action
      {...{ name, method: "POST", url: "/api/admin/analyses", body: { kinds } }}
      label={isAll ? undefined : w.makeOf(title)}
      done={isAll ? w.madeAll : w.made(title)}
    >
      {isAll ? w.makeAll : w.make}
    </Action>
  );
}
