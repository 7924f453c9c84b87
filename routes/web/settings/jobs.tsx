// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { analysisOfJob } from "../../../src/core/analyses.ts";
import type { AdminJobJson, JobListJson } from "../../../src/schemas/admin.ts";
import { bar, sentence } from "../shared/format.ts";
import { stageText } from "../shared/status.ts";
import { words } from "../words/words.ts";
import { Action, Time } from "./action.tsx";

/** What a job does, in words. */
function nameOf(kind: string): string {
  const { settings, analysisNames } = words();
  const analysis = analysisOfJob(kind);
  return settings.jobs.kinds[kind] ?? (analysis ? analysisNames[analysis] : kind);
}

/** What runs, waits, has failed and was cancelled. */
export function Jobs({ running, queued, dead, cancelled, counts }: JobListJson) {
  const { jobs: w } = words().settings;
  return (
    <div data-part="jobs" id="jobs">
      <JobList title={w.running} jobs={running} empty={w.nothingRuns} />
      <JobList title={w.waiting} jobs={queued} empty={w.nothingWaits} total={counts.queued} />
      <JobList title={w.failed} jobs={dead} empty={w.nothingFailed} />
      {cancelled.length > 0 && <JobList title={w.cancelled} jobs={cancelled} empty="" />}
    </div>
  );
}

function JobList({ title, jobs, empty, total = jobs.length }: {
  title: string;
  jobs: AdminJobJson[];
  empty: string;
  total?: number;
}) {
  return (
    <section aria-label={words().settings.jobs.list(title)}>
      <h3>{title}{total > 0 && ` (${total})`}</h3>
      {jobs.length === 0 && <p class="none">{empty}</p>}
      <ul class="rows">{jobs.map((job) => <Job {...job} />)}</ul>
    </section>
  );
}

function Job(job: AdminJobJson) {
  const { settings: { jobs: w }, formats } = words();
  const kind = nameOf(job.kind);
  const what = job.video_title ?? job.model ?? "";
  const name = `${kind}${what && `: ${what}`}`;
  const url = `/api/admin/jobs/${job.id}`;
  const hasEnded = job.state === "dead" || job.state === "cancelled";
  return (
    <li class="row" data-job={job.id} data-state={job.state}>
      <span class="what">
        <b>{kind}</b> {job.video_id ? <a href={`/videos/${job.video_id}`}>{what}</a> : what}
      </span>
      <span class="how">
        {job.state === "running" && (
          <>
            <span class="meter" aria-hidden="true">{bar(job.progress, 10)}</span> {formats.percent(job.progress)}{" "}
            {job.stage && stageText(job.stage)}
          </>
        )}
        {job.state === "queued" && (
          <>
            {job.stage ? stageText(job.stage) : w.since} <Time at={job.created_at} />
          </>
        )}
        {hasEnded && job.finished_at && <Time at={job.finished_at} />}
        {job.attempt > 0 && ` · ${w.attempts(job.attempt)}`}
        {job.cancel_requested && ` · ${w.beingCancelled}`}
      </span>
      <span class="actions">
        {hasEnded
          ? (
            <Action
              name={`retry-${job.id}`}
              method="POST"
              url={`${url}/retry`}
              done={w.retried(name)}
              label={w.retryOf(name)}
            >
              {w.retry}
            </Action>
          )
          : !job.cancel_requested && (
            <Action
              {...{ name: `cancel-${job.id}`, method: "POST", url: `${url}/cancel`, isDanger: true }}
              ask={w.cancelAsk(name)}
              done={w.cancelDone(name)}
              label={w.cancelOf(name)}
            >
              {w.cancel}
            </Action>
          )}
      </span>
      {job.error && <p class="reason">{sentence(job.error)}</p>}
    </li>
  );
}
