/** Tokens of a text, the two that frame it included: what MiniLM was trained on. */
const MAX_TOKENS = 128;
const MAX_WORD_CHARS = 100; // a longer word is unknown

/**
 * BERT's uncased WordPiece tokenizer, as `BertTokenizerFast` of Hugging Face's tokenizers: the same normalization
 * (control characters out, accents off, lower case, CJK characters apart), the same split at spaces and punctuation, and
 * for each word the longest pieces from the left. Names of special tokens within a text are plain text here, so that no
 * caption can write one.
 */
export class WordPiece {
  #ids: Map<string, number>;
  #unknown: number;
  #start: number;
  #end: number;

  /** @param vocabulary a piece a line; the line's number, from 0, is its id */
  constructor(vocabulary: string) {
    const pieces = vocabulary.replace(/\r?\n$/, "").split(/\r?\n/);
    this.#ids = new Map(pieces.map((piece, id) => [piece, id]));
    this.#unknown = this.#special("[UNK]");
    this.#start = this.#special("[CLS]");
    this.#end = this.#special("[SEP]");
  }

  #special(name: string): number {
    const id = this.#ids.get(name);
    if (id === undefined) throw new RangeError(`the vocabulary has no ${name}: it must be one of BERT`);
    return id;
  }

  /** @returns the ids of a text between [CLS] and [SEP], at most 128; a longer text is cut */
  encode(text: string): number[] {
    const ids = splitWords(normalize(text)).flatMap((word) => this.#pieces(word));
    return [this.#start, ...ids.slice(0, MAX_TOKENS - 2), this.#end];
  }

  #pieces(word: string): number[] {
    const chars = [...word];
    if (chars.length > MAX_WORD_CHARS) return [this.#unknown];
    const ids: number[] = [];
    for (let from = 0; from < chars.length;) {
      let to = chars.length;
      let id: number | undefined;
      for (; to > from; to--) {
        id = this.#ids.get((from > 0 ? "##" : "") + chars.slice(from, to).join(""));
        if (id !== undefined) break;
      }
      if (id === undefined) return [this.#unknown]; // the whole word
      ids.push(id);
      from = to;
    }
    return ids;
  }
}

function normalize(text: string): string {
  const clean = text.replace(/[\t\n\r]/g, " ").replace(/[\p{C}\u{fffd}]/gu, "").replace(/\p{White_Space}/gu, " ");
  const plain = clean.replace(
    /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2ebef}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu,
    " $& ",
  )
    .normalize("NFD").replace(/\p{Mn}/gu, "");
  return [...plain].map((char) => char.toLowerCase()).join(""); // by characters: a final sigma is not another letter
}

/** Words, and each punctuation mark by itself. In ASCII, every symbol counts as punctuation. */
function splitWords(text: string): string[] {
  return text.match(/[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~\p{White_Space}]+/gu) ?? [];
}
