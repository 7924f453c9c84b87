/** What tests do in a browser besides Chromium, whichever protocol drives it. */
export interface OtherBrowser {
  name: string;
  /** Opens a page and waits until it has loaded. */
  open(url: string): Promise<void>;
  /** Runs a function in the page, which sees nothing of the test but `values`. */
  evaluate<V extends unknown[], T>(fn: (...values: V) => T, ...values: V): Promise<T>;
  /** Clicks the middle of the first element that matches. */
  click(selector: string): Promise<void>;
  /** Chooses a file in a file field. */
  chooseFile(selector: string, path: string): Promise<void>;
  /** Types into what has the focus. */
  type(text: string): Promise<void>;
  pressEnter(): Promise<void>;
  close(): Promise<void>;
}

/** The first of the programs that is there, or the one that the environment variable names. */
export function findProgram(variable: string, paths: readonly string[], { advice }: { advice: string }): string {
  const path = Deno.env.get(variable) ?? paths.find(isFile);
  if (!path) throw new Error(`no program at ${paths.join(", ")}: ${advice}, or set ${variable}`);
  return path;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
