import type { Engine, EngineOptions } from "../../../../ml/whisper/engine/engine.ts";
import type { Config } from "../../../core/settings/config.ts";
import type { Reporter } from "../task.ts";

/** The request of a part's process. */
export interface TaskRequest {
  task: string;
  device: "cuda" | "cpu";
  /** The process is killed after them. */
  limitSeconds: number;
  /** A folder for files, which the parent deletes. */
  workDir: string;
  /** A folder with weights; absent: there are none. */
  modelFolder?: string;
}

export interface TaskContext extends TaskRequest {
  config: Config;
  makeEngine(options: Partial<EngineOptions> & Pick<EngineOptions, "modelFolder" | "log">): Engine;
  report: Reporter;
}

export function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Rows of cells as lines, each column as wide as its widest cell, all but the first to the right. */
export function tableLines(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    return row.map((cell, i) => i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i])).join("  ").trimEnd();
  });
}
