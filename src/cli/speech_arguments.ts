import { ConfigError, messageOf } from "../core/errors.ts";
import { readTranscribeArguments } from "../schemas/transcribe_options.ts";
import type { TranscribeOptions } from "../core/types.ts";

/** The options of a transcription, for `readArguments`. */
export const SPEECH_OPTIONS = {
  language: { type: "string" },
  task: { type: "string" },
  "beam-size": { type: "string" },
  temperature: { type: "string" },
  "initial-prompt": { type: "string" },
  hotwords: { type: "string" },
  "condition-on-previous-text": { type: "boolean" },
  "no-vad": { type: "boolean" },
  "vad-threshold": { type: "string" },
  "no-word-times": { type: "boolean" },
} as const;

export const SPEECH_USAGE =
  `  --language CODE         what is spoken, such as en or Spanish (default: it is heard); auto-segment: it is heard
                          again and again, for files that change it
  --task TASK             transcribe (default), or translate: into English
  --beam-size N           1 (default) to 10 hypotheses are followed at once: 5 errs less often and takes longer
  --temperature N         0 (default) to 1: how freely the first try chooses
  --initial-prompt TEXT   as if it had been said before: names, spelling, style
  --hotwords TEXT         words to expect, from the beginning to the end
  --condition-on-previous-text
                          each stretch is told what was said in the one before: steadier, and slower
  --no-vad                all of the audio is read, silence too
  --vad-threshold N       above 0 and below 1: how sure it must be that something is speech (default: 0.5)
  --no-word-times         faster: words are spread over what was said with them`;

type SpeechValues = { [name in keyof typeof SPEECH_OPTIONS]?: string | boolean };

/** Options whose name is not the field's name with dashes. */
const OPTION_NAMES: Record<string, string> = { prompt: "initial-prompt" };

/**
 * Reads the arguments of `SPEECH_OPTIONS`, or some of them.
 *
 * @throws {ConfigError} naming the argument, what it held and what it may hold
 */
export function readSpeechArguments(values: SpeechValues): TranscribeOptions {
  if (values["no-vad"] && values["vad-threshold"] !== undefined) {
    throw new ConfigError("--vad-threshold is there and --no-vad too: nothing looks for voices then, so leave one out");
  }
  const fields = {
    language: values.language,
    task: values.task,
    beam_size: values["beam-size"],
    temperature: values.temperature,
    prompt: values["initial-prompt"],
    hotwords: values.hotwords,
    condition_on_previous_text: values["condition-on-previous-text"],
    vad: values["no-vad"] ? false : undefined,
    vad_threshold: values["vad-threshold"],
    word_timestamps: values["no-word-times"] ? false : undefined,
  };
  const empty = Object.entries(fields).find(([, value]) => value === "");
  if (empty) throw new ConfigError(`${optionName(empty[0])} is "": leave it out, or say what it is to be`);
  return asTyped(() => readTranscribeArguments(fields));
}

/**
 * Runs `read`, whose errors begin with the name of a field, and puts the option's name there instead.
 *
 * @throws {ConfigError} if `read` throws
 */
export function asTyped<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ConfigError(messageOf(error).replace(/^\w+/, optionName), { cause: error });
  }
}

function optionName(field: string): string {
  return `--${OPTION_NAMES[field] ?? field.replaceAll("_", "-")}`;
}
