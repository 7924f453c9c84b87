// The captions on the picture: shown or not, their size and colour, kept for the next video.

const KEY = "streamforge_captions";
const SIZES = 5;

interface Kept {
  shown: boolean;
  size: number;
  color: string;
}

function kept(): Kept {
  const usual: Kept = { shown: true, size: 2, color: "green" };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return usual;
  }
}

/** What the toggle, the size buttons and the swatches do. */
export class Captions {
  #kept = kept();

  constructor(
    private video: HTMLVideoElement,
    private track: HTMLTrackElement,
    private controls: {
      toggle: HTMLButtonElement;
      smaller: HTMLButtonElement;
      larger: HTMLButtonElement;
      colors: HTMLElement;
    },
  ) {
    const { toggle, smaller, larger, colors } = controls;
    toggle.addEventListener("click", () => this.toggle());
    smaller.addEventListener("click", () => this.#set({ size: Math.max(1, this.#kept.size - 1) }));
    larger.addEventListener("click", () => this.#set({ size: Math.min(SIZES, this.#kept.size + 1) }));
    colors.addEventListener("change", (event) => this.#set({ color: (event.target as HTMLInputElement).value }));
    // the browser's own menu switches them too; "disabled" would take the cues away from the transcript
    video.textTracks.addEventListener("change", () => {
      const shown = track.track.mode === "showing";
      if (track.track.mode === "disabled") track.track.mode = "hidden";
      if (shown !== this.#kept.shown) this.#set({ shown });
    });
    this.#set({});
  }

  toggle(): void {
    this.#set({ shown: !this.#kept.shown });
  }

  #set(change: Partial<Kept>): void {
    Object.assign(this.#kept, change);
    const { shown, size, color } = this.#kept;
    const { toggle, smaller, larger, colors } = this.controls;
    const mode = shown ? "showing" : "hidden";
    if (this.track.track.mode !== mode) this.track.track.mode = mode;
    this.video.dataset.cueSize = String(size);
    this.video.dataset.cueColor = color;
    toggle.setAttribute("aria-pressed", String(shown));
    smaller.disabled = size <= 1;
    larger.disabled = size >= SIZES;
    const swatch = colors.querySelector<HTMLInputElement>(`input[value="${CSS.escape(color)}"]`);
    if (swatch) swatch.checked = true;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch { /* storage is off: they last as long as the page */ }
  }
}
