import {
  type DoubtfulWord,
  doubtfulWords,
  indexOfKey,
  keepWord,
  placeOfWord,
  replaceWord,
} from "../../../../src/captions/editing/operations.ts";
import { count } from "../../shared/format.ts";
import { byId, make } from "../../shared/client/dom.ts";
import type { EditActions } from "./actions.ts";
import { keepSetting, setting } from "./settings.ts";
import type { EditState } from "./state.ts";

const BEFORE_SECONDS = 0.8;
const AFTER_SECONDS = 0.5;

/** Goes through the words that the machine was unsure of, one after another, each with its sound. */
export function reviewTool(state: EditState, actions: EditActions): void {
  const below = byId<HTMLSelectElement>("doubt");
  const form = byId<HTMLFormElement>("reviewing");
  const field = byId<HTMLInputElement>("review-word");
  const said = byId("review-count");
  let at: DoubtfulWord | null = null;
  below.value = String(setting("doubt", 0.5));
  if (!below.value) below.value = "0.5";

  const doubted = () => doubtfulWords(state.cues, Number(below.value));
  const order = ({ key, word }: DoubtfulWord) => indexOfKey(state.cues, key) * 1000 + word;
  const tell = () => {
    const words = doubted();
    const place = at ? words.findIndex(({ key, word }) => key === at!.key && word === at!.word) : -1;
    said.textContent = place >= 0
      ? `${place + 1} of ${words.length}`
      : words.length > 0
      ? count(words.length, "word")
      : "no doubtful word";
    byId<HTMLButtonElement>("review-start").disabled = words.length === 0;
  };
  const play = () => {
    const word = at && state.cues[indexOfKey(state.cues, at.key)]?.words[at.word];
    if (word) actions.player.playStretch(word.start - BEFORE_SECONDS, word.end + AFTER_SECONDS);
  };
  const show = (next: DoubtfulWord | undefined) => {
    at = next ?? null;
    form.hidden = !at;
    if (!at) {
      said.textContent = "that was the last one";
      byId("review-start").focus();
      return;
    }
    state.select(at.key);
    const cue = state.current!;
    const place = placeOfWord(cue, at.word);
    const [from, to] = place ?? [0, 0];
    byId("review-context").replaceChildren(
      cue.text.slice(0, from),
      make("mark", {}, cue.text.slice(from, to)),
      cue.text.slice(to),
    );
    field.value = cue.text.slice(from, to);
    field.setAttribute("aria-description", `heard with ${Math.round(at.probability * 100)} % certainty`);
    tell();
    field.focus();
    field.select();
    play();
  };
  /** The next one in the text, which may be shorter or longer by now. */
  const move = (by: 1 | -1) => {
    if (!at) return;
    const here = order(at);
    const words = doubted();
    show(by === 1 ? words.find((word) => order(word) > here) : words.findLast((word) => order(word) < here) ?? at);
  };

  byId("review-start").addEventListener("click", () => {
    const words = doubted();
    show(words.find(({ key }) => indexOfKey(state.cues, key) >= state.index) ?? words[0]);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!at) return;
    const { key, word } = at;
    const cue = state.cues[indexOfKey(state.cues, key)];
    const place = cue && placeOfWord(cue, word);
    if (place && field.value.trim() !== cue.text.slice(...place)) {
      state.change(replaceWord(state.cues, key, word, field.value), "correction");
      if (!field.value.trim()) at = { ...at, word: word - 1 };
    } else state.change(keepWord(state.cues, key, word), "kept word");
    move(1);
  });
  byId("review-again").addEventListener("click", play);
  byId("review-next").addEventListener("click", () => move(1));
  byId("review-back").addEventListener("click", () => move(-1));
  form.addEventListener("keydown", (event) => {
    if (!event.altKey) return;
    const act = { KeyP: play, ArrowDown: () => move(1), ArrowUp: () => move(-1) }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
  below.addEventListener("change", () => {
    keepSetting("doubt", Number(below.value));
    at = null;
    form.hidden = true;
    tell();
  });
  state.on("cues", tell);
}
