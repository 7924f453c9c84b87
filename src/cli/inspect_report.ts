import { assetPath } from "../core/assets.ts";
import {
  type AudioReport,
  type EmbeddedSound,
  type ReferenceReport,
  secondsByKind,
  type SoundKind,
} from "../core/audio_report.ts";
import { audioReportLessons, type SourceFormat } from "../core/audio_report_text.ts";
import { escape } from "./report_charts.ts";
import { formatDuration } from "./terminal.ts";

export interface ReportOptions {
  fileName: string;
  report: AudioReport;
  source: SourceFormat;
  /** The sound that the report plays: from the start, `seconds` long, often less than the whole file. */
  sound: EmbeddedSound & { seconds: number };
}

const KIND_NAMES: Record<SoundKind, string> = {
  speech: "speech",
  music_or_noise: "music or noise",
  silence: "silence",
};
/** The most spans that are listed in words; a day of talk has ten thousand. */
const MAX_LISTED_SPANS = 400;

/**
 * Writes the audio report as a self-contained page: script, style, picture and sound are embedded, and its
 * Content-Security-Policy forbids all network requests.
 */
export async function writeReport({ fileName, report, source, sound }: ReportOptions): Promise<string> {
  const [script, style] = await Promise.all([webAsset("audio_report_file.js"), webAsset("audio_report_file.css")]);
  const references: ReferenceReport[] = JSON.parse(await Deno.readTextFile(assetPath("reference_reports.json")));
  const data = { label: fileName, hearing: report, sound, references };
  const policy = `default-src 'none'; script-src '${await hashOf(script)}'; style-src '${await hashOf(style)}'; ` +
    "media-src blob:; img-src blob: data:";
  const { peak_db, seconds } = report;
  const kinds = secondsByKind(report.spans);
  const windows = report.pieces.filter(({ is_read }) => is_read).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escape(fileName)} · what Whisper hears</title>
<style>${style}</style>
</head>
<body>
<header class="top"><span class="brand">streamforge</span><span class="prompt" aria-hidden="true">inspect</span></header>
<main class="stack">
<section aria-labelledby="title">
<h1 class="report-title" id="title" dir="auto">${escape(fileName)}</h1>
<p class="audio-report-facts" id="summary">
<span><b>${formatDuration(seconds)}</b> of sound</span>
${
    (Object.keys(KIND_NAMES) as SoundKind[]).map((kind) =>
      `<span><b>${percent(kinds[kind], seconds)}</b> ${KIND_NAMES[kind]}</span>`
    ).join("\n")
  }
<span>loudest <b>${peak_db === null ? "nothing" : `${peak_db.toFixed(1).replace("-", "−")} dB`}</b></span>
<span><b>${windows}</b> ${windows === 1 ? "window" : "windows"} for Whisper</span>
</p>
</section>
<section class="panel" aria-labelledby="picture-title">
<h2 class="panel-title" id="picture-title">waveform and log-mel spectrogram</h2>
<div id="audio-report"><noscript>The picture is drawn by the script in this file, which this browser does not run.</noscript></div>
<p class="report-note">The sound is what Whisper hears, 16 kHz and one channel, compressed.${
    sound.seconds < seconds
      ? ` To keep this file small it holds the sound of the first ${
        formatDuration(sound.seconds)
      } only; the picture goes on.`
      : ""
  }</p>
</section>
<section class="panel" aria-labelledby="references-title">
<h2 class="panel-title" id="references-title">to compare with</h2>
<div class="references">
${
    references.map(({ name, about }) =>
      `<div><h3>${name}</h3><p class="about">${escape(about)}</p><div id="reference-${name}"></div></div>`
    ).join("\n")
  }
</div>
</section>
<section class="panel" aria-labelledby="spans-title">
<h2 class="panel-title" id="spans-title">the same in words</h2>
<details><summary>${report.spans.length} stretches of speech, music or noise, and silence</summary>
<ol class="span-list">
${report.spans.slice(0, MAX_LISTED_SPANS).map(spanItem).join("\n")}
</ol>${
    report.spans.length > MAX_LISTED_SPANS
      ? `<p>and ${report.spans.length - MAX_LISTED_SPANS} more, which the picture shows</p>`
      : ""
  }
</details>
</section>
<section class="panel" aria-labelledby="lessons-title">
<h2 class="panel-title" id="lessons-title">how to read it</h2>
<div class="lessons">
${audioReportLessons(report, source, true).map(lessonHtml).join("\n")}
</div>
</section>
</main>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

function spanItem({ start, end, kind }: AudioReport["spans"][number]): string {
  return `<li>${clock(start)} to ${clock(end)} ${KIND_NAMES[kind]}</li>`;
}

function lessonHtml({ title, paragraphs }: { title: string; paragraphs: string[] }): string {
  return `<div><h3>${escape(title)}</h3>${paragraphs.map((text) => `<p>${escape(text)}</p>`).join("")}</div>`;
}

/** `1:02.4` */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [h, m, s] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, tenths % 600 / 10];
  const rest = s.toFixed(1).padStart(4, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${rest}` : `${m}:${rest}`;
}

function percent(part: number, whole: number): string {
  return `${whole > 0 ? Math.round(100 * part / whole) : 0} %`;
}

/** A bundled script or style, escaped so that nothing in it ends its HTML element early. */
async function webAsset(name: string): Promise<string> {
  const manifest: Record<string, string> = JSON.parse(await Deno.readTextFile(assetPath("web/manifest.json")));
  const text = await Deno.readTextFile(assetPath(`web/${manifest[name]}`));
  return text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}

/** The hash that a Content-Security-Policy names a script or style by: CSP 3, "hash-source". */
async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/** JSON for a script element, without `<`: nothing in it can end the element. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
