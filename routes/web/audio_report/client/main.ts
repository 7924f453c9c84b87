import "../../shared/client/page.ts";
import type { AudioReport } from "../../../../src/core/audio_report.ts";
import { audioReportLessons } from "../../../../src/core/audio_report_text.ts";
import { bar } from "../../shared/format.ts";
import { audioReportScript as w } from "../../words/en/audio_report.ts";
import { type AnswerOf, apiJson } from "../../shared/client/api_json.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { attempt, byId, make } from "../../shared/client/dom.ts";
import { AudioReportView } from "./view.ts";
import { KIND_NAMES, timeText } from "./draw.ts";
import { AudioReportData, type ReadBytes } from "./data.ts";
import { followChanges } from "../../shared/client/server_events.ts";

type Answer = AnswerOf<"GET", "/api/videos/{id}/hearing">;
type Ready = Extract<Answer, { state: "ready" }>;
type Unready = Exclude<Answer, Ready>;

const page = byId("audio-report-page");
const video = { path: { id: page.dataset.id! } };
const state = document.getElementById("audio-report-state");
const makeButton = document.querySelector<HTMLButtonElement>("#make-report");
/** A day of speech has ten thousand spans. */
const MOST_LISTED = 400;
let isShown = false;

followChanges(`/api/videos/${page.dataset.id}/events`, refresh);
if (state) attempt(refresh);
attempt(() => showReferences(byId("references")));
makeButton?.addEventListener("click", () =>
  attempt(async () => {
    await apiJson("POST", "/api/videos/{id}/hearing", video);
    await refresh();
  }));

async function refresh(): Promise<void> {
  if (isShown || !state) return;
  const answer = await apiJson("GET", "/api/videos/{id}/hearing", video);
  if (makeButton) makeButton.hidden = answer.state !== "none" && answer.state !== "failed";
  if (answer.state === "ready") return show(answer);
  state.textContent = words(answer);
}

function words({ state, progress, error }: Unready): string {
  if (state === "queued") return w.waits;
  if (state === "running") return `${bar(progress, 20)} ${w.listening(progress)}`;
  if (state === "failed") return error ?? w.failed;
  return makeButton ? w.notAsked : w.notAskedByOwner;
}

function show({ hearing: report, source, mel_url, peaks_url }: Ready): void {
  if (isShown) return;
  isShown = true;
  state!.hidden = true;
  const read: ReadBytes = (what, from, to) => readBytes(what === "mel" ? mel_url : peaks_url, from, to);
  new AudioReportView(byId("audio-report"), new AudioReportData(report, { read }), {
    label: page.dataset.title ?? w.theVideo,
    media: document.querySelector<HTMLAudioElement>("#sound"),
  });
  const facts = { sampleRate: source.sample_rate, channels: source.channels };
  byId("lessons").replaceChildren(
    ...audioReportLessons(report, facts, false).map(({ title, paragraphs }) =>
      make("div", {}, make("h3", {}, title), ...paragraphs.map((text) => make("p", {}, text)))
    ),
  );
  byId("lessons-panel").hidden = false;
  byId("spans").replaceChildren(inWords(report));
}

/** The spans as a list, for people who can't see the picture. */
function inWords({ spans }: AudioReport): HTMLElement {
  const items = spans.slice(0, MOST_LISTED).map(({ start, end, kind }) =>
    make("li", {}, w.fromTo(timeText(start, 0.1), timeText(end, 0.1), KIND_NAMES[kind]))
  );
  const more = spans.length > MOST_LISTED ? [make("p", {}, w.andMore(spans.length - MOST_LISTED))] : [];
  return make(
    "details",
    {},
    make("summary", {}, w.inWords(spans.length)),
    make("ol", { class: "span-list" }, ...items),
    ...more,
  );
}

async function readBytes(address: string, from: number, to: number): Promise<Uint8Array> {
  const response = await serverFetch(address, { headers: { range: `bytes=${from}-${to - 1}` } });
  if (response.status !== 206) throw new Error(`${address} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Shows speech, music and silence side by side, on one colour scale. */
async function showReferences(root: HTMLElement): Promise<void> {
  const references = await apiJson("GET", "/api/hearing/references", {});
  const { range } = new AudioReportData(references[0].hearing);
  for (const { name: id, about: english, hearing: report, sound } of references) {
    const { name, about } = w.references[id] ?? { name: id, about: english };
    const place = make("div");
    root.append(make("div", {}, make("h3", {}, name), make("p", { class: "about" }, about), place));
    const bytes = Uint8Array.from(atob(sound.base64), (char) => char.charCodeAt(0));
    const media = new Audio(URL.createObjectURL(new Blob([bytes], { type: sound.type })));
    document.body.append(media); // so that other players can find and pause it
    new AudioReportView(place, new AudioReportData(report, { range }), { label: name, media, isCompact: true });
  }
}
