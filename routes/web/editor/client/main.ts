import "../../shared/client/page.ts";
import { attempt, byId, setAttributes } from "../../shared/client/dom.ts";
import { cueTextAttributes } from "../../shared/cue_text.ts";
import { editorScript as w } from "../../words/en/editor_script.ts";
import { EditActions } from "./actions.ts";
import { requestJson } from "./api.ts";
import { filesTool } from "./tools/files.ts";
import { CueForm } from "./cue_form.ts";
import { handleShortcuts } from "./shortcuts.ts";
import { CueList } from "./cue_list.ts";
import { generateTool } from "./tools/generate.ts";
import { Presence } from "./presence.ts";
import type { EditorsJson } from "../../../../src/schemas/editors.ts";
import { EditPlayer } from "./player.ts";
import { reviewTool } from "./tools/review.ts";
import { EditSession } from "./session.ts";
import { chooseLayout } from "./layout.ts";
import { Originals } from "./originals.ts";
import { readWaveform } from "./waveform_data.ts";
import { EditState } from "./state.ts";
import { checkTool } from "./tools/check.ts";
import { findTool } from "./tools/find.ts";
import { stretchTool } from "./tools/stretch.ts";
import { shiftTool } from "./tools/shift.ts";
import { thumbBar } from "./thumb_bar.ts";
import { toolTabs } from "./tools/tabs.ts";
import { tracksTool } from "./tools/tracks.ts";
import { versionsTool } from "./tools/versions.ts";
import { Waveform } from "./waveform.ts";
import { followChanges } from "../../shared/client/server_events.ts";

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
thumbBar(actions, list, form);
const presence = new Presence(state, session, list);
const originals = new Originals();
const readOriginals = () =>
  attempt(async () => {
    const track = session.tracks.find(({ id }) => id === state.track?.id);
    if (await originals.read(page.dataset.id!, track, session.tracks)) list.showOriginals(originals);
  });
session.onTrackShown(readOriginals);
session.onTrackShown(() => { // the language that the browser checks the spelling in
  for (const id of ["replace-text", "review-word"]) setAttributes(byId(id), cueTextAttributes("", state.languageCode));
});
chooseLayout();
player.onTime((seconds) => list.markSpokenCue(seconds));

checkTool(state, actions, list, form);
findTool(state, actions, form);
reviewTool(state, actions);
shiftTool(state, actions);
stretchTool(state, actions, {
  videoId: page.dataset.id!,
  isTranslation: () => Boolean(session.tracks.find(({ id }) => id === state.track?.id)?.translation),
});
tracksTool(state, session, videoUrl);
const readVersions = versionsTool(state, session);
const { followScript, showProgress } = generateTool(state, session, videoUrl);
filesTool(state, session, followScript);
const showTool = toolTabs((name) => name === "versions" && readVersions());

byId("undo").addEventListener("click", () => actions.undo());
byId("redo").addEventListener("click", () => actions.redo());
byId("previous-cue").addEventListener("click", () => actions.move(-1));
byId("next-cue").addEventListener("click", () => actions.move(1));

const waveform = createWaveform();
handleShortcuts(actions, {
  save: () => session.save(),
  showTool,
  zoom: (by) => waveform.then((waveform) => waveform?.zoom(by)),
});
attempt(() => session.readTracks());
followChanges(`${videoUrl}/events`, async () => {
  showProgress(await requestJson("GET", videoUrl));
  await session.refresh();
  await readOriginals();
  await drawWaveform();
}, { editors: (data) => presence.showEditors(data as EditorsJson) });

async function createWaveform(): Promise<Waveform | null> {
  const { video } = player;
  if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
    await new Promise<void>((done) => {
      video.addEventListener("loadedmetadata", () => done(), { once: true });
      video.addEventListener("error", () => done(), { once: true });
    });
  }
  const seconds = Number.isFinite(video.duration) ? video.duration : Number(page.dataset.seconds);
  if (!(seconds > 0)) return null;
  return new Waveform(byId("wave"), video, seconds, state, actions);
}

let isDrawn = page.dataset.audio !== "yes"; // nothing to draw without sound
let hasRequested = false;
if (isDrawn) byId("wave-state").textContent = w.wave.noSound;
else attempt(drawWaveform);

/** Draws the waveform once the audio report exists; requests the report once. */
async function drawWaveform(): Promise<void> {
  if (isDrawn) return;
  const data = await readWaveform(page.dataset.id!, { mayRequest: !hasRequested });
  hasRequested = true;
  const note = byId("wave-state");
  if (typeof data === "string") return void (note.textContent = data);
  if (isDrawn) return;
  isDrawn = true;
  note.textContent = "";
  actions.speech = data.speech;
  actions.shots = data.shots;
  (await waveform)?.draw(data.peaks);
  (await waveform)?.backdrop.showReport(data.report);
  (await waveform)?.backdrop.showShots(data.shots);
}
