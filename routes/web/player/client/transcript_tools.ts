import { clock } from "../../shared/format.ts";
import { playerScript as w } from "../../words/en/player.ts";
import { byId } from "../../shared/client/dom.ts";
import { copyAndTell } from "../../shared/client/copy_text.ts";
import type { Transcript } from "./transcript.ts";

/** The buttons that copy the transcript and mark words of low probability. */
export class TranscriptTools {
  #unsure = byId<HTMLButtonElement>("unsure");
  #actions = byId("transcript-actions");

  constructor(private transcript: Transcript) {
    const copy = (withTimes: boolean) => {
      const { lines } = transcript;
      const text = lines.map(({ start, speaker, text }) => {
        const said = speaker ? `${speaker}: ${text}` : text;
        return withTimes ? `${clock(start)} ${said}` : said;
      }).join("\n");
      return copyAndTell(text, w.linesCopied(lines.length));
    };
    byId("copy-text").addEventListener("click", () => copy(false));
    byId("copy-times").addEventListener("click", () => copy(true));
    this.#unsure.addEventListener("click", () => {
      const isOn = this.#unsure.getAttribute("aria-pressed") !== "true";
      this.#unsure.setAttribute("aria-pressed", String(isOn));
      byId("lines").dataset.unsure = isOn ? "on" : "";
    });
  }

  /** Call it when the lines or their words have changed. */
  update(): void {
    const { lines } = this.transcript;
    this.#actions.hidden = lines.length === 0;
    byId("transcript-tools").hidden = lines.length === 0;
    const unsure = lines.reduce(
      (sum, { spans }) => sum + spans.filter(({ dataset }) => dataset.unsure !== undefined).length,
      0,
    );
    this.#unsure.hidden = unsure === 0;
    this.#unsure.textContent = w.unsureWords(unsure);
  }
}
