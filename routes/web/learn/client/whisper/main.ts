// The chapter on Whisper: one window of a video, and the attention of every head while the words were decoded.
import "../../../shared/client/page.ts";
import type { WindowAttention } from "../../../../../src/core/attention.ts";
import { attempt, byId, make } from "../../../shared/client/dom.ts";
import { timeText } from "../../../audio_report/client/draw.ts";
import { type OpenedWindow, WindowChoice } from "./window_choice.ts";
import { EncoderPictures } from "./encoder_pictures.ts";
import { HeadSelects } from "./head_selects.ts";
import { TimeMap } from "./time_map.ts";
import { SoundPicture } from "./sound_picture.ts";
import { cellSeconds, meanRow, percentText, sharesByWord, wordAt } from "./attention_shares.ts";

/** Columns of a picture of many heads; more would not be visible. */
const MOST_COLUMNS = 150;

const audio = new Audio();
document.body.append(audio); // so that other players can find and pause it
const words = byId("words");
const play = byId<HTMLButtonElement>("play");
let attention: WindowAttention | null = null;
let word = 0;

const cross = new HeadSelects("cross", () => showWord());
const self = new HeadSelects("self", () => showSelf());

const sound = new SoundPicture(byId("sound-picture"), {
  label: "where a word looks in the sound",
  onChoose: (seconds) => seek(attention!.header.start + seconds),
});
const headsMap = new TimeMap(byId("heads-picture"), {
  label: "every head for a word",
  onChoose: (row) => {
    const { heads } = attention!.header.decoder;
    cross.choice = { layer: Math.floor(row / heads), head: row % heads };
    showWord();
  },
});
const path = new TimeMap(byId("path-picture"), {
  label: "the path that gives words their times",
  onChoose: (row) => {
    const { tokens } = attention!.header;
    chooseWord(tokens[Math.min(row, tokens.length - 1)].word);
  },
});
const encoder = new EncoderPictures();

function show(opened: OpenedWindow | null): void {
  audio.pause();
  attention = opened?.attention ?? null;
  byId("inside").hidden = !attention;
  if (!opened || !attention) return;
  const { header } = attention;
  audio.src = opened.sound;
  audio.currentTime = header.start;
  cross.fill(header.decoder);
  self.fill(header.decoder);
  words.replaceChildren(...header.words.map(({ text }, i) => {
    const button = make("button", { type: "button", "data-word": String(i), dir: "auto" }, text.trim());
    button.addEventListener("click", () => seek(header.words[i].start, i));
    return button;
  }));
  words.lang = header.language;
  word = Math.min(word, header.words.length - 1);
  chooseWord(0);
  encoder.open(attention);
  byId("kept").textContent = `What is kept of ${header.model}: ${header.encoder.layers} layers of ` +
    `${header.encoder.heads} heads in the encoder, as many in the decoder as it has there, in cells of ` +
    `${cellSeconds(header, "encoder").toFixed(2)} s and ${
      cellSeconds(header, "decoder").toFixed(2)
    } s; the weights are rounded to a byte.`;
}

function chooseWord(index: number, hasFocus = false): void {
  word = index;
  for (const [i, button] of [...words.children].entries()) {
    button.setAttribute("aria-pressed", String(i === index));
    (button as HTMLElement).tabIndex = i === index ? 0 : -1;
    if (i !== index) continue;
    if (hasFocus) (button as HTMLElement).focus({ preventScroll: true });
    reveal(button as HTMLElement);
  }
  showWord();
  showPath();
  showSelf();
}

/** Scrolls the row of words, not the page. */
function reveal(button: HTMLElement): void {
  const { offsetTop: top, offsetHeight: height } = button;
  const from = top - words.offsetTop;
  if (from < words.scrollTop) words.scrollTop = from;
  else if (from + height > words.scrollTop + words.clientHeight) words.scrollTop = from + height - words.clientHeight;
}

function showWord(): void {
  if (!attention) return;
  const { header } = attention;
  const { text, start, end } = header.words[word];
  sound.show(attention, {
    shares: meanRow(attention, "cross", cross.choice, word),
    cellSeconds: cellSeconds(header, "decoder"),
    span: { start: start - header.start, end: end - header.start, label: text.trim() },
    who: `"${text.trim()}" (${cross.text})`,
  });
  showHeads(attention);
}

