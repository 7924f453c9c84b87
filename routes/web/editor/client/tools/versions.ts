import { editorScript } from "../../../words/en/editor_script.ts";
import { attempt, byId, make, notify } from "../../../shared/client/dom.ts";
import { isMachineMade, requestJson, type RevisionJson, type TrackWithCues } from "../api.ts";
import { showDifference } from "../compare_dialogs.ts";
import type { EditSession } from "../session.ts";
import type { EditState } from "../state.ts";

const w = editorScript.versions;

/** Lists a track's revisions, compares and restores them. @returns a function that reads the list again */
export function versionsTool(state: EditState, session: EditSession): () => void {
  const root = byId("versions");
  let shownFor = "";

  const read = () =>
    attempt(async () => {
      if (!state.track || root.closest("[hidden]")) return;
      const { revisions } = await requestJson<{ revisions: RevisionJson[] }>("GET", `${session.trackUrl}/revisions`);
      shownFor = revisionName(state);
      root.replaceChildren(
        ...revisions.map((revision) => versionItem(revision, revisions, { state, session }, restore)),
      );
    });
  const restore = (revision: RevisionJson) =>
    attempt(async () => {
      const restored = await session.saveThen((base_revision) =>
        requestJson<TrackWithCues>("POST", `${session.trackUrl}/restore`, {
          json: { revision: revision.id, base_revision },
        })
      );
      if (!restored) return;
      await session.showRevision(restored, editorScript.steps.restored);
      notify(w.restored(dateText(revision)));
    });
  session.onTrackShown(() => shownFor !== revisionName(state) && read());
  return read;
}

function revisionName({ track, revision }: EditState): string {
  return `${track?.id} ${revision?.id}`;
}

function sourceName(revision: RevisionJson): string {
  return isMachineMade(revision) ? w.sources.auto : w.sources[revision.source] ?? revision.source;
}

function dateText({ created_at }: RevisionJson): string {
  return editorScript.dateTime(new Date(created_at));
}

function authorName(author: string | null): string {
  const self = document.getElementById("user-name")?.textContent; // in the account's menu of Supabase users
  return author === self ? w.you : author ?? w.somebody;
}

function versionItem(
  revision: RevisionJson,
  all: RevisionJson[],
  { state, session }: { state: EditState; session: EditSession },
  restore: (revision: RevisionJson) => void,
): HTMLElement {
  const { id, author, model, note, is_current, cue_count = 0 } = revision;
  const others = all.filter((other) => other.id !== id);
  const otherVersion = make(
    "select",
    { "aria-label": w.compare(dateText(revision)) },
    make("option", { value: "" }, w.theOneBefore),
    ...others.map((other) => make("option", { value: other.id }, `${dateText(other)}, ${sourceName(other)}`)),
  );
  const compare = make("button", { type: "button", class: "button" }, w.difference);
  compare.addEventListener("click", () =>
    attempt(async () => {
      showDifference(
        w.differenceOf(dateText(revision)),
        await session.difference(id, otherVersion.value || undefined),
        { language: state.languageCode },
      );
    }));
  const by = isMachineMade(revision) ? model ?? w.machine : authorName(author);
  const actions = make("div", { class: "row" }, compare, otherVersion);
  if (!is_current) {
    const back = make("button", {
      type: "button",
      class: "button",
      "aria-label": w.restoreOf(dateText(revision)),
    }, w.restore);
    back.addEventListener("click", () => restore(revision));
    actions.append(back);
  }
  return make(
    "li",
    {},
    make(
      "p",
      {},
      make("b", {}, dateText(revision)),
      w.about(sourceName(revision), by, cue_count),
    ),
    ...(is_current ? [make("p", { class: "badge done" }, w.shown)] : []),
    ...(note ? [make("p", { class: "dim" }, note)] : []),
    actions,
  );
}
