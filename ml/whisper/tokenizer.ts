import { Tokenizer as Encoder } from "@huggingface/tokenizers";
import { ModelError } from "../../src/core/errors.ts";
import { LANGUAGE_CODES, type LanguageCode } from "../../src/core/languages.ts";

/** Seconds between two timestamp tokens. */
export const SECONDS_PER_TIMESTAMP = 0.02;

const N_TIMESTAMPS = 1501; // 0.00 to 30.00 s
const MULTILINGUAL_VOCAB = 51865; // tokens: the smallest vocabulary of a multilingual model

// Languages written without spaces: a word is the smallest run of tokens that makes whole characters
const UNSPACED: ReadonlySet<string> = new Set(["zh", "ja", "th", "lo", "my", "yue"]);
const ASCII_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** The part of tokenizer.json that is read here; the library reads the rest. */
interface TokenizerFile {
  model: { vocab: Record<string, number> };
  added_tokens: { id: number; content: string }[];
}

/** A word and its tokens. */
export interface WordTokens {
  /** With its leading space. */
  word: string;
  tokens: number[];
}

/**
 * Whisper's tokenizer, multilingual or English-only, from a model's tokenizer.json.
 *
 * The ids of special tokens differ from model to model, so they are looked up by name. The file has no timestamp
 * tokens: they follow `<|notimestamps|>`. This class decodes, in bytes, because a character may be spread over several
 * tokens. The library encodes; it is only set up (0.15 s) at the first call.
 */
export class WhisperTokenizer {
  readonly endOfText: number;
  readonly startOfTranscript: number;
  readonly startOfPrevious: number;
  readonly noSpeech: number;
  readonly noTimestamps: number;
  readonly translate: number;
  readonly transcribe: number;
  /** The token of 0.00 s. */
  readonly timestampBegin: number;
  /** The number of tokens with timestamps: `nVocab` of the model, unless the model is padded. */
  readonly vocabSize: number;
  readonly isMultilingual: boolean;
  /** Empty for an English-only model. */
  readonly languageTokens: ReadonlyMap<LanguageCode, number>;

  readonly #json: string;
  readonly #vocabulary: Vocabulary;
  #encoder: Encoder | null = null;

  /**
   * @param json not kept parsed, because the objects take 30 MB; `encode()` parses it again
   * @param table its contents, if another thread has read them already
   * @throws {ModelError} if `json` is not the tokenizer.json of a Whisper model
   */
  constructor(json: string, readonly table: TokenTable = readTable(json)) {
    this.#json = json;
    const { special, languages, vocabulary } = table;
    this.endOfText = special.endOfText;
    this.startOfTranscript = special.startOfTranscript;
    this.startOfPrevious = special.startOfPrevious;
    this.noSpeech = special.noSpeech;
    this.noTimestamps = special.noTimestamps;
    this.translate = special.translate;
    this.transcribe = special.transcribe;
    this.timestampBegin = this.noTimestamps + 1;
    this.vocabSize = this.timestampBegin + N_TIMESTAMPS;
    this.isMultilingual = this.vocabSize >= MULTILINGUAL_VOCAB;
    this.languageTokens = this.isMultilingual ? languages : new Map();
    this.#vocabulary = vocabulary;
  }

  /** The text of tokenizer.json. */
  get json(): string {
    return this.#json;
  }

  /** Reads a model's tokenizer.json. */
  static async load(path: string): Promise<WhisperTokenizer> {
    return new WhisperTokenizer(await Deno.readTextFile(path));
  }

  /** The tokens of a text. The name of a special token in it is encoded as plain text. */
  encode(text: string): number[] {
    this.#encoder ??= new Encoder({ ...parse(this.#json), added_tokens: [] }, {});
    return this.#encoder.encode(text, { add_special_tokens: false }).ids;
  }

