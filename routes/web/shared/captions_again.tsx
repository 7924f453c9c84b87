// deno-lint-ignore-file jsx-key -- rendered once to a string: nothing is compared
import { defaultModel } from "../../../src/db/server/defaults.ts";
import { lastCaptionOptions } from "../../../src/db/tracks/caption_state.ts";
import type { Video } from "../../../src/db/videos/videos.ts";
import { MAX_PROMPT_CHARS } from "../../../src/schemas/transcribe_options.ts";
import { listAvailableModels, type ModelDeps } from "../../api/models.ts";
import type { Viewer } from "../../deps.ts";
import { words } from "../words/words.ts";

const MAX_BEAMS = 10;

/** What the form offers, and what it was filled with the last time. */
export interface AgainOptions {
  /** The model of who names none: its name, or its folder's. */
  usualModel: string;
  /** Other models: names or folders. */
  models: string[];
  /** null: the usual one. */
  model: string | null;
  vocabulary: string;
  beams: number;
  lineChars: number | null;
}

export async function readAgainOptions(deps: ModelDeps, viewer: Viewer | null, video: Video): Promise<AgainOptions> {
  const [usual, available, last] = await Promise.all([
    defaultModel(deps.sql, deps.config),
    listAvailableModels(deps, viewer),
    lastCaptionOptions(deps.sql, video.id),
  ]);
  const models = available.filter((name) => name !== usual).sort();
  return {
    usualModel: nameOf(usual),
    models,
    model: models.find((name) => name === last.model) ?? null,
    vocabulary: typeof last.hotwords === "string" ? last.hotwords : video.vocabulary ?? "",
    beams: typeof last.beam_size === "number" ? last.beam_size : 1,
    lineChars: Number(last.max_line_chars ?? video.captionLayout.max_line_chars) || null,
  };
}

/** The fields of a form that has captions made again, behind its language; `captionsAgain()` reads them. */
export function AgainFields({ options }: { options: AgainOptions }) {
  const { videoPage: { again: w } } = words();
  const { usualModel, models, model, vocabulary, beams, lineChars } = options;
  return (
    <>
      <p class="again-note dim">{w.edits}</p>
      <details class="again">
        <summary>{w.more}</summary>
        <div class="again-fields">
          <label for="again-model">{w.model}</label>
          <select id="again-model" name="model" autocomplete="off">
            <option value="">{w.usual(usualModel)}</option>
            {models.map((name) => <option value={name} selected={name === model}>{nameOf(name)}</option>)}
          </select>
          <label for="again-vocabulary">{w.vocabulary}</label>
          <input
            type="text"
            id="again-vocabulary"
            name="hotwords"
            value={vocabulary}
            placeholder={w.vocabularyHint}
            maxlength={MAX_PROMPT_CHARS}
            autocomplete="off"
            dir="auto"
          />
          <label for="again-beams">{w.beams}</label>
          <select id="again-beams" name="beam_size" aria-describedby="again-beams-help" autocomplete="off">
            {Array.from({ length: MAX_BEAMS }, (_, i) => i + 1).map((n) => (
              <option value={String(n)} selected={n === beams}>{String(n)}</option>
            ))}
          </select>
          <span class="dim" id="again-beams-help">{w.beamsHelp}</span>
          <label for="again-line">{w.lineChars}</label>
          <input
            type="text"
            inputmode="numeric"
            pattern="[1-9][0-9]|1[0-9][0-9]|200"
            id="again-line"
            name="max_line_chars"
            value={lineChars === null ? "" : String(lineChars)}
            aria-describedby="again-line-help"
            autocomplete="off"
          />
          <span class="dim" id="again-line-help">{w.lineCharsHelp}</span>
        </div>
      </details>
    </>
  );
}

/** The name of a model, without the path of its folder. */
function nameOf(model: string): string {
  return model.split(/[\\/]/).at(-1) || model;
}
