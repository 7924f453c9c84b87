import { count } from "../../shared/format.ts";
import { attempt, byId, make, notify } from "../../shared/client/dom.ts";
import { ask, isMachines, type RevisionJson, type TrackText } from "./api.ts";
import { showDifference } from "./compare_view.ts";
import type { EditSession } from "./session.ts";
import type { EditState } from "./state.ts";

const SOURCES: Record<string, string> = {
  auto: "generated",
  edited: "edited",
  uploaded: "imported",
  translated: "translated",
};

/** The versions of the track: who, when, what differs, and back to one. @returns reads them again */
export function versionsTool(state: EditState, session: EditSession): () => void {
  const root = byId("versions");
  let shownFor = "";

  const read = () =>
    attempt(async () => {
      if (!state.track || root.closest("[hidden]")) return;
      const { revisions } = await ask<{ revisions: RevisionJson[] }>("GET", `${session.trackUrl}/revisions`);
      shownFor = nameOf(state);
      root.replaceChildren(...revisions.map((revision) => versionItem(revision, revisions, session, restore)));
    });
  const restore = (revision: RevisionJson) =>
    attempt(async () => {
      const restored = await session.after((base_revision) =>
        ask<TrackText>("POST", `${session.trackUrl}/restore`, { json: { revision: revision.id, base_revision } })
      );
      if (!restored) return;
      await session.show(restored, "the restored version");
      notify(`The version of ${when(revision)} is back. The others stay in the list.`);
    });
  session.onTrack(() => shownFor !== nameOf(state) && read());
  return read;
}

function nameOf({ track, revision }: EditState): string {
  return `${track?.id} ${revision?.id}`;
}

function how(revision: RevisionJson): string {
  return isMachines(revision) ? SOURCES.auto : SOURCES[revision.source] ?? revision.source;
}

function when({ created_at }: RevisionJson): string {
  return new Date(created_at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

function versionItem(
  revision: RevisionJson,
  all: RevisionJson[],
  session: EditSession,
  restore: (revision: RevisionJson) => void,
): HTMLElement {
  const { id, author, model, note, is_current, cue_count = 0 } = revision;
  const others = all.filter((other) => other.id !== id);
  const against = make(
    "select",
    { "aria-label": `Compare the version of ${when(revision)} with` },
    make("option", { value: "" }, "the one before"),
    ...others.map((other) => make("option", { value: other.id }, `${when(other)}, ${how(other)}`)),
  );
  const compare = make("button", { type: "button", class: "button" }, "difference");
  compare.addEventListener("click", () =>
    attempt(async () => {
      showDifference(
        `What the version of ${when(revision)} changed`,
        await session.difference(id, against.value || undefined),
      );
    }));
  const who = isMachines(revision) ? model ?? "the machine" : author ?? "somebody";
  const actions = make("div", { class: "row" }, compare, against);
  if (!is_current) {
    const back = make("button", {
      type: "button",
      class: "button",
      "aria-label": `Restore the version of ${when(revision)}`,
    }, "restore");
    back.addEventListener("click", () => restore(revision));
    actions.append(back);
  }
  return make(
    "li",
    {},
    make(
      "p",
      {},
      make("b", {}, when(revision)),
      `, ${how(revision)} by ${who}, ${count(cue_count, "cue")}`,
    ),
    ...(is_current ? [make("p", { class: "badge done" }, "[shown to viewers]")] : []),
    ...(note ? [make("p", { class: "dim" }, note)] : []),
    actions,
  );
}