function showHeads(shown: WindowAttention): void {
  const { decoder: { layers, heads, cells }, words, alignment_heads, start, positions, position_seconds } =
    shown.header;
  const nColumns = Math.min(MOST_COLUMNS, cells);
  const nRows = layers * heads;
  const values = new Float32Array(nRows * nColumns);
  const rows = Array.from({ length: nRows }, (_, i) => shown.crossRow(Math.floor(i / heads), i % heads, word));
  rows.forEach((row, i) => {
    for (let at = 0; at < cells; at++) values[i * nColumns + Math.floor(at * nColumns / cells)] += row[at];
    const line = values.subarray(i * nColumns, (i + 1) * nColumns);
    const most = line.reduce((a, b) => Math.max(a, b), 1e-6);
    line.forEach((value, at) => line[at] = Math.sqrt(value / most));
  });
  const { layer, head } = cross.choice;
  const chosen: [number, number][] = layer === null
    ? alignment_heads.map(([l, h]) => [l * heads + h, l * heads + h + 1])
    : head === null
    ? [[layer * heads, (layer + 1) * heads]]
    : [[layer * heads + head, layer * heads + head + 1]];
  const { text, start: from, end: to } = words[word];
  const name = (row: number) => `layer ${Math.floor(row / heads) + 1}, head ${row % heads + 1}`;
  const seconds = positions * position_seconds;
  const most = (row: Float32Array) => sharesByWord(shown.header, row, cellSeconds(shown.header, "decoder"))[0];
  headsMap.show({
    ...{ nRows, nColumns, values, start, seconds, chosen },
    span: { start: from, end: to },
    rowAxis: "heads",
    rowLabel: (row) => row % heads === 0 || nRows <= 24 ? `${Math.floor(row / heads) + 1}.${row % heads + 1}` : "",
    legend: "none to each head's most",
    describe: (row) => {
      const { what, share } = most(rows[row]);
      return `${name(row)}: for "${text.trim()}" it looks most, ${percentText(share)}, ${what}`;
    },
    inWords: () =>
      make(
        "ul",
        { class: "whisper-list", tabindex: "0" },
        ...rows.map((row, i) => make("li", {}, `${name(i)}: ${percentText(most(row).share)} ${most(row).what}`)),
      ),
  });
}

function showPath(): void {
  if (!attention) return;
  const shown = attention;
  const { tokens, words, path: columns, start, positions, position_seconds, lead_seconds } = shown.header;
  const { tokens: [from, to], start: wordStart, end: wordEnd } = words[word];
  const entered = (row: number) => start + columns[row] * position_seconds;
  path.show({
    nRows: columns.length,
    nColumns: positions,
    values: alignmentOf(shown),
    start,
    seconds: positions * position_seconds,
    chosen: [[from, to]],
    span: { start: wordStart, end: wordEnd },
    path: columns,
    rowAxis: "words",
    rowLabel: (row) =>
      row === tokens.length ? "" : words[tokens[row].word].tokens[0] === row ? words[tokens[row].word].text : "",
    legend: "how strongly they look",
    describe: (row) => {
      if (row >= tokens.length) return `the text is over at ${timeText(entered(row), 0.1)}`;
      const { text, start, end, tokens: [first, last] } = words[tokens[row].word];
      const lead = Math.round(1000 * lead_seconds);
      return `"${text.trim()}": the path is in its rows from ${hundredthsText(entered(first))} to ${
        hundredthsText(entered(last))
      }` +
        (lead === 0
          ? ""
          : `; ${Math.abs(lead)} ms ${
            lead > 0 ? "are added, for the heads are early" : "are taken off, for the heads are late"
          }`) +
        `; in the captions it is from ${hundredthsText(start)} to ${hundredthsText(end)}`;
    },
    inWords: () => {
      const head = make(
        "tr",
        {},
        ...["word", "path from", "path to", "captions from", "to"].map((text) => make("th", { scope: "col" }, text)),
      );
      const rows = words.map(({ text, start, end, tokens: [first, last] }) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, text.trim()),
          ...[entered(first), entered(last), start, end].map((seconds) => make("td", {}, hundredthsText(seconds))),
        )
      );
      return make("div", { class: "table", tabindex: "0" }, make("table", {}, head, ...rows));
    },
  });
}

