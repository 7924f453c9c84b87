import { type Env, type Setting, SETTINGS } from "./settings.ts";

/** The columns of a setting that the texts use. */
type Row = Pick<Setting<unknown>, "name" | "default" | "computeDefault" | "meaning" | "isSecret"> & {
  reader: { allowed: string };
};

const ROWS: Row[] = Object.values<Row>(SETTINGS);

const HELP_COLUMNS = 120;

/** The page `docs/settings.md`, which `tasks/settings.ts` writes. */
export function settingsPage(): string {
  return `# Settings

Environment variables, read at the start. An empty variable counts as not set. A wrong value stops the program with a
sentence that names the variable. This page is made from \`src/core/settings/settings.ts\` by \`./sf settings\`.

${markdownTable(["variable", "default", "may hold", "meaning"], ROWS.map(markdownCells))}
`;
}

function markdownCells({ name, default: standard, computeDefault, reader, meaning }: Row): string[] {
  return [`\`${name}\``, computeDefault ? standard : `\`${standard}\``, reader.allowed, meaning];
}

/** A table with columns of even width, as `deno fmt` writes it. */
function markdownTable(head: string[], rows: string[][]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("\n");
}

/** The settings for a terminal: a paragraph each, with the name on its left. */
export function settingsHelp(): string {
  const indent = Math.max(...ROWS.map(({ name }) => name.length)) + 4;
  return ROWS.map(({ name, default: standard, reader, meaning }) => {
    const sentence = `${meaning} (${reader.allowed}; default: ${standard})`.replaceAll("`", "");
    return `  ${name}`.padEnd(indent) + wrapped(sentence, HELP_COLUMNS - indent).join(`\n${" ".repeat(indent)}`);
  }).join("\n");
}

function wrapped(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (line.length <= columns) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** The settings that the environment changes, as `NAME=value` in one line, without what is secret. */
export function changedSettings(env: Env): string {
  const changed = ROWS.filter(({ name }) => env[name]?.trim());
  if (changed.length === 0) return "all have their defaults";
  const values = changed.map(({ name, isSecret }) => `${name}=${isSecret ? "(set)" : env[name]!.trim()}`);
  return `${values.join(", ")}${changed.length < ROWS.length ? "; the others have their defaults" : ""}`;
}