  /** The text of tokens. Special tokens and timestamps are skipped; bytes that are not UTF-8 become U+FFFD. */
  decode(tokens: Iterable<number>): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes(tokens));
  }

  /** The UTF-8 bytes of tokens; they may begin or end inside a character. */
  bytes(tokens: Iterable<number>): Uint8Array<ArrayBuffer> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (const token of tokens) {
      const bytes = bytesOf(this.#vocabulary, token);
      if (!bytes) continue;
      pieces.push(bytes);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const piece of pieces) {
      all.set(piece, offset);
      offset += piece.length;
    }
    return all;
  }

  isTimestamp(token: number): boolean {
    return token >= this.timestampBegin;
  }

  /** The time of a timestamp token, in seconds from the start of the window. */
  timestampSeconds(token: number): number {
    return (token - this.timestampBegin) * SECONDS_PER_TIMESTAMP;
  }

  /**
   * The tokens before a transcript: `<|startoftranscript|>`, and for a multilingual model language and task.
   *
   * @param previous text tokens of what was said before; they come first
   */
  prompt(language: LanguageCode, task: "transcribe" | "translate", previous: number[] = []): number[] {
    const before = previous.length > 0 ? [this.startOfPrevious, ...previous] : [];
    if (!this.isMultilingual) return [...before, this.startOfTranscript];
    const token = this.languageTokens.get(language);
    if (token === undefined) throw new RangeError(`this model has no token for the language "${language}"`);
    return [...before, this.startOfTranscript, token, task === "translate" ? this.translate : this.transcribe];
  }

  /**
   * Splits text tokens into words: at spaces and punctuation, or, in languages written without spaces, into the
   * smallest runs that make whole characters. As `split_to_word_tokens` in openai/whisper tokenizer.py.
   *
   * @param tokens text tokens; special tokens and timestamps are skipped
   */
  splitToWords(tokens: Iterable<number>, language: string): WordTokens[] {
    const pieces = this.#splitToCharacters(tokens);
    if (UNSPACED.has(language)) return pieces;
    const words: WordTokens[] = [];
    for (const piece of pieces) {
      // A lone space counts as punctuation: it starts a word
      const starts = piece.word.startsWith(" ") || ASCII_PUNCTUATION.includes(piece.word.trim());
      const last = words.at(-1);
      if (starts || !last) {
        words.push(piece);
      } else {
        last.word += piece.word;
        last.tokens.push(...piece.tokens);
      }
    }
    return words;
  }

  #splitToCharacters(tokens: Iterable<number>): WordTokens[] {
    const pieces: WordTokens[] = [];
    let run: number[] = [];
    for (const token of tokens) {
      if (!bytesOf(this.#vocabulary, token)) continue;
      run.push(token);
      if (!endsInsideCharacter(this.bytes(run))) {
        pieces.push({ word: this.decode(run), tokens: run });
        run = [];
      }
    }
    if (run.length > 0) pieces.push({ word: this.decode(run), tokens: run });
    return pieces;
  }
}

function parse(json: string): TokenizerFile {
  let file: Partial<TokenizerFile>;
  try {
    file = JSON.parse(json);
  } catch (cause) {
    throw new ModelError("tokenizer.json is not JSON", { cause });
  }
  if (!file?.model?.vocab || !Array.isArray(file.added_tokens)) {
    throw new ModelError("tokenizer.json has no vocabulary: it is not that of a Whisper model");
  }
  return file as TokenizerFile;
}

/** The contents of tokenizer.json that are kept; can be sent to another thread. */
export interface TokenTable {
  special: Record<(typeof SPECIAL)[number][0], number>;
  /** All languages that have a token. */
  languages: Map<LanguageCode, number>;
  vocabulary: Vocabulary;
}

/** The special tokens, each with its possible names in tokenizer.json. */
const SPECIAL = [
  ["endOfText", "<|endoftext|>"],
  ["startOfTranscript", "<|startoftranscript|>"],
  ["startOfPrevious", "<|startofprev|>"],
  ["noSpeech", "<|nospeech|>", "<|nocaptions|>"],
  ["noTimestamps", "<|notimestamps|>"],
  ["translate", "<|translate|>"],
  ["transcribe", "<|transcribe|>"],
] as const;

function readTable(json: string): TokenTable {
  const { model, added_tokens } = parse(json);
  const added = new Map(added_tokens.map((token) => [token.content, token.id]));
  const special = Object.fromEntries(SPECIAL.map(([key, ...names]) => {
    const id = names.map((name) => added.get(name) ?? model.vocab[name]).find((id) => id !== undefined);
    if (id !== undefined) return [key, id];
    throw new ModelError(`tokenizer.json has no token ${names.join(" or ")}: it is not that of a Whisper model`);
  })) as TokenTable["special"];
  const languages = new Map<LanguageCode, number>();
  for (const code of LANGUAGE_CODES) {
    const token = added.get(`<|${code}|>`);
    if (token !== undefined) languages.set(code, token);
  }
  return { special, languages, vocabulary: readVocabulary(model.vocab, special.endOfText) };
}

/** The UTF-8 bytes of all text tokens in one array: as one object for each token they took 20 MB. */
interface Vocabulary {
  bytes: Uint8Array;
  /** By token id: where its bytes start; -1: it is not a text token. */
  starts: Int32Array;
  lengths: Uint16Array;
}

function bytesOf({ bytes, starts, lengths }: Vocabulary, token: number): Uint8Array | null {
  const start = starts[token] ?? -1;
  return start < 0 ? null : bytes.subarray(start, start + lengths[token]);
}

// GPT-2 writes every byte as a visible character: printable Latin-1 as itself, the other 68 as U+0100 onwards
function readVocabulary(vocab: Record<string, number>, endOfText: number): Vocabulary {
  const byteOf = new Map<number, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const isVisible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    byteOf.set(isVisible ? byte : next++, byte);
  }
  const texts = Object.keys(vocab);
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0));
  const starts = new Int32Array(endOfText).fill(-1);
  const lengths = new Uint16Array(endOfText);
  let at = 0;
  for (const text of texts) {
    const id = vocab[text];
    if (id >= endOfText) continue;
    starts[id] = at;
    lengths[id] = text.length;
    for (let i = 0; i < text.length; i++) {
      const byte = byteOf.get(text.charCodeAt(i));
      if (byte === undefined) {
        throw new ModelError(`token ${id} of tokenizer.json, ${JSON.stringify(text)}, is not bytes`);
      }
      bytes[at++] = byte;
    }
  }
  return { bytes, starts, lengths };
}

/** Whether the bytes end inside a UTF-8 sequence. */
function endsInsideCharacter(bytes: Uint8Array): boolean {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return false;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2);
  }
  return false;
}