const alignments = new WeakMap<WindowAttention, Float32Array>();

/** Square roots of the alignment's values, so that weak ones are visible too. Cached by window. */
function alignmentOf(shown: WindowAttention): Float32Array {
  const cached = alignments.get(shown);
  if (cached) return cached;
  const { rows, columns } = shown.header.sections.alignment;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) values.set(shown.row("alignment", row), row * columns);
  const most = values.reduce((a, b) => Math.max(a, b), 1e-6);
  const seen = values.map((value) => Math.sqrt(value / most));
  alignments.set(shown, seen);
  return seen;
}

/** Formats seconds with hundredths: `0:03.42`. */
function hundredthsText(seconds: number): string {
  const hundredths = Math.round(100 * seconds);
  const rest = hundredths % 6000;
  return `${Math.floor(hundredths / 6000)}:${String(Math.floor(rest / 100)).padStart(2, "0")}.${
    String(rest % 100).padStart(2, "0")
  }`;
}

/** Shows the self-attention of the chosen word: the words so far, each lit by its share. */
function showSelf(): void {
  if (!attention) return;
  const { prompt, words } = attention.header;
  const shares = meanRow(attention, "self", self.choice, word);
  const most = shares.reduce((a, b) => Math.max(a, b), 1e-6);
  const labels = [...prompt, ...words.slice(0, word + 1).map(({ text }) => text.trim())];
  byId("looked-at").replaceChildren(...labels.map((label, i) => {
    const isOwn = i === prompt.length + word;
    const piece = make("span", { class: isOwn ? "own" : i < prompt.length ? "sign" : "", dir: "auto" }, label);
    piece.style.setProperty("--share", (shares[i] / most).toFixed(3));
    piece.append(" ", make("small", {}, percentText(shares[i])));
    return piece;
  }));
  const name = labels[prompt.length + word];
  const top = labels.map((label, i) => ({ label, share: shares[i] })).sort((a, b) => b.share - a.share).slice(0, 3);
  byId("self-picture").replaceChildren(make(
    "p",
    { class: "readout", "aria-live": "polite" },
    `To write "${name}", ${self.text} looks back most at ` +
      `${top.map(({ label, share }) => `"${label}" (${percentText(share)})`).join(", ")}. ` +
      "What it says of the word itself are its own first pieces, where it has several.",
  ));
}

/** Moves the sound and chooses the word there. @param index the word, if the caller knows it */
function seek(seconds: number, index = wordAt(attention!.header.words, seconds)): void {
  const { start, end } = attention!.header;
  audio.currentTime = Math.min(end, Math.max(start, seconds));
  sound.playhead = audio.currentTime - start;
  chooseWord(Math.max(0, index));
}

words.addEventListener("keydown", (event) => {
  if (!attention || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = attention.header.words.length - 1;
  const next: Record<string, number> = {
    ArrowRight: Math.min(last, word + 1),
    ArrowLeft: Math.max(0, word - 1),
    Home: 0,
    End: last,
  };
  if (next[event.key] === undefined) return;
  event.preventDefault();
  seek(attention.header.words[next[event.key]].start, next[event.key]);
  chooseWord(next[event.key], true);
});

play.addEventListener("click", () => {
  if (!attention) return;
  if (!audio.paused) return audio.pause();
  const { start, end } = attention.header;
  if (audio.currentTime < start || audio.currentTime >= end - 0.1) seek(start, 0);
  audio.play().catch(() => {}); // not loaded yet, or the browser requires a click first
});

function followSound(): void {
  if (!attention) return;
  const { start, end, words } = attention.header;
  sound.playhead = audio.currentTime - start;
  const now = Math.max(0, wordAt(words, audio.currentTime));
  if (audio.currentTime >= end) audio.pause();
  else if (now !== word && !audio.paused) chooseWord(now);
  sound.redraw();
  if (!audio.paused) requestAnimationFrame(followSound);
}

for (const event of ["play", "pause", "ended"]) {
  audio.addEventListener(event, () => {
    play.textContent = audio.paused ? "play" : "pause";
    byId("inside").setAttribute("aria-busy", String(!audio.paused)); // screen readers wait until the sound stops
    if (!audio.paused) followSound();
  });
}

attempt(() => new WindowChoice(show).start(byId("whisper").dataset.moment ?? ""));
