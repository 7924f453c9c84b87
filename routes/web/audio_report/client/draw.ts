import { audioReportScript as w } from "../../words/en/audio_report.ts";
import type { SoundKind } from "../../../../src/core/audio_report.ts";
import { clock } from "../../shared/format.ts";
import type { Colors } from "./colors.ts";
import type { AudioReportData } from "./data.ts";
import { melImage } from "./mel_image.ts";

/** The visible part of the file, in seconds. */
export interface View {
  from: number;
  to: number;
}

/** Positions of the picture's parts, in CSS pixels. */
export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  wave: { top: number; bottom: number };
  spans: { top: number; bottom: number };
  mel: { top: number; bottom: number };
  legendTop: number;
}

export const KIND_NAMES: Record<SoundKind, string> = w.kinds;
const FONT_PIXELS = 11;
const HZ_MARKS = [100, 250, 500, 1000, 2000, 4000, 7500];

export function layoutOf(width: number, isCompact: boolean): Layout {
  const waveHeight = isCompact ? 44 : 84;
  const melHeight = isCompact ? 130 : Math.round(Math.min(260, Math.max(180, width * 0.24)));
  const wave = { top: 6, bottom: 6 + waveHeight };
  const spans = { top: wave.bottom + 5, bottom: wave.bottom + 23 };
  const mel = { top: spans.bottom + 6, bottom: spans.bottom + 6 + melHeight };
  const legendTop = mel.bottom + 32;
  return { width, height: legendTop + 50, left: 38, right: 46, wave, spans, mel, legendTop };
}

export function xOf(seconds: number, { from, to }: View, { left, right, width }: Layout): number {
  return left + (seconds - from) / (to - from) * (width - left - right);
}

export function secondsAt(x: number, { from, to }: View, { left, right, width }: Layout): number {
  return from + (x - left) / (width - left - right) * (to - from);
}

export interface Scene {
  ctx: CanvasRenderingContext2D;
  data: AudioReportData;
  view: View;
  layout: Layout;
  colors: Colors;
}

/** Draws everything but the playhead. */
export function paint(scene: Scene): void {
  const { ctx, layout, colors } = scene;
  ctx.fillStyle = colors.ground;
  ctx.fillRect(0, 0, layout.width, layout.height);
  ctx.font = `${FONT_PIXELS}px ${colors.font}`;
  ctx.textBaseline = "middle";
  paintWave(scene);
  paintMel(scene);
  paintSpans(scene);
  paintBands(scene);
  paintTimes(scene);
  paintLegend(scene);
}

export function paintPlayhead(ctx: CanvasRenderingContext2D, x: number, { wave, mel }: Layout, colors: Colors): void {
  ctx.fillStyle = colors.ground;
  ctx.fillRect(x - 1.5, wave.top, 3, mel.bottom - wave.top);
  ctx.fillStyle = colors.playhead;
  ctx.fillRect(x - 0.75, wave.top, 1.5, mel.bottom - wave.top + 4);
  ctx.beginPath();
  ctx.moveTo(x - 5, wave.top - 6);
  ctx.lineTo(x + 5, wave.top - 6);
  ctx.lineTo(x, wave.top + 2);
  ctx.fill();
}

function paintWave({ ctx, data, view, layout, colors }: Scene): void {
  const { left, right, width, wave } = layout;
  const middle = (wave.top + wave.bottom) / 2;
  const half = (wave.bottom - wave.top) / 2;
  ctx.fillStyle = colors.line;
  ctx.fillRect(left, middle - 0.5, width - left - right, 1);
  ctx.fillStyle = colors.wave;
  const dot = 1 / ctx.getTransform().a; // one device pixel
  for (let x = left; x < width - right; x += dot) {
    const from = secondsAt(x, view, layout);
    if (from > data.report.seconds) break;
    const [low, high] = data.peaks(from, secondsAt(x + dot, view, layout));
    ctx.fillRect(x, middle - high * half, dot, Math.max(dot, (high - low) * half));
  }
  ctx.fillStyle = colors.dim;
  ctx.textAlign = "right";
  for (const value of [1, 0, -1]) {
    const y = middle - value * (half - 5);
    ctx.fillText(value === -1 ? "−1" : String(value), left - 5, y);
  }
}

