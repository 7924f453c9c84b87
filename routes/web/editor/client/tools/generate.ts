import type { AnswerOf } from "../../../shared/client/api_json.ts";
import { bar } from "../../../shared/format.ts";
import { captionsAgain } from "../../../shared/client/captions_again.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { attempt, byId, notify } from "../../../shared/client/dom.ts";
import { type JobJson, OfflineError, requestJson, ResponseError } from "../api.ts";
import { showDifference } from "../compare_dialogs.ts";
import type { EditSession } from "../session.ts";
import type { EditState } from "../state.ts";

const w = editorScript.make;
const POLL_MS = 1500;

type AlignJob = AnswerOf<"GET", "/api/videos/{id}/tracks/{track}/align/{job}">["job"];

/**
 * Requests captions to be generated again, and scripts to be timed.
 *
 * @returns functions that follow a script's job and show the progress of a video's jobs
 */
export function generateTool(state: EditState, session: EditSession, videoUrl: string): {
  followScript: (job: JobJson) => void;
  showProgress: (
    video: { jobs: { id: string; kind: string; state: string; progress: number; stage: string | null }[] },
  ) => void;
} {
  const status = document.getElementById("job");
  /** Jobs that this page followed to their end: an older answer of the server may still call them running. */
  const endedScripts = new Set<string>();
  /** The job that `showProgress` shows. */
  let shown: "captions" | "script" | null = null;
  const showStatus = (text: string) => {
    if (status && status.textContent !== text) status.textContent = text;
  };

  const form = document.querySelector<HTMLFormElement>("#regenerating");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const json = captionsAgain(form);
      if (!state.track) await requestJson("POST", `${videoUrl}/captions/regenerate`, { json });
      else if (!await session.saveThen(() => requestJson("POST", `${videoUrl}/captions/regenerate`, { json }))) {
        return;
      }
      showStatus(w.waits);
      notify(w.asked);
    });
  });
  document.getElementById("aligning")?.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      if (!state.track) throw new Error(w.addFirst);
      const text = byId<HTMLTextAreaElement>("script").value;
      const started = await session.saveThen((base_revision) =>
        requestJson<JobJson>("POST", `${session.trackUrl}/align`, { json: { text, base_revision } })
      );
      if (started) follow(started);
    });
  });

  function follow({ job }: JobJson): void {
    const { trackUrl } = session;
    const before = state.revision!.id;
    const trackId = state.track!.id;
    session.isTimingScript = true;
    notify(w.matching);
    const read = async (): Promise<AlignJob | null> => {
      try {
        return (await requestJson<{ job: AlignJob }>("GET", `${trackUrl}/align/${job.id}`)).job;
      } catch (error) {
        // the server restarts or the network is down: the job continues
        if (error instanceof OfflineError || (error instanceof ResponseError && error.status >= 500)) return null;
        session.isTimingScript = false;
        throw error;
      }
    };
    const poll = () =>
      attempt(async () => {
        const current = await read();
        if (current === null) showStatus(w.unreachable);
        else if (current.state === "queued") showStatus(w.scriptWaits);
        else if (current.state === "running") {
          showStatus(`${bar(current.progress, 20)} ${w.progress(current.progress)}`);
        } else return await onEnd(current);
        setTimeout(poll, POLL_MS);
      });
    const onEnd = async ({ state: endState, error, message }: AlignJob) => {
      endedScripts.add(job.id);
      showStatus(endState === "done" ? message ?? w.matched : w.failed);
      if (endState !== "done") {
        session.isTimingScript = false;
        return void notify(error ?? message ?? w.failed, "failed");
      }
      await session.refresh().finally(() => session.isTimingScript = false);
      if (state.track?.id !== trackId) return;
      if (state.revision!.id === before) return void notify(message ?? w.matched);
      showDifference(w.matched, await session.difference(state.revision!.id, before), {
        language: state.languageCode,
      });
    };
    poll();
  }

  return {
    followScript: follow,
    showProgress: ({ jobs }) => {
      const job = jobs.find(({ kind }) => kind === "caption_video");
      if (job) {
        shown = "captions";
        showStatus(
          job.state === "running" ? `${bar(job.progress, 20)} ${w.creating(job.progress)}` : w.willBeCreated,
        );
      } else if (shown === "captions" || status?.textContent === w.waits) {
        shown = null;
        showStatus("");
      }
      if (session.isTimingScript) return; // `followScript` shows it in more detail
      const script = jobs.find(({ id, kind }) => kind === "align_captions" && !endedScripts.has(id));
      if (script) {
        shown = "script";
        showStatus(`${bar(script.progress, 20)} ${w.progress(script.progress)}`);
      } else if (shown === "script") {
        shown = null;
        showStatus("");
      }
    },
  };
}
