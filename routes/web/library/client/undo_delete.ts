import { api } from "../../shared/client/api.ts";
import { type DeletedVideo, hideVideo, takeDeletedVideo } from "../../shared/client/delete_video.ts";
import { attempt, byId, make } from "../../shared/client/dom.ts";

const SHOWN_SECONDS = 20;
const LONGEST_SECONDS = 55;

interface Deleting extends DeletedVideo {
  /** The card is to be shown again, and to get the focus. */
  onUndone(id: string): Promise<void>;
  /** The notice had the focus and is gone. */
  onClosed(): void;
}

const open: { undo(): void }[] = [];

/**
 * Deletes a video so that it can be brought back, and shows a notice for that. Several may be open; Ctrl+Z brings back
 * the last one.
 *
 * @param options.takesFocus for who works by keyboard: the notice's button is next
 */
export async function deleteWithUndo(deleted: Deleting, options: { takesFocus: boolean }): Promise<void> {
  await hideVideo(deleted.id);
  offerUndo(deleted, options);
}

/** Offers to bring back what was deleted on the page that led here. */
export function offerUndoOfLastPage(events: Pick<Deleting, "onUndone" | "onClosed">): void {
  const deleted = takeDeletedVideo();
  if (!deleted) return;
  offerUndo({ ...deleted, ...events }, { takesFocus: deleted.isByKeyboard, age: Math.ceil(deleted.seconds) });
}

function offerUndo(deleted: Deleting, { takesFocus, age = 0 }: { takesFocus: boolean; age?: number }): void {
  const button = make("button", { type: "button", class: "button main" }, "undo");
  button.setAttribute("aria-label", `Undo the deletion of ${deleted.title}`);
  button.setAttribute("aria-keyshortcuts", "Control+Z Meta+Z");
  const close = make("button", { type: "button", class: "button", "aria-label": "Close this message" }, "x");
  const text = make("span", {}, make("bdi", {}, deleted.title), " is deleted.");
  const notice = make("div", { class: "notice undo" }, text, make("span", { class: "row-buttons" }, button, close));

  let left = SHOWN_SECONDS;
  const timer = setInterval(() => {
    age++;
    if (!notice.matches(":hover, :focus-within")) left--;
    if (left <= 0 || age >= LONGEST_SECONDS) end();
  }, 1000);
  const entry = { undo: () => void undo() };
  open.push(entry);
  const end = () => {
    clearInterval(timer);
    const hadFocus = notice.contains(document.activeElement);
    notice.remove();
    if (open.includes(entry)) open.splice(open.indexOf(entry), 1);
    if (hadFocus) deleted.onClosed();
  };
  const undo = async () => {
    button.disabled = true;
    const done = await attempt(async () => {
      await api("POST", `/api/videos/${deleted.id}/undelete`);
    });
    end();
    if (done) await deleted.onUndone(deleted.id);
  };
  button.addEventListener("click", entry.undo);
  close.addEventListener("click", end);
  notice.addEventListener("keydown", (event) => event.key === "Escape" && end());
  byId("notices").append(notice);
  if (takesFocus) button.focus();
}

/** Ctrl+Z brings back the last video, unless a text field has the focus. */
export function undoByKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if ((event.target as Element).closest("input, textarea, dialog, [contenteditable]")) return;
    const last = open.at(-1);
    if (!last) return;
    event.preventDefault();
    last.undo();
  });
}
