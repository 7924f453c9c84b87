import {
  ConfigError,
  MediaError,
  messageOf,
  ModelError,
  NoSpaceError,
  ToolError,
  ValidationError,
} from "../core/errors.ts";
import { StorageGoneError } from "../core/disk.ts";
import { createLog, type Log } from "../core/log.ts";
import { type Config, readConfig } from "../core/settings/config.ts";
import { settingsHelp } from "../core/settings/settings_text.ts";
import { VERSION } from "../core/version.ts";

const HELP = `StreamForge ${VERSION}: a video server that captions what it is given

  streamforge serve                  the pages, the API and a worker, on http://HOST:PORT
  streamforge work                   a worker alone, for another machine with the same DATABASE_URL
  streamforge transcribe FILE...     captions of files, without a server
  streamforge inspect FILE           a report of what Whisper hears: waveform, spectrogram, speech and silence
  streamforge analyze FILE [--json]  what can be found out about a file: the quality of its sound
  streamforge models list|pull|verify|accept|rm|compare
  streamforge train                  teaches a small transformer to translate, or to foretell the next word
  streamforge learn DIR              writes exercises: build a transformer yourself; learn check tries them
  streamforge storage migrate --from local --to s3   moves all files to another storage; --check compares both
  streamforge doctor                 checks ffmpeg, database, storage, model and device
  streamforge sign-in                prints the link that signs the owner in
  streamforge gpu-check              proves the GPU or says what is missing, in eight minutes
  streamforge token [new]            shows the owner's token, or makes a new one, which ends every session
  streamforge migrate                applies what the database has not had
  streamforge health                 whether the server on this machine answers
  streamforge --version

Settings are environment variables:

${settingsHelp()}`;

/** Commands whose only settings are environment variables. */
const WITHOUT_ARGUMENTS = ["serve", "work", "migrate", "doctor", "health", "sign-in", "embed-queries"];

/** Errors whose message says what was wrong: the stack of any other is printed, for it is a fault of the program. */
const EXPECTED_ERRORS = [
  ConfigError,
  MediaError,
  ModelError,
  NoSpaceError,
  StorageGoneError,
  ToolError,
  ValidationError,
  Deno.errors.AddrInUse,
];

/** What a command gets. */
export interface Context {
  args: string[];
  config: Config;
  log: Log;
}

/** Runs a command. @returns the exit code */
export type Command = (context: Context) => Promise<number>;

/**
 * Runs one command and ends the process with its exit code.
 *
 * @param argv the command's name and its arguments
 */
export async function runCommandLine(argv: string[], commands: Record<string, Command>): Promise<never> {
  const [name = "help", ...args] = argv;
  if (["help", "--help", "-h"].includes(name)) end(HELP);
  if (name === "--version") end(VERSION);
  if (!Object.hasOwn(commands, name)) refuse(`there is no command "${name}": "streamforge help" lists them`);
  if (WITHOUT_ARGUMENTS.includes(name) && args.length > 0) {
    if (args.includes("--help") || args.includes("-h")) end(HELP);
    refuse(`${name} takes no arguments, but got ${args.join(" ")}: its settings are environment variables`);
  }
  try {
    const config = readConfig(Deno.env.toObject());
    Deno.exit(await commands[name]({ args, config, log: createLog(config.logLevel) }));
  } catch (error) {
    const isExpected = EXPECTED_ERRORS.some((kind) => error instanceof kind);
    console.error(`streamforge: ${isExpected ? messageOf(error) : error instanceof Error ? error.stack : error}`);
    Deno.exit(1);
  }
}

function end(text: string): never {
  console.log(text);
  Deno.exit(0);
}

function refuse(reason: string): never {
  console.error(reason);
  Deno.exit(2);
}
