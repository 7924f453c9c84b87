import { libraryScript } from "../../../words/en/library.ts";
import { api } from "../../../shared/client/api.ts";
import { apiJson } from "../../../shared/client/api_json.ts";
import { attempt, byId, make, notify } from "../../../shared/client/dom.ts";
import { UNDO_SECONDS } from "../../../shared/client/delete_video.ts";
import { sitePath } from "../../../shared/client/site.ts";
import { cardOf, refresh, titleOf, updateCounts } from "../cards.ts";
import { knownTags, offerTags } from "../list_form.ts";
import { offerUndo } from "../undo_delete.ts";
import { bulk, MOST_AT_ONCE, type NamedVideo } from "./bulk.ts";
import { choose } from "./choice_dialog.ts";
import { selectedCards } from "./selection.ts";
import { askForTags } from "./tags_dialog.ts";

const w = libraryScript.select;
const MAX_LIST_TITLE_CHARS = 200;

/** Many videos are kept longer than one, by so much at most: the server's limit is an hour. */
const MAX_SPARE_SECONDS = 3000;

type Action = (videos: NamedVideo[], isByKeyboard: boolean) => Promise<void>;

const ACTIONS: Record<string, Action> = {
  tags: changeTags,
  visibility: changeVisibility,
  captions: captionAgain,
  playlist: addToPlaylist,
  download,
  delete: deleteAll,
};

/** Makes the buttons of the bar work. */
export function followActions(): void {
  let isBusy = false; // a second click, or a key that is held, is not a second wish
  byId("selection").addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-do]");
    const videos = selectedCards().map((card) => ({ id: card.dataset.id!, title: titleOf(card) }));
    if (!button || isBusy || videos.length === 0) return;
    isBusy = true;
    await attempt(() => ACTIONS[button.dataset.do!](videos, event.detail === 0));
    isBusy = false;
  });
}

async function changeTags(videos: NamedVideo[]): Promise<void> {
  const tagsOnCards = selectedCards().flatMap((card) =>
    [...card.querySelectorAll(".video-tag")].map((tag) => tag.textContent!)
  );
  const changes = await askForTags(videos.length, [...new Set(tagsOnCards)].sort(), knownTags());
  if (!changes || changes.add.length + changes.remove.length === 0) return;
  const done = await bulk({ action: "change", add_tags: changes.add, remove_tags: changes.remove }, videos);
  offerTags(changes.add);
  report(done, w.changed(done.length));
}

async function changeVisibility(videos: NamedVideo[]): Promise<void> {
  const names = ["private", "unlisted", "public"] as const;
  const choice = await choose(
    w.whoMayWatch(videos.length),
    names.map((value) => ({ value, label: w.visibilities[value], help: w.visibilityMeanings[value] })),
  );
  const visibility = names.find((name) => choice && "value" in choice && choice.value === name);
  if (!visibility) return;
  const done = await bulk({ action: "change", visibility }, videos);
  report(done, w.changed(done.length));
}

async function captionAgain(videos: NamedVideo[]): Promise<void> {
  const choice = await choose(w.captionsAgain(videos.length), [{ value: "yes", label: w.makeCaptions }], {
    help: w.captionsHelp,
  });
  if (!choice) return;
  const done = await bulk({ action: "regenerate_captions" }, videos);
  report(done, w.captionsQueued(done.length));
}

async function addToPlaylist(videos: NamedVideo[]): Promise<void> {
  const { playlists } = await apiJson("GET", "/api/playlists", { query: { mine: true } });
  const choice = await choose(
    w.addTo(videos.length),
    playlists.filter(({ can_edit }) => can_edit).map(({ id, title }) => ({ value: id, label: title })),
    { other: { label: w.newPlaylist, button: w.makePlaylist, maxLength: MAX_LIST_TITLE_CHARS } },
  );
  if (!choice) return;
  const list = "text" in choice
    ? await apiJson("POST", "/api/playlists", { body: { title: choice.text, visibility: "private" } })
    : playlists.find(({ id }) => id === choice.value)!;
  const done = await bulk({ action: "add_to_playlist", playlist: list.id }, videos);
  if (done.length > 0) notify(w.added(done.length, list.title));
}

async function download(videos: NamedVideo[]): Promise<void> {
  if (videos.length > MOST_AT_ONCE) throw new Error(w.tooMany(MOST_AT_ONCE));
  const choice = await choose(w.downloadOf(videos.length), [
    { value: "all", label: w.both },
    { value: "videos", label: w.videosOnly, help: w.videosHelp },
    { value: "captions", label: w.captionsOnly },
  ], { help: w.downloadHelp });
  if (!choice || !("value" in choice)) return;
  const path = `/api/videos/zip?videos=${videos.map(({ id }) => id).join(",")}&files=${choice.value}`;
  // asked first: a link that fails would save the error, or replace the page by it
  const answer = await api("GET", path);
  await answer.body?.cancel();
  const link = make("a", { href: sitePath(path), download: "" });
  document.body.append(link);
  link.click();
  link.remove();
}

async function deleteAll(videos: NamedVideo[], isByKeyboard: boolean): Promise<void> {
  const startMs = Date.now();
  // the server hides one after another: the first waits for the last, and then has its whole time
  const spareSeconds = Math.min(videos.length, MAX_SPARE_SECONDS);
  const lost: NamedVideo[] = [];
  const done = await bulk(
    { action: "delete", undo_seconds: UNDO_SECONDS + spareSeconds },
    videos,
    (part) => lost.push(...part),
  );
  const all = [...done, ...lost];
  if (all.length === 0) return;
  for (const { id } of done) cardOf(id)?.remove();
  updateCounts();
  const goOn = () => byId("main").focus();
  let back: NamedVideo[] = [];
  offerUndo({
    text: [lost.length > 0 ? w.maybeDeleted(all.length) : w.deleted(all.length)],
    label: w.undoOf(all.length),
    undo: async () => {
      // those that are there still fail, which is no news
      if (lost.length > 0) {
        await apiJson("POST", "/api/videos/bulk", { body: { action: "undelete", videos: idsOf(lost) } });
      }
      back = await bulk({ action: "undelete" }, done);
    },
    onUndone: async () => {
      const ids = idsOf([...back, ...lost]);
      await refresh(new Set(ids)).catch(() => {});
      if (ids.length > 0) cardOf(ids[0])?.querySelector<HTMLElement>(".title a")?.focus();
    },
    onClosed: goOn,
  }, {
    takesFocus: isByKeyboard,
    age: Math.max(0, Math.ceil((Date.now() - startMs) / 1000) - spareSeconds),
  });
  if (!isByKeyboard) goOn();
}

/** Says what was done. The cards follow the server's events; what is selected stays so. */
function report(done: readonly NamedVideo[], words: string): void {
  if (done.length > 0) notify(words);
}

function idsOf(videos: readonly NamedVideo[]): string[] {
  return videos.map(({ id }) => id);
}
