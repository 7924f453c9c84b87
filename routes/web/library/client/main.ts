import "../../shared/client/page.ts";
import { api } from "../../shared/client/api.ts";
import { attempt, byId, notify } from "../../shared/client/dom.ts";
import { cardOf, loadMore, refresh, titleOf, updateCounts } from "./cards.ts";
import { droppedFiles } from "./dropped_files.ts";
import { editVideo } from "./edit_dialog.ts";
import { foldBy, followForm, knownTags, offerTags } from "./list_form.ts";
import { deleteWithUndo, offerUndoOfLastPage, undoByKeyboard } from "./undo_delete.ts";
import { reportShare, takeSharedFiles } from "./shared_with_app.ts";
import { followChanges } from "../../shared/client/server_events.ts";
import { openSheets } from "../../share/client/sheet.ts";
import { followFirstRun } from "./first_run.ts";
import { followActions } from "./selection/actions.ts";
import { followSelection } from "./selection/selection.ts";
import { followWatched } from "./watched.ts";
import { UploadQueue } from "./upload_queue.ts";

const results = byId("results");
reportShare();

/** Shows the card of a video whose deletion was undone. */
async function restore(id: string): Promise<void> {
  await refresh(new Set([id])).catch(() => {});
  cardOf(id)?.querySelector<HTMLElement>(".title a")?.focus();
}

async function remove(card: HTMLLIElement, isByKeyboard: boolean): Promise<void> {
  const id = card.dataset.id!;
  const next = card.nextElementSibling ?? card.previousElementSibling;
  const goOn = () => {
    const target = next?.isConnected ? next.querySelector<HTMLElement>(".title a") : null;
    (target ?? byId("main")).focus();
  };
  await attempt(async () => {
    await deleteWithUndo({
      id,
      title: titleOf(card),
      onUndone: restore,
      onClosed: goOn,
    }, { takesFocus: isByKeyboard });
    cardOf(id)?.remove();
    updateCounts();
    if (!isByKeyboard) goOn();
  });
}

async function edit(card: HTMLLIElement): Promise<void> {
  const id = card.dataset.id!;
  const tags = [...card.querySelectorAll(".video-tag")].map((tag) => tag.textContent!);
  const saved = await editVideo(id, { title: titleOf(card), tags }, knownTags());
  if (saved) {
    offerTags(saved.tags);
    await refresh(new Set([id])).catch(() => {});
  }
  const controls = cardOf(id)?.querySelectorAll<HTMLElement>('[data-action="edit"], .menu summary') ?? [];
  const shown = [...controls].find((control) => control.checkVisibility()); // on a phone the menu is closed by now
  (shown ?? byId("main")).focus(); // a filtered list may no longer contain the video
}

results.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action]");
  const card = button?.closest<HTMLLIElement>("li[data-id]");
  if (!button || !card) return;
  if (button.dataset.action === "delete") remove(card, event.detail === 0);
  if (button.dataset.action === "edit") edit(card);
  if (button.dataset.action === "retry") {
    button.disabled = true;
    attempt(async () => {
      await api("POST", button.dataset.url!);
      await refresh(new Set([card.dataset.id!]));
    }).then(() => button.disabled = false);
  }
});

results.addEventListener("change", async (event) => {
  const select = event.target as HTMLSelectElement;
  const card = select.closest<HTMLLIElement>("li[data-id]");
  if (!card || select.name !== "visibility") return;
  const { value } = select;
  const done = await attempt(async () => {
    await api("PATCH", `/api/videos/${card.dataset.id}`, { visibility: value });
  });
  if (done) return void (select.dataset.saved = value);
  select.value = select.dataset.saved ?? select.querySelector<HTMLOptionElement>("option[selected]")?.value ?? value;
  await refresh(new Set([card.dataset.id!])).catch(() => {});
});

results.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("#more");
  if (!link) return;
  event.preventDefault();
  attempt(() => loadMore(link));
});

followForm();
if (document.getElementById("selection")) { // only for who is signed in
  followSelection();
  followActions();
}
openSheets(() => 0);
followWatched();
undoByKeyboard();
offerUndoOfLastPage({ onUndone: restore, onClosed: () => byId("main").focus() });
const upload = document.getElementById("upload"); // only for viewers who may upload
if (upload) acceptFiles(upload);
else takeSharedFiles(null);
followChanges("/api/events", refresh);
updateCounts();

function acceptFiles(panel: HTMLElement): void {
  const input = byId<HTMLInputElement>("files");
  const queue = new UploadQueue({
    list: byId("queue"),
    summary: byId("queue-all"),
    maxBytes: Number(panel.dataset.maxBytes),
    metadata: () => ({
      visibility: byId<HTMLSelectElement>("upload-visibility").value,
      ...(byId<HTMLSelectElement>("upload-language").value && {
        language: byId<HTMLSelectElement>("upload-language").value,
      }),
    }),
    choose: () => input.click(),
    onDone: () => refresh(null).catch(() => {}),
    onOver: (file) => sharedFiles.then((forget) => forget(file)),
  });
  for (const id of ["choose", "choose-short"]) byId(id).addEventListener("click", () => input.click());
  foldBy(byId("upload-fold"), byId("upload-fields"));
  input.addEventListener("change", () => {
    queue.add([...input.files ?? []]);
    input.value = ""; // so that choosing the same file again fires "change"
  });
  input.addEventListener("cancel", () => queue.expectNothing());
  // listens on the whole page: the browser would open a file dropped outside of the panel in place of the page
  let depth = 0;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (by: number) => panel.classList.toggle("over", (depth = Math.max(0, depth + by)) > 0);
  addEventListener("dragenter", (event) => hasFiles(event) && over(1));
  addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(-depth);
    droppedFiles(event.dataTransfer!).then(({ files, report }) => {
      if (report) notify(report, files.length > 0 ? "done" : "failed");
      if (files.length > 0) queue.add(files);
    });
  });
  const sharedFiles = queue.showUnfinished().then(() => takeSharedFiles((files) => queue.add(files)));
  followFirstRun({ choose: () => input.click() });
}
