// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { analysisOf, analysisOfJob } from "../../../src/core/analyses.ts";
import type { AdminJobJson, JobListJson } from "../../../src/schemas/admin.ts";
import { bar, count, percent, sentence } from "../shared/format.ts";
import { Action, Time } from "./action.tsx";

const KINDS: Record<string, string> = {
  transcode_video: "prepare the video",
  replace_file: "replace the file",
  transcode_renditions: "smaller sizes",
  caption_video: "captions",
  drop_original: "delete the uploaded file",
  transcribe_audio: "transcription of the API",
  inspect_audio: "audio report",
  export_video: "file with captions",
  import_file: "watch folder",
  caption_file: "captions beside a file",
  align_captions: "time a script",
  translate_captions: "translation",
  translate_in_process: "translation",
  translate_speech: "translation",
  explain_window: "attention",
  deliver_webhook: "webhook",
  fetch_model: "download a model",
  remove_model: "remove a model",
  take_thumbnail: "poster",
};

/** What a job does, in words. */
function nameOf(kind: string): string {
  const analysis = analysisOfJob(kind);
  return KINDS[kind] ?? (analysis ? analysisOf(analysis).title : kind);
}

/** What runs, waits, has failed and was cancelled. */
export function Jobs({ running, queued, dead, cancelled, counts }: JobListJson) {
  return (
    <div data-part="jobs" id="jobs">
      <JobList title="running" jobs={running} empty="Nothing runs." />
      <JobList title="waiting" jobs={queued} empty="Nothing waits." total={counts.queued} />
      <JobList title="failed" jobs={dead} empty="Nothing has failed." />
      {cancelled.length > 0 && <JobList title="cancelled" jobs={cancelled} empty="" />}
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
    <section aria-label={`jobs, ${title}`}>
      <h3>{title}{total > 0 && ` (${total})`}</h3>
      {jobs.length === 0 && <p class="none">{empty}</p>}
      <ul class="rows">{jobs.map((job) => <Job {...job} />)}</ul>
    </section>
  );
}

function Job(job: AdminJobJson) {
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
            <span class="meter" aria-hidden="true">{bar(job.progress, 10)}</span> {percent(job.progress)} {job.stage}
          </>
        )}
        {job.state === "queued" && (
          <>
            {job.stage ?? "since"} <Time at={job.created_at} />
          </>
        )}
        {hasEnded && job.finished_at && <Time at={job.finished_at} />}
        {job.attempt > 0 && ` · ${count(job.attempt, "attempt")}`}
        {job.cancel_requested && " · being cancelled"}
      </span>
      <span class="actions">
        {hasEnded
          ? (
            <Action
              name={`retry-${job.id}`}
              method="POST"
              url={`${url}/retry`}
              done={`"${name}" waits again.`}
              label={`Retry ${name}`}
            >
              retry
            </Action>
          )
          : !job.cancel_requested && (
            <Action
              {...{ name: `cancel-${job.id}`, method: "POST", url: `${url}/cancel`, isDanger: true }}
              ask={`Cancel "${name}"? What it has done so far is lost.`}
              done={`"${name}" is being cancelled.`}
              label={`Cancel ${name}`}
            >
              cancel
            </Action>
          )}
      </span>
      {job.error && <p class="reason">{sentence(job.error)}</p>}
    </li>
  );
}
