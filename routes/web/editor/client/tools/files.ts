import { toMilliseconds, wordsWithin } from "../../../../../src/captions/editing/cue.ts";
import { findCaptionFormat, IMPORT_FORMATS } from "../../../../../src/captions/files/formats.ts";
import type { ImportedTrackJson } from "../../../../../src/schemas/track.ts";
import type { Cue } from "../../../../../src/core/types.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { attempt, byId, make, notify } from "../../../shared/client/dom.ts";
import { type JobJson, requestJson, type TrackWithCues } from "../api.ts";
import type { EditSession } from "../session.ts";
import type { EditState } from "../state.ts";

type Imported = TrackWithCues & { changes?: ImportedTrackJson["changes"] } & Partial<JobJson>;

const w = editorScript.files;
/** The most changes that are shown one by one. */
const MOST_SHOWN = 200;

/** Exports what is in the editor, and imports files. @param onJob receives the job where a file has to be timed */
export function filesTool(state: EditState, session: EditSession, onJob: (job: JobJson) => void): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-export]")) {
    button.addEventListener("click", () => download(state, button.dataset.export!));
  }
  byId<HTMLFormElement>("importing").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    attempt(async () => {
      const file = byId<HTMLInputElement>("import-file").files?.[0];
      if (!file) throw new Error(w.chooseFirst);
      const extension = /\.([^.]+)$/.exec(file.name)?.[1].toLowerCase();
      const format = IMPORT_FORMATS.find(({ name, extensions }) =>
        name === extension || extensions?.includes(extension ?? "")
      );
      if (!format) throw new Error(w.wrongName(file.name, IMPORT_FORMATS.map(({ label }) => label)));
      if (!state.track) throw new Error(w.addFirst);
      const imported = await session.saveThen((base) =>
        requestJson<Imported>(
          "POST",
          `${session.trackUrl}/import?format=${format.name}&base_revision=${encodeURIComponent(base)}`,
          {
            body: file,
          },
        )
      );
      if (!imported) return;
      form.reset();
      if (imported.job) return onJob({ job: imported.job });
      await session.showRevision(imported, editorScript.steps.imported);
      const changes = imported.changes ?? [];
      notify(changes.length > 0 ? w.importedWith(file.name, changes.length) : w.imported(file.name));
      showChanges(changes);
    });
  });
}

function download(state: EditState, formatName: string): void {
  const cues: Cue[] = state.cues.map((cue, i) => ({
    ...{ id: i + 1, start: cue.start, end: cue.end, text: cue.text },
    ...{ speaker: cue.speaker, position: cue.position, markup: cue.markup },
    words: wordsWithin(cue).map((word) => ({
      ...word,
      start: toMilliseconds(word.start),
      end: toMilliseconds(word.end),
    })),
  }));
  const format = findCaptionFormat(formatName)!;
  const text = format.write({ cues, language: state.language });
  const url = URL.createObjectURL(new Blob([text], { type: format.mediaType }));
  const title = byId("editor").dataset.title ?? w.fileName;
  const stem = title.replace(/[\s\p{Cc}/\\:*?"<>|]+/gu, " ").trim().slice(0, 100) || w.fileName;
  const link = make("a", { href: url, download: `${stem}.${state.languageCode}.${format.name}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Lists what of a file is not as it was there. */
function showChanges(changes: ImportedTrackJson["changes"]): void {
  const items = changes.slice(0, MOST_SHOWN).map(({ cue, line, message }) => {
    const place = [cue !== null && w.cue(cue), line !== null && w.line(line)].filter(Boolean).join(", ");
    return make("li", {}, place ? `${place}: ${message}` : message);
  });
  const rest = changes.length - items.length;
  if (rest > 0) items.push(make("li", {}, w.more(rest)));
  const list = byId("import-changes");
  list.replaceChildren(...items);
  list.closest<HTMLElement>("[data-changes]")!.hidden = items.length === 0;
}
