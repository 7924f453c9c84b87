import { ValidationError } from "../core/errors.ts";
import { type LanguageCode, LANGUAGES } from "../core/languages.ts";
import { type NumberedLine, readLines, writeLines } from "./numbered_lines.ts";
import { Peer, type PeerOptions, type PeerRequest } from "./peer.ts";
import { oneLine } from "./sentences.ts";
import type { SourceCue, TranslationRequest, Translator } from "./translator.ts";

/** Cues of one request. */
const WINDOW_CUES = 12;
/** Cues before and behind them that the model sees, but does not translate. */
const CONTEXT_CUES = 4;
/** How often a window is asked for before it is cut in two. */
const TRIES = 3;
/** Of one cut in two: small windows go wrong less often. */
const SMALL_TRIES = 2;
const TIMEOUT_SECONDS = 300; // a large model on a CPU

export interface ChatSettings {
  /** The base of the API, such as `http://127.0.0.1:11434/v1`, or its address of `chat/completions`. */
  url: string;
  model: string;
  key: string | null;
}

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Translates by a language model behind OpenAI's chat endpoint, as Ollama, llama.cpp and vLLM have it. */
export class ChatTranslator implements Translator {
  readonly #peer: Peer;
  readonly #settings: ChatSettings;

  constructor(settings: ChatSettings, options: Partial<PeerOptions> = {}) {
    this.#settings = settings;
    const base = settings.url.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
    this.#peer = new Peer(base, {
      label: "the translating model",
      timeoutSeconds: TIMEOUT_SECONDS,
      secrets: settings.key ? [settings.key] : [],
      ...options,
    });
  }

  get name(): string {
    return this.#settings.model;
  }

  async translate(cues: readonly SourceCue[], request: TranslationRequest): Promise<Map<number, string>> {
    const { wanted, onProgress } = request;
    const done = new Map<number, string>();
    for (const window of windowsOf([...wanted].sort((a, b) => a - b))) {
      request.signal?.throwIfAborted();
      await this.#window(cues, window, request, done, TRIES);
    }
    onProgress?.(1);
    return done;
  }

  /** Translates some cues into `done`. What does not come right is asked for again in two halves. */
  async #window(
    cues: readonly SourceCue[],
    indices: readonly number[],
    request: TranslationRequest,
    done: Map<number, string>,
    tries: number,
  ): Promise<void> {
    const lines = indices.map((i) => lineOf(cues, i));
    const messages = this.#prompt(cues, lines, request, done);
    let problems: string[] = [];
    for (let n = 0; n < tries; n++) {
      const onTry = () => request.onProgress?.(done.size / request.wanted.size);
      const { text, isCut } = await this.#chat(messages, { signal: request.signal, onTry });
      const answer = readLines(text, lines);
      if (isCut) answer.problems.push("the answer was cut off"); // its last line may be a half
      if (answer.problems.length === 0) {
        for (const [number, text] of answer.texts) done.set(number - 1, text);
        onTry();
        return;
      }
      problems = answer.problems;
      if (isCut) break; // it has no room for that many lines
      messages.push({ role: "assistant", content: text }, { role: "user", content: correction(problems, lines) });
    }
    if (indices.length === 1) {
      throw new ValidationError(`${this.name} did not translate cue ${lines[0].number}: ${problems.join("; ")}`);
    }
    const middle = indices.length >> 1;
    await this.#window(cues, indices.slice(0, middle), request, done, SMALL_TRIES);
    await this.#window(cues, indices.slice(middle), request, done, SMALL_TRIES);
  }

  #prompt(
    cues: readonly SourceCue[],
    lines: readonly NumberedLine[],
    { from, to }: TranslationRequest,
    done: ReadonlyMap<number, string>,
  ): Message[] {
    const first = lines[0].number - 1;
    const last = lines[lines.length - 1].number - 1;
    const before = range(Math.max(0, first - CONTEXT_CUES), first).map((i) => {
      const text = oneLine(cues[i].text);
      const translated = done.get(i);
      return translated ? `${text} => ${translated}` : text;
    });
    const behind = range(last + 1, Math.min(cues.length, last + 1 + CONTEXT_CUES)).map((i) => oneLine(cues[i].text));
    const parts = [
      before.length > 0 ? `What was said before, only to understand the lines:\n${before.join("\n")}` : "",
      behind.length > 0 ? `What is said afterwards, only to understand the lines:\n${behind.join("\n")}` : "",
      `Translate these lines:\n${writeLines(lines)}`,
    ];
    return [
      { role: "system", content: instruction(from, to) },
      { role: "user", content: parts.filter(Boolean).join("\n\n") },
    ];
  }

  async #chat(
    messages: Message[],
    options: Pick<PeerRequest, "signal" | "onTry">,
  ): Promise<{ text: string; isCut: boolean }> {
    const { model, key } = this.#settings;
    const answer = await this.#peer.ask({
      path: "/chat/completions",
      body: { model, messages, temperature: 0, stream: false },
      headers: key ? { authorization: `Bearer ${key}` } : {},
      ...options,
    }) as { choices?: { message?: { content?: unknown }; finish_reason?: unknown }[] } | null;
    const choice = Array.isArray(answer?.choices) ? answer.choices[0] : undefined;
    const text = choice?.message?.content;
    if (typeof text !== "string") throw this.#peer.wrongAnswer("without a message: it should have choices[0].message");
    return { text, isCut: choice?.finish_reason === "length" };
  }
}

function instruction(from: LanguageCode, to: LanguageCode): string {
  const [source, target] = [from, to].map((code) => LANGUAGES[code].replace(/\b\w/g, (c) => c.toUpperCase()));
  return [
    `You translate subtitles from ${source} to ${target}.`,
    "The lines are what people say one after the other; a sentence may go over several lines.",
    "Answer with one line for each line that you get, with the same number, as NUMBER| TRANSLATION, and nothing else.",
    "Never merge, split, leave out, move or renumber lines: each translated line says what its line says.",
    "Keep names and numbers. Write natural, short spoken language.",
  ].join("\n");
}

function correction(problems: readonly string[], lines: readonly NumberedLine[]): string {
  const [first, last] = [lines[0].number, lines[lines.length - 1].number];
  return `That is not right: ${
    problems.slice(0, 12).join("; ")
  }. Answer again with all lines from ${first} to ${last}, ` +
    "each with its number as NUMBER| TRANSLATION, and nothing else.";
}

/** Cues are numbered from 1. */
function lineOf(cues: readonly SourceCue[], i: number): NumberedLine {
  return { number: i + 1, text: oneLine(cues[i].text) };
}

/** Cuts rising indices into windows; cues between which others lie are in different ones. */
function windowsOf(indices: readonly number[]): number[][] {
  const windows: number[][] = [];
  for (const i of indices) {
    const last = windows.at(-1);
    if (last && last.length < WINDOW_CUES && last[last.length - 1] === i - 1) last.push(i);
    else windows.push([i]);
  }
  return windows;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
