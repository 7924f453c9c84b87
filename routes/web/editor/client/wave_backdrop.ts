import { readColors } from "../../audio_report/client/colors.ts";
import type { AudioReportData } from "../../audio_report/client/data.ts";
import { melImage } from "../../audio_report/client/mel_image.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { readSetting, saveSetting } from "./settings.ts";

/** Behind the waveform: the spectrogram, and a line where the picture cuts to another shot. */
export class WaveBackdrop {
  #report: AudioReportData | null = null;
  #shots: readonly number[] = [];
  readonly #canvas = make("canvas", { class: "wave-backdrop", "aria-hidden": "true" });
  readonly #root: HTMLElement;
  readonly #isShown = byId<HTMLInputElement>("spectrogram");
  #view = { from: 0, to: 0 };
  #frame = 0;

  /** @param height of the waveform, in pixels */
  constructor(root: HTMLElement, private height: number) {
    this.#root = root;
    root.prepend(this.#canvas);
    this.#isShown.checked = readSetting("spectrogram", true);
    this.#isShown.addEventListener("change", () => {
      saveSetting("spectrogram", this.#isShown.checked);
      this.#request();
    });
  }

  showReport(report: AudioReportData): void {
    this.#report = report;
    this.#request();
  }

  /** @param shots the times at which another shot begins */
  showShots(shots: readonly number[]): void {
    this.#shots = shots;
    this.#request();
  }

  /** Draws what is visible from one time to another. */
  draw(from: number, to: number): void {
    this.#view = { from, to };
    this.#request();
  }

  #request(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const { from, to } = this.#view;
    const width = this.#root.clientWidth;
    if (!(to > from) || width === 0) return;
    const canvas = this.#canvas;
    [canvas.width, canvas.height] = [width, this.height];
    const ctx = canvas.getContext("2d")!;
    const colors = readColors(this.#root);
    if (this.#report && this.#isShown.checked) {
      const sheet = new OffscreenCanvas(width, this.#report.report.n_mels);
      sheet.getContext("2d")!.putImageData(
        melImage(this.#report, this.#view, { columns: width, heat: colors.heat }),
        0,
        0,
      );
      ctx.globalAlpha = 0.4; // the captions' text stays readable
      ctx.drawImage(sheet, 0, 0, width, this.height);
      ctx.globalAlpha = 1;
      this.#report.loadDetail(from, to).then((hasMore) => hasMore && this.#request());
    }
    ctx.strokeStyle = colors.playhead;
    ctx.setLineDash([4, 4]);
    ctx.lineWidth = 2;
    for (const shot of this.#shots.filter((shot) => shot >= from && shot <= to)) {
      const x = (shot - from) / (to - from) * width;
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, this.height);
      ctx.stroke();
    }
    canvas.dataset.shots = this.#shots.join(" ");
  }
}
