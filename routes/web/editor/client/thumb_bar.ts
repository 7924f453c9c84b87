import { byId } from "../../shared/client/dom.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import type { EditActions } from "./actions.ts";
import type { CueForm } from "./cue_form.ts";
import type { CueList } from "./cue_list.ts";

/** Below this height only the picture, the list and the bar are shown: a keyboard takes the rest. */
const CRAMPED_PIXELS = 500;

/**
 * On a phone: a bar under the list with what a thumb needs, and player, list and bar together as high as what the
 * keyboard leaves free, so that the text that is edited is never behind it.
 */
export function thumbBar(actions: EditActions, list: CueList, form: CueForm): void {
  const { video } = actions.player;
  const bar = byId("thumb-bar");
  const play = byId("thumb-play");
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus and the keyboard
  byId("thumb-previous").addEventListener("click", () => actions.moveAndPlay(-1));
  byId("thumb-next").addEventListener("click", () => actions.moveAndPlay(1));
  play.addEventListener("click", () => video.paused ? actions.playCue() : video.pause());
  video.addEventListener("play", () => play.textContent = w.pause);
  video.addEventListener("pause", () => play.textContent = w.play);

  const phone = matchMedia("(max-width: 40rem)");
  const editor = byId("editor");
  const panel = byId("cues").parentElement!;
  const screen = document.querySelector<HTMLElement>(".edit-screen")!;
  const viewport = globalThis.visualViewport;
  const place = () => {
    if (!phone.matches || document.activeElement !== form.text) return;
    panel.scrollIntoView({ block: "start" });
    list.reveal();
  };
  const fit = () => {
    const height = viewport && viewport.scale === 1 ? viewport.height : innerHeight;
    editor.style.setProperty("--visible-height", `${height}px`);
    editor.classList.toggle("cramped", phone.matches && height < CRAMPED_PIXELS);
    editor.style.setProperty("--player-height", `${screen.offsetHeight}px`);
    place();
  };
  new ResizeObserver(fit).observe(screen);
  (viewport ?? globalThis).addEventListener("resize", fit);
  form.text.addEventListener("focus", place);
}
