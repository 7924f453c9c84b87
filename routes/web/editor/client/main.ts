import "../../shared/client/page.ts";
import { attempt, byId } from "../../shared/client/dom.ts";
import { EditActions } from "./actions.ts";
import { ask } from "./api.ts";
import { filesTool } from "./files.ts";
import { CueForm } from "./form.ts";
import { editKeys } from "./keys.ts";
import { CueList } from "./list.ts";
import { makeTool, tracksTool } from "./make.ts";
import { EditPlayer } from "./player.ts";
import { reviewTool } from "./review.ts";
import { EditSession } from "./session.ts";
import { readSound } from "./sound.ts";
import { EditState } from "./state.ts";
import { checkTool, findTool, shiftTool, toolTabs } from "./tools.ts";
import { versionsTool } from "./versions.ts";
import { Wave } from "./wave.ts";
import { follow } from "../../shared/client/server_events.ts";

const page = byId("editor");
const videoUrl = `/api/videos/${page.dataset.id}`;

const state = new EditState();
const player = new EditPlayer(state);
const form: CueForm = new CueForm(state, () => actions);
const list = new CueList(state, form, (key) => {
  player.seek(state.cues.find((cue) => cue.key === key)?.start ?? 0);
  if (matchMedia("(pointer: fine)").matches) form.text.focus({ preventScroll: true });
});
const actions: EditActions = new EditActions(state, player, list, form);
const session = new EditSession(state, videoUrl);
player.onTime((seconds) => list.showTime(seconds));

checkTool(state, actions, list, form);
findTool(state, actions, form);
reviewTool(state, actions);
shiftTool(state, actions);
tracksTool(state, session, videoUrl);
const readVersions = versionsTool(state, session);
const { followScript, showProgress } = makeTool(state, session, videoUrl);
filesTool(state, session, followScript);
const showTool = toolTabs((name) => name === "versions" && readVersions());

byId("undo").addEventListener("click", () => actions.undo());
byId("redo").addEventListener("click", () => actions.redo());
byId("previous-cue").addEventListener("click", () => actions.move(-1));
byId("next-cue").addEventListener("click", () => actions.move(1));

const wave = showWave();
editKeys(actions, {
  save: () => session.save(),
  showTool,
  zoom: (by) => wave.then((wave) => wave?.zoom(by)),
});
attempt(() => session.readTracks());
follow(`${videoUrl}/events`, async () => {
  showProgress(await ask("GET", videoUrl));
  await session.refresh();
  await showSound();
});

async function showWave(): Promise<Wave | null> {
  const { video } = player;
  if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
    await new Promise<void>((done) => {
      video.addEventListener("loadedmetadata", () => done(), { once: true });
      video.addEventListener("error", () => done(), { once: true });
    });
  }
  const seconds = Number.isFinite(video.duration) ? video.duration : Number(page.dataset.seconds);
  if (!(seconds > 0)) return null;
  return new Wave(byId("wave"), video, seconds, state, actions);
}

let hasSound = page.dataset.audio !== "yes";
let hasAsked = false;
if (hasSound) byId("wave-state").textContent = "no sound";
else attempt(showSound);

/** Draws the waveform once it is there; has it made where nobody did yet. */
async function showSound(): Promise<void> {
  if (hasSound) return;
  const sound = await readSound(page.dataset.id!, { mayAsk: !hasAsked });
  hasAsked = true;
  const note = byId("wave-state");
  if (typeof sound === "string") return void (note.textContent = sound);
  if (hasSound) return;
  hasSound = true;
  note.textContent = "";
  actions.speech = sound.speech;
  (await wave)?.draw(sound.peaks);
}
