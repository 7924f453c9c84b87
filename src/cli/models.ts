import type { ListedModel, ModelStore } from "../../ml/models/store.ts";
import { ConfigError, messageOf, ModelError, NotFoundError } from "../core/errors.ts";
import { readArguments } from "./arguments.ts";
import { compare, type CompareDeps } from "./compare.ts";
import { pullWithProgress } from "./pull.ts";
import { formatBytes, printable, systemTerminal, type Terminal } from "./terminal.ts";

const USAGE = `usage: streamforge models list           what there is, and what of it is here
       streamforge models pull NAME...    downloads weights
       streamforge models verify [NAME...]  compares weights with their hashes
       streamforge models accept NAME...  takes weights that differ from the first download: those that are here, or
                                          else those of the next download
       streamforge models rm NAME...      removes weights
       streamforge models compare FILE    what each model here takes and writes`;

const ACCEPTED = {
  "files": "the files that are here are taken, and their hashes recorded",
  "next download": "the record is forgotten: the next download may be other weights",
  "nothing": "nothing was recorded: the next download may be any weights",
};

const OPTIONS = { help: { type: "boolean", short: "h" } } as const;

export interface ModelsDeps extends CompareDeps {
  store: ModelStore;
  terminal?: Terminal;
}

/**
 * The command `models`.
 *
 * @returns the exit code
 * @throws {ConfigError} for wrong arguments
 */
export async function models(args: string[], deps: ModelsDeps): Promise<number> {
  const { store, terminal = systemTerminal() } = deps;
  if (args[0] === "compare") return await compare(args.slice(1), terminal, deps);
  const { values, positionals: [action = "list", ...names] } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    terminal.out(`${USAGE}\n`);
    return 0;
  }
  switch (action) {
    case "list":
      terminal.out(listing(store));
      return 0;
    case "pull":
      return await forEachName(names, terminal, async (name) => {
        terminal.out(`${await pullWithProgress(name, terminal, (options) => store.pull(name, options))}\n`);
        return true;
      });
    case "verify": {
      const ready = store.list().filter(({ state }) => state === "ready").map(({ name }) => name);
      if (names.length === 0 && ready.length === 0) {
        terminal.err(`there is no model in ${store.modelsDir}: streamforge models pull base\n`);
        return 1;
      }
      return await forEachName(names.length > 0 ? names : ready, terminal, (name) => verify(name, store, terminal));
    }
    case "accept":
      return await forEachName(names, terminal, async (name) => {
        terminal.out(`${name}: ${ACCEPTED[await store.accept(name)]}\n`);
        return true;
      });
    case "rm":
      return await forEachName(names, terminal, async (name) => {
        await store.remove(name);
        return true;
      });
    default:
      throw new ConfigError(`models has no action "${action}"\n${USAGE}`);
  }
}

/** Runs `work` for each name; prints failures and continues. @returns the exit code */
async function forEachName(
  names: string[],
  terminal: Terminal,
  work: (name: string) => Promise<boolean>,
): Promise<number> {
  if (names.length === 0) throw new ConfigError(`a model's name is missing\n${USAGE}`);
  let code = 0;
  for (const name of names) {
    try {
      if (!(await work(name))) code = 1;
    } catch (error) {
      if (!(error instanceof ModelError || error instanceof NotFoundError)) throw error;
      terminal.err(`streamforge: ${messageOf(error)}\n`);
      code = 1;
    }
  }
  return code;
}

function listing(store: ModelStore): string {
  const rows = store.list();
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = ({ name, state, modelBytes, repository }: ListedModel) =>
    `${state === "ready" ? "*" : " "} ${printable(name).padEnd(width)}  ${formatBytes(modelBytes).padStart(7)}  ` +
    `${state.padEnd(7)}  ${repository ?? "a folder of your own"}\n`;
  return `${rows.map(line).join("")}\nmodels are in ${store.modelsDir}\n`;
}

async function verify(name: string, store: ModelStore, terminal: Terminal): Promise<boolean> {
  const files = await store.verify(name);
  for (const file of files) {
    const note = {
      ok: "",
      unknown: "  (nobody has said what its hash should be)",
      missing: `  (streamforge models pull ${name})`,
      wrong: `  (streamforge models pull ${name} downloads it again)`,
    }[file.state];
    terminal.out(`${file.state.padEnd(7)}  ${printable(name)}/${file.name}  ${file.sha256 ?? "-"}${note}\n`);
  }
  return files.every(({ state }) => state === "ok" || state === "unknown");
}
