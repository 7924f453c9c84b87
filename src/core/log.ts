export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

/** Writes lines of `time level message key=value ...`; line breaks inside values are escaped. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** A log to standard error, without messages below `level`. */
export function createLog(level: LogLevel, write: (line: string) => void = console.error): Log {
  const lowest = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) => (message: string, fields: Record<string, unknown> = {}) => {
    if (LOG_LEVELS.indexOf(name) < lowest) return;
    const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${quote(value)}`).join("");
    write(`${new Date().toISOString()} ${name.padEnd(5)} ${oneLine(message)}${rest}`);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f]+/g, " ");
}

function quote(value: unknown): string {
  const text = value instanceof Error ? value.message : typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w./:@%+-]+$/.test(text ?? "") ? text : JSON.stringify(text ?? null);
}