function paintMel(scene: Scene): void {
  const { ctx, data, view, layout, colors } = scene;
  const { left, right, width, mel } = layout;
  const columns = Math.max(1, Math.round((width - left - right) * ctx.getTransform().a));
  const sheet = new OffscreenCanvas(columns, data.report.n_mels);
  sheet.getContext("2d")!.putImageData(melImage(data, view, { columns, heat: colors.heat }), 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(sheet, left, mel.top, width - left - right, mel.bottom - mel.top);
  paintWindows(scene);
}

/** Draws brackets around the windows that Whisper reads. Narrow ones get no feet: they would hide the picture. */
function paintWindows({ ctx, data, view, layout, colors }: Scene): void {
  const { left, right, width, mel } = layout;
  ctx.fillStyle = colors.dim;
  for (const { start, end, is_read } of data.report.pieces) {
    if (!is_read || end < view.from || start > view.to) continue;
    const [first, last] = [xOf(start, view, layout), xOf(end, view, layout)];
    const foot = last - first < 48 ? mel.top : mel.bottom;
    for (const x of [first, last]) {
      if (x >= left && x <= width - right) ctx.fillRect(x - 0.5, mel.top - 4, 1, foot - mel.top + 4);
    }
    const from = Math.max(left, first + 1);
    const to = Math.min(width - right, last - 1);
    if (to > from) ctx.fillRect(from, mel.top - 4, to - from, 1.5);
  }
}

function paintSpans({ ctx, data, view, layout, colors }: Scene): void {
  const { left, right, width, spans } = layout;
  const [top, height] = [spans.top, spans.bottom - spans.top];
  ctx.textAlign = "left";
  for (const { start, end, kind } of data.report.spans) {
    if (end <= view.from || start >= view.to) continue;
    const from = Math.max(left, xOf(start, view, layout));
    const to = Math.min(width - right, xOf(end, view, layout));
    const span = Math.max(0.5, to - from);
    mark(ctx, kind, { x: from, y: top, width: span, height }, colors);
    const text = KIND_NAMES[kind];
    const textWidth = ctx.measureText(text).width;
    if (textWidth + 12 > span) continue;
    if (kind !== "speech") {
      ctx.fillStyle = colors.ground;
      ctx.fillRect(from + 3, top + 1, textWidth + 6, height - 2);
    }
    ctx.fillStyle = kind === "speech" ? colors.onSpeech : kind === "silence" ? colors.dim : colors.other;
    ctx.fillText(text, from + 6, top + height / 2 + 1);
  }
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Marks a kind of sound by shape as well as colour: filled, hatched, or a thin line. */
function mark(ctx: CanvasRenderingContext2D, kind: SoundKind, box: Box, colors: Colors): void {
  if (kind === "music_or_noise") return hatch(ctx, box, colors.other);
  const { x, y, width, height } = box;
  ctx.fillStyle = kind === "speech" ? colors.speech : colors.dim;
  if (kind === "speech") ctx.fillRect(x, y, width, height);
  else ctx.fillRect(x, y + height / 2, width, 1);
}

function hatch(ctx: CanvasRenderingContext2D, { x, y, width, height }: Box, color: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (let at = Math.floor((x - height) / 6) * 6; at < x + width; at += 6) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }
  ctx.stroke();
  ctx.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1);
  ctx.restore();
}

