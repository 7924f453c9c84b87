import type { Terminal } from "../../../src/cli/terminal.ts";

/** A terminal that records its output. */
export class Screen implements Terminal {
  stdout = "";
  stderr = "";

  constructor(readonly isTerminal = false, readonly width = 100) {}

  out(text: string): void {
    this.stdout += text;
  }

  err(text: string): void {
    this.stderr += text;
  }

  columns(): number {
    return this.width;
  }
}

export async function tempFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "streamforge-cli-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
