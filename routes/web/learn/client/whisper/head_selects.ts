import { byId, make } from "../../../shared/client/dom.ts";
import type { HeadChoice } from "./attention_shares.ts";

const MEAN = "mean";
const ALIGNMENT = "alignment";

/** The select boxes for layer and head of one kind of attention. */
export class HeadSelects {
  readonly #layer: HTMLSelectElement;
  readonly #head: HTMLSelectElement;

  constructor(readonly kind: "cross" | "self" | "encoder", onChange: () => void) {
    this.#layer = byId<HTMLSelectElement>(`${kind}-layer`);
    this.#head = byId<HTMLSelectElement>(`${kind}-head`);
    const change = () => {
      this.#head.disabled = this.#layer.value === ALIGNMENT;
      onChange();
    };
    for (const select of [this.#layer, this.#head]) select.addEventListener("change", change);
  }

  fill({ layers, heads }: { layers: number; heads: number }): void {
    const before = [this.#layer.value, this.#head.value];
    const numbers = (count: number) =>
      Array.from({ length: count }, (_, i) => make("option", { value: String(i) }, String(i + 1)));
    this.#layer.replaceChildren(
      ...this.kind === "cross" ? [make("option", { value: ALIGNMENT }, "the alignment heads, of all layers")] : [],
      ...numbers(layers),
    );
    this.#head.replaceChildren(make("option", { value: MEAN }, "all, their mean"), ...numbers(heads));
    [this.#layer, this.#head].forEach((select, i) => {
      if ([...select.options].some(({ value }) => value === before[i])) select.value = before[i];
    });
    this.#head.disabled = this.#layer.value === ALIGNMENT;
  }

  get choice(): HeadChoice {
    return {
      layer: this.#layer.value === ALIGNMENT ? null : Number(this.#layer.value),
      head: this.#layer.value === ALIGNMENT || this.#head.value === MEAN ? null : Number(this.#head.value),
    };
  }

  set choice({ layer, head }: { layer: number; head: number }) {
    this.#layer.value = String(layer);
    this.#head.value = String(head);
    this.#head.disabled = false;
  }

  get text(): string {
    const { layer, head } = this.choice;
    if (layer === null) return "the alignment heads";
    return `layer ${layer + 1}, ${head === null ? "all heads" : `head ${head + 1}`}`;
  }
}
