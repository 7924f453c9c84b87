/** Wakes a waiting loop. If the loop is not waiting, its next wait ends at once. */
export class Bell {
  #hasRung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#hasRung) {
      let timer: ReturnType<typeof setTimeout>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer!);
    }
    this.#wake = null;
    this.#hasRung = false;
  }
}
