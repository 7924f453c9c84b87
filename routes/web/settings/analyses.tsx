import { analysisOf } from "../../../src/core/analyses.ts";
import type { MissingAnalysesJson } from "../../../src/schemas/analysis.ts";
import { count } from "../shared/format.ts";
import { Action } from "./action.tsx";

/** The kinds of analyses, with the number of videos that lack each. */
export function MissingAnalyses({ kinds }: MissingAnalysesJson) {
  const missing = kinds.filter(({ is_on, missing }) => is_on && missing > 0);
  return (
    <div data-part="analyses" id="analyses">
      <p>
        What is found out about a video is made of new videos by itself. Videos from before a kind was there lack it
        until it is made here, after all other jobs.
      </p>
      <ul class="rows">
        {kinds.map(({ kind, is_on, missing, queued }) => {
          const { title } = analysisOf(kind);
          return (
            <li class="row" data-kind={kind}>
              <span class="what">
                <b>{title}</b>
              </span>
              <span class="how">
                {[
                  !is_on ? "switched off by ANALYSES" : missing > 0 ? `${count(missing, "video")} without` : "",
                  queued > 0 ? `${count(queued, "job")} in the queue` : is_on && missing === 0 ? "complete" : "",
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
          <Queue name="analyses-all" kinds={missing.map(({ kind }) => kind)} title="all that is missing" isAll />
        </p>
      )}
    </div>
  );
}

function Queue({ name, kinds, title, isAll }: { name: string; kinds: string[]; title: string; isAll?: boolean }) {
  return (
    <Action
      {...{ name, method: "POST", url: "/api/admin/analyses", body: { kinds }, label: `Make ${title}` }}
      done={isAll
        ? "All that is missing is queued, after all other jobs."
        : `"${title}" is queued, after all other jobs.`}
    >
      {isAll ? "make all that is missing" : "make"}
    </Action>
  );
}
