import {
  type DoubtfulWord,
  doubtfulWords,
  indexOfKey,
  keepWord,
  placeOfWord,
  replaceWord,
} from "../../../../../src/captions/editing/operations.ts";
import { editorScript } from "../../../words/en/editor_script.ts";
import { cueTextAttributes } from "../../../shared/cue_text.ts";
import { byId, make, setAttributes } from "../../../shared/client/dom.ts";
import { shortcutKey } from "../../../shared/client/keys.ts";
import type { EditActions } from "../actions.ts";
import { readSetting, saveSetting } from "../settings.ts";
import type { EditState } from "../state.ts";

const w = editorScript.review;
const BEFORE_SECONDS = 0.8;
const AFTER_SECONDS = 0.5;

/** Steps through the words of low probability, plays each, and lets the person correct it. */
export function reviewTool(state: EditState, actions: EditActions): void {
  const threshold = byId<HTMLSelectElement>("doubt");
  const form = byId<HTMLFormElement>("reviewing");
  const field = byId<HTMLInputElement>("review-word");
  const status = byId("review-count");
  let current: DoubtfulWord | null = null;
  threshold.value = String(readSetting("doubt", 0.5));
  if (!threshold.value) threshold.value = "0.5";

  const findDoubtful = () => doubtfulWords(state.cues, Number(threshold.value));
  const order = ({ key, word }: DoubtfulWord) => indexOfKey(state.cues, key) * 1000 + word;
  const showStatus = () => {
    const words = findDoubtful();
    const place = current ? words.findIndex(({ key, word }) => key === current!.key && word === current!.word) : -1;
    status.textContent = place >= 0
      ? editorScript.find.nthOf(place + 1, words.length)
      : words.length > 0
      ? w.words(words.length)
      : w.none;
    byId<HTMLButtonElement>("review-start").disabled = words.length === 0;
  };
  const play = () => {
    const word = current && state.cues[indexOfKey(state.cues, current.key)]?.words[current.word];
    if (word) actions.player.playStretch(word.start - BEFORE_SECONDS, word.end + AFTER_SECONDS);
  };
  const goTo = (next: DoubtfulWord | undefined) => {
    current = next ?? null;
    form.hidden = !current;
    if (!current) {
      status.textContent = w.last;
      byId("review-start").focus();
      return;
    }
    state.select(current.key);
    const cue = state.current!;
    const place = placeOfWord(cue, current.word);
    const [from, to] = place ?? [0, 0];
    const attributes = cueTextAttributes(cue.text, state.languageCode);
    setAttributes(byId("review-context"), attributes);
    setAttributes(field, attributes);
    byId("review-context").replaceChildren(
      cue.text.slice(0, from),
      make("mark", {}, cue.text.slice(from, to)),
      cue.text.slice(to),
    );
    field.value = cue.text.slice(from, to);
    field.setAttribute("aria-description", w.certainty(current.probability));
    showStatus();
    field.focus();
    field.select();
    play();
  };
  /** Goes to the next or previous word by its place in the text, which corrections may have changed. */
  const move = (by: 1 | -1) => {
    if (!current) return;
    const here = order(current);
    const words = findDoubtful();
    goTo(by === 1 ? words.find((word) => order(word) > here) : words.findLast((word) => order(word) < here) ?? current);
  };

  byId("review-start").addEventListener("click", () => {
    const words = findDoubtful();
    goTo(words.find(({ key }) => indexOfKey(state.cues, key) >= state.index) ?? words[0]);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!current) return;
    const { key, word } = current;
    const cue = state.cues[indexOfKey(state.cues, key)];
    const place = cue && placeOfWord(cue, word);
    if (place && field.value.trim() !== cue.text.slice(...place)) {
      state.change(replaceWord(state.cues, key, word, field.value), editorScript.steps.correction);
      if (!field.value.trim()) current = { ...current, word: word - 1 };
    } else state.change(keepWord(state.cues, key, word), editorScript.steps.kept);
    move(1);
  });
  byId("review-again").addEventListener("click", play);
  byId("review-next").addEventListener("click", () => move(1));
  byId("review-back").addEventListener("click", () => move(-1));
  form.addEventListener("keydown", (event) => {
    if (!event.altKey) return;
    const act = { p: play, ArrowDown: () => move(1), ArrowUp: () => move(-1) }[shortcutKey(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });
  threshold.addEventListener("change", () => {
    saveSetting("doubt", Number(threshold.value));
    current = null;
    form.hidden = true;
    showStatus();
  });
  state.on("cues", showStatus);
}
