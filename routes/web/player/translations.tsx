import { languageLabel, languageTag } from "../../../src/core/labels/language_labels.ts";
import type { TranslationJob } from "../../../src/db/tracks/translations.ts";
import { bar, percent } from "../shared/format.ts";
import type { PlayerTrack } from "./controls.tsx";

interface TranslationProps {
  tracks: PlayerTrack[];
  translationJob: TranslationJob | null;
  mayChange: boolean;
}

/** The translated tracks, who made each, and whether it is out of date; for owners also the job that translates. */
export function Translations({ tracks, translationJob, mayChange }: TranslationProps) {
  return (
    <>
      {tracks.map(({ language, label, translation }) =>
        translation && (
          <p class="row translation">
            <span class="badge">
              <span lang={languageTag(language)}>{label}</span>
              {`: translated by ${translation.by}`}
            </span>
            {translation.isOutdated && <span class="badge failed">[out of date]</span>}
            {mayChange && translation.isOutdated && (
              <button
                type="button"
                class="button"
                data-action={`renew-${language}`}
                data-renew={language}
                data-track={translation.from}
                aria-label={`Renew the translation: ${label}. Only changed cues are translated again`}
              >
                renew
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
  const language = languageLabel(String(payload.to));
  if (state === "queued" || state === "running") {
    return (
      <p class="row translation">
        <span class="badge busy">
          {state === "running" ? `[translating into ${language} ${percent(progress)}]` : `[${language} waits]`}
        </span>
        {state === "running" && <span class="meter" aria-hidden="true">{bar(progress, 20)}</span>}
        {error && <span class="reason">{`Tried again after: ${error}`}</span>}
      </p>
    );
  }
  if (state !== "dead") return null;
  return (
    <p class="row translation">
      <span class="badge failed">{`[${language} failed]`}</span>
      <span class="reason">{error}</span>
    </p>
  );
}

/** Asks for a translation. The script fills in the languages when it is opened. */
export function Translate() {
  return (
    <details id="translating">
      <summary class="button">translate the captions</summary>
      <form>
        <label class="field" for="translate-to">
          into <select id="translate-to" name="to" autocomplete="off" required></select>
        </label>
        <label class="field" for="translate-by">
          by <select id="translate-by" name="by" autocomplete="off"></select>
        </label>
        <button type="submit" class="button">translate</button>
        <p class="file-notice" data-notice="languages" id="translate-more" role="status">looking for translators…</p>
      </form>
    </details>
  );
}