/** Labels the rows: mel band numbers on the left, frequencies on the right. */
function paintBands({ ctx, data, layout, colors }: Scene): void {
  const { left, right, width, mel } = layout;
  const { n_mels, band_hz } = data.report;
  const yOf = (band: number) => mel.bottom - (band + 0.5) / n_mels * (mel.bottom - mel.top);
  ctx.fillStyle = colors.dim;
  ctx.textAlign = "right";
  for (let band = 0; band < n_mels; band += 20) {
    ctx.fillRect(left - 4, yOf(band), 4, 1);
    ctx.fillText(String(band + 1), left - 6, Math.min(yOf(band), mel.bottom - 5));
  }
  ctx.fillText(w.mel, left - 6, mel.top + 6);
  ctx.textAlign = "left";
  let below = mel.bottom + FONT_PIXELS;
  for (const hz of HZ_MARKS) {
    const above = band_hz.findIndex((peak) => peak >= hz);
    const part = above > 0 ? (hz - band_hz[above - 1]) / (band_hz[above] - band_hz[above - 1]) : 1;
    const y = yOf(above - 1 + part);
    ctx.fillRect(width - right, y, 4, 1);
    const textY = Math.min(y, mel.bottom - 5);
    if (below - textY < FONT_PIXELS) continue; // no room for the label
    ctx.fillText(hz < 1000 ? `${hz}` : `${hz / 1000}k`, width - right + 6, textY);
    below = textY;
  }
  ctx.fillText("Hz", width - right + 6, mel.top - 12);
}

const TIME_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

function paintTimes({ ctx, view, layout, colors }: Scene): void {
  const { left, right, width, mel } = layout;
  const wanted = (view.to - view.from) / Math.max(2, (width - left - right) / 80);
  const step = TIME_STEPS.find((step) => step >= wanted) ?? TIME_STEPS.at(-1)!;
  ctx.fillStyle = colors.dim;
  ctx.textAlign = "center";
  for (let i = Math.ceil(view.from / step); i * step <= view.to + 1e-9; i++) {
    const x = xOf(i * step, view, layout);
    ctx.fillRect(x - 0.5, mel.bottom, 1, 5);
    const text = timeText(i * step, step);
    ctx.fillText(text, Math.max(x, left - 4 + ctx.measureText(text).width / 2), mel.bottom + 13);
  }
  ctx.textAlign = "left";
  ctx.fillText(w.time, 2, mel.bottom + 13);
}

/** Formats seconds as `1:02`, with tenths if `precision` is below 1 second. */
export function timeText(seconds: number, precision = 1): string {
  if (precision >= 1) return clock(Math.round(seconds));
  const tenths = Math.round(seconds * 10);
  return `${clock(Math.floor(tenths / 10))}.${tenths % 10}`;
}

function paintLegend({ ctx, data: { range }, layout, colors }: Scene): void {
  const { left, width, right, legendTop } = layout;
  const bar = Math.min(180, (width - left - right) * 0.5);
  for (let i = 0; i < bar; i++) {
    const at = 3 * Math.round(i / bar * 255);
    ctx.fillStyle = `rgb(${colors.heat[at]} ${colors.heat[at + 1]} ${colors.heat[at + 2]})`;
    ctx.fillRect(left + i, legendTop, 1.5, 9);
  }
  ctx.strokeStyle = colors.line;
  ctx.strokeRect(left + 0.5, legendTop + 0.5, bar, 8);
  ctx.fillStyle = colors.dim;
  ctx.textAlign = "left";
  const short = (value: number) => value.toFixed(2).replace("-", "−");
  ctx.fillText(short(range.min), left, legendTop + 19);
  ctx.textAlign = "right";
  ctx.fillText(short(range.max), left + bar, legendTop + 19);
  ctx.textAlign = "left";
  ctx.fillText(w.legend[0], left + bar + 10, legendTop + 5);
  ctx.fillText(w.legend[1], left + bar + 10, legendTop + 19);
  let x = left;
  for (const kind of Object.keys(KIND_NAMES) as SoundKind[]) {
    mark(ctx, kind, { x, y: legendTop + 34, width: 14, height: 10 }, colors);
    ctx.fillStyle = colors.dim;
    ctx.fillText(KIND_NAMES[kind], x + 19, legendTop + 40);
    x += ctx.measureText(KIND_NAMES[kind]).width + 30;
  }
}
