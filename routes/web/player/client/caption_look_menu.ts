import { byId } from "../../shared/client/dom.ts";
import { type CaptionLook, lookStyle, PRESETS } from "./caption_look.ts";

/** The choices of how captions look, which show at once on the picture and on the menu's sample. */
export class CaptionLookMenu {
  #look: CaptionLook = { ...PRESETS.terminal };
  #presets = [...byId("presets").querySelectorAll<HTMLButtonElement>("button")];
  #sheet = new CSSStyleSheet();

  /** @param wanted from the browser's storage: what the menus do not have is left out */
  constructor(wanted: Partial<CaptionLook>, private onChange: (look: CaptionLook) => void) {
    document.adoptedStyleSheets.push(this.#sheet);
    for (const [name, value] of Object.entries(wanted)) {
      const known = [...this.#menuOf(name)?.options ?? []].some((option) => option.value === value);
      if (known) this.#look[name as keyof CaptionLook] = String(value);
    }
    byId("look").addEventListener("change", ({ target }) => {
      const { name, value } = target as HTMLSelectElement;
      if (name in this.#look) this.#set({ [name]: value });
    });
    for (const button of this.#presets) button.addEventListener("click", () => this.#set(PRESETS[button.value]));
    this.#show();
  }

  /** Changes to the other one of the two looks. */
  toggle(): void {
    this.#set(isSame(this.#look, PRESETS.white) ? PRESETS.terminal : PRESETS.white);
  }

  /** Makes captions larger or smaller by steps of the menu. */
  resize(steps: number): void {
    const sizes = [...this.#menuOf("size")!.options].map(({ value }) => value);
    const size = sizes[sizes.indexOf(this.#look.size) + steps];
    if (size) this.#set({ size });
  }

  #set(change: Partial<CaptionLook>): void {
    Object.assign(this.#look, change);
    this.#show();
    this.onChange(this.#look);
  }

  #show(): void {
    this.#sheet.replaceSync(lookStyle(this.#look));
    for (const [name, value] of Object.entries(this.#look)) this.#menuOf(name)!.value = value;
    for (const button of this.#presets) {
      button.setAttribute("aria-pressed", String(isSame(this.#look, PRESETS[button.value])));
    }
  }

  #menuOf(name: string): HTMLSelectElement | null {
    return byId("look").querySelector(`select[name="${CSS.escape(name)}"]`);
  }
}

function isSame(a: CaptionLook, b: CaptionLook): boolean {
  return Object.entries(a).every(([name, value]) => b[name as keyof CaptionLook] === value);
}
