import { languageTag } from "../../../src/core/labels/language_labels.ts";
import type { TranslationJob } from "../../../src/db/tracks/translations.ts";
import { bar } from "../shared/format.ts";
import { words } from "../words/words.ts";
import { languageName } from "../shared/video_elements.tsx";
import type { PlayerTrack } from "./controls.tsx";

interface TranslationProps {
  tracks: PlayerTrack[];
  translationJob: TranslationJob | null;
  mayChange: boolean;
}

/** The translated tracks, who made each, and whether it is out of date; for owners also the job that translates. */
export function Translations({ tracks, translationJob, mayChange }: TranslationProps) {
  const { translation: w } = words().player;
  return (
    <>
      {tracks.map(({ language, label, translation }) =>
        translation && (
          <p class="row translation">
            <span class="badge">
              <span lang={languageTag(language)}>{label}</span>
              {`: ${w.by(translation.by)}`}
            </span>
            {translation.isOutdated && <span class="badge failed">{w.outdated}</span>}
            {mayChange && translation.isOutdated && (
              <button
                type="button"
                class="button"
                data-action={`renew-${language}`}
                data-renew={language}
                data-track={translation.from}
                aria-label={w.renewOf(label)}
              >
                {w.renew}
              </button>
            )}
          </p>
        )
      )}
      {mayChange && translationJob && <JobState job={translationJob} />}
    </>
  );
}

function JobState({ job: { payload, state, progress, error } }: { job: TranslationJob }) {
  const { translation: w } = words().player;
  const to = String(payload.to);
  const language = languageName(to) ?? to;
  if (state === "queued" || state === "running") {
    return (
      <p class="row translation">
        <span class="badge busy">
          {state === "running" ? w.running(language, progress) : w.waits(language)}
        </span>
        {state === "running" && <span class="meter" aria-hidden="true">{bar(progress, 20)}</span>}
        {error && <span class="reason">{w.retried(error)}</span>}
      </p>
    );
  }
  if (state !== "dead") return null;
  return (
    <p class="row translation">
      <span class="badge failed">{w.failed(language)}</span>
      <span class="reason">{error}</span>
    </p>
  );
}

/** Asks for a translation. The script fills in the languages when it is opened. */
export function Translate() {
  const { translation: w } = words().player;
  return (
    <details id="translating">
      <summary class="button">{w.title}</summary>
      <form>
        <label class="field" for="translate-to">
          {w.into} <select id="translate-to" name="to" autocomplete="off" required></select>
        </label>
        <label class="field" for="translate-by">
          {w.with} <select id="translate-by" name="by" autocomplete="off"></select>
        </label>
        <button type="submit" class="button">{w.translate}</button>
        <p class="file-notice" data-notice="languages" id="translate-more" role="status">{w.looking}</p>
      </form>
    </details>
  );
}
