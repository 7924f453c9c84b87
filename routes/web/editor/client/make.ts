import { LANGUAGES } from "../../../../src/core/languages.ts";
import { bar, percent } from "../../shared/format.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { askFor } from "./dialog.ts";
import { AnswerError, ask, type JobJson, OfflineError, type TrackJson } from "./api.ts";
import { showDifference } from "./compare_view.ts";
import type { EditSession } from "./session.ts";
import type { EditState } from "./state.ts";

const POLL_MS = 1500;

interface AlignJob {
  id: string;
  state: "queued" | "running" | "done" | "dead" | "cancelled";
  progress: number;
  stage: string | null;
  error: string | null;
  message: string | null;
}

/** Having captions generated again, and a script timed. @returns follows a script that is being timed */
export function makeTool(state: EditState, session: EditSession, videoUrl: string): {
  followScript: (job: JobJson) => void;
  showProgress: (
    video: { jobs: { id: string; kind: string; state: string; progress: number; stage: string | null }[] },
  ) => void;
} {
  const said = document.getElementById("job");
  /** Scripts that this page followed to the end: an older answer of the server may still call them running. */
  const endedScripts = new Set<string>();
  const say = (text: string) => {
    if (said && said.textContent !== text) said.textContent = text;
  };

  document.getElementById("regenerating")?.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const language = byId<HTMLSelectElement>("language").value || "auto";
      if (!state.track) await ask("POST", `${videoUrl}/captions/regenerate`, { json: { language } });
      else if (!await session.after(() => ask("POST", `${videoUrl}/captions/regenerate`, { json: { language } }))) {
        return;
      }
      say("the captions wait to be generated again");
      notify("The captions are being generated again. What differs is shown here when they are done.");
    });
  });
  document.getElementById("aligning")?.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      if (!state.track) throw new Error('Add captions under "languages" first: the script is timed into them.');
      const text = byId<HTMLTextAreaElement>("script").value;
      const started = await session.after((base_revision) =>
        ask<JobJson>("POST", `${session.trackUrl}/align`, { json: { text, base_revision } })
      );
      if (started) follow(started);
    });
  });

  function follow({ job }: JobJson): void {
    const { trackUrl } = session;
    const before = state.revision!.id;
    const trackId = state.track!.id;
    session.isTiming = true;
    notify("The script is being timed against the sound.");
    const read = async (): Promise<AlignJob | null> => {
      try {
        return (await ask<{ job: AlignJob }>("GET", `${trackUrl}/align/${job.id}`)).job;
      } catch (error) {
        // the server is started anew, or the network is away: the job goes on
        if (error instanceof OfflineError || (error instanceof AnswerError && error.status >= 500)) return null;
        session.isTiming = false;
        throw error;
      }
    };
    const poll = () =>
      attempt(async () => {
        const now = await read();
        if (now === null) say("the server can't be reached: asking again");
        else if (now.state === "queued") say("the script waits for its turn");
        else if (now.state === "running") say(`${bar(now.progress, 20)} timing the script, ${percent(now.progress)}`);
        else return await ended(now);
        setTimeout(poll, POLL_MS);
      });
    const ended = async ({ state: how, error, message }: AlignJob) => {
      endedScripts.add(job.id);
      say(how === "done" ? message ?? "the script is timed" : "the script could not be timed");
      if (how !== "done") {
        session.isTiming = false;
        return void notify(error ?? message ?? "The script could not be timed.", "failed");
      }
      await session.refresh().finally(() => session.isTiming = false);
      if (state.track?.id !== trackId) return;
      if (state.revision!.id === before) return void notify(message ?? "The script is timed.");
      showDifference("The script is timed", await session.difference(state.revision!.id, before));
    };
    poll();
  }

  return {
    followScript: follow,
    showProgress: ({ jobs }) => {
      const job = jobs.find(({ kind }) => kind === "caption_video");
      if (job) {
        say(
          job.state === "running"
            ? `${bar(job.progress, 20)} generating captions, ${percent(job.progress)}`
            : "the captions wait to be generated",
        );
      } else if (said?.textContent?.includes("generat")) say("");
      if (session.isTiming) return; // whoever follows it says more
      const script = jobs.find(({ id, kind }) => kind === "align_captions" && !endedScripts.has(id));
      if (script) say(`${bar(script.progress, 20)} timing the script, ${percent(script.progress)}`);
      else if (said?.textContent?.includes("timing the script")) say("");
    },
  };
}

/** Adding captions in a language, and taking them away. */
export function tracksTool(state: EditState, session: EditSession, videoUrl: string): void {
  const language = byId<HTMLSelectElement>("new-language");
  language.querySelector('option[value=""]')?.remove(); // it is not heard here
  if (!language.value) language.value = "en";
  byId("adding").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const isCopy = byId<HTMLInputElement>("copy-track").checked && state.track !== null;
      const copy_of = isCopy ? state.track!.id : undefined;
      const add = () => ask<TrackJson>("POST", `${videoUrl}/tracks`, { json: { language: language.value, copy_of } });
      const added = isCopy ? await session.after(add) : await add();
      if (!added) return;
      await session.readTracks(added.id);
      notify(`${(LANGUAGES as Record<string, string>)[added.language] ?? added.language} is added.`);
    });
  });
  byId("delete-track").addEventListener("click", async () => {
    const { track } = state;
    if (!track) return;
    const text = `The captions in ${track.label} are deleted with all their versions. There is no way back.`;
    const answer = await askFor({
      name: "confirm",
      title: "Delete these captions?",
      text,
      answers: [
        { value: "no", label: "keep", hasFocus: true },
        { value: "yes", label: "delete", look: "danger" },
      ],
    });
    if (answer !== "yes") return;
    await attempt(async () => {
      await ask("DELETE", session.trackUrl);
      state.close();
      await session.readTracks();
    });
  });
}
