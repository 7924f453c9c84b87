import { type LanguageCode, languageCode } from "../core/languages.ts";
import { ValidationError } from "../core/errors.ts";
import { Peer, type PeerOptions } from "./peer.ts";
import { type TextTranslator, TranslatorError } from "./translator.ts";

const TIMEOUT_SECONDS = 120;

/** A pair of languages, in LibreTranslate's codes. */
interface Pair {
  source: string;
  target: string;
}

/**
 * Translates by a server of LibreTranslate: `GET /languages` and `POST /translate` with a list of texts.
 *
 * https://docs.libretranslate.com/
 */
export class LibreTranslate implements TextTranslator {
  readonly name = "LibreTranslate";
  readonly #peer: Peer;
  readonly #key: string | null;

  constructor({ url, key }: { url: string; key: string | null }, options: Partial<PeerOptions> = {}) {
    this.#key = key;
    this.#peer = new Peer(url.replace(/\/+$/, "").replace(/\/translate$/, ""), {
      label: "LibreTranslate",
      timeoutSeconds: TIMEOUT_SECONDS,
      ...options,
    });
  }

  /** The languages that it translates a language into, by Whisper's codes. */
  async targets(from: LanguageCode, signal?: AbortSignal): Promise<LanguageCode[]> {
    return [...(await this.#pairs(from, signal)).keys()];
  }

  async translateTexts(
    texts: readonly string[],
    { from, to, signal }: { from: LanguageCode; to: LanguageCode; signal?: AbortSignal },
  ): Promise<string[]> {
    const pair = (await this.#pairs(from, signal)).get(to);
    if (!pair) {
      throw new ValidationError(`LibreTranslate at ${this.#peer.shownUrl} has no translation ${from} to ${to}`);
    }
    const translated = await this.#translate(texts, pair, signal);
    if (translated.length === texts.length) return translated;
    // a list of another length can't be put in its places: text by text it can
    const singly: string[] = [];
    for (const text of texts) {
      const [only, ...more] = await this.#translate([text], pair, signal);
      if (only === undefined || more.length > 0) {
        throw new TranslatorError(`LibreTranslate at ${this.#peer.shownUrl} did not give one translation for one text`);
      }
      singly.push(only);
    }
    return singly;
  }

  async #translate(texts: readonly string[], pair: Pair, signal?: AbortSignal): Promise<string[]> {
    const body = { q: texts, ...pair, format: "text", ...(this.#key && { api_key: this.#key }) };
    const answer = await this.#peer.ask({ path: "/translate", body, signal }) as { translatedText?: unknown } | null;
    const translated = answer?.translatedText;
    const isList = Array.isArray(translated) && translated.every((text) => typeof text === "string");
    if (!isList) throw this.#peer.wrongAnswer("without the list translatedText");
    return translated.map((text: string) => text.replace(/\s*\n\s*/g, " ").trim());
  }

  /** The pairs from a language, by the target's code. A language with a script or region counts where it is alone. */
  async #pairs(from: LanguageCode, signal?: AbortSignal): Promise<Map<LanguageCode, Pair>> {
    const answer = await this.#peer.ask({ path: "/languages", signal });
    const isList = Array.isArray(answer) && answer.every((row) => typeof row?.code === "string");
    if (!isList) throw this.#peer.wrongAnswer("without a list of languages");
    const pairs = new Map<LanguageCode, Pair>();
    for (const { code: source, targets } of answer as { code: string; targets?: unknown }[]) {
      if (languageCode(source) !== from || !Array.isArray(targets)) continue;
      for (const target of targets.filter((target) => typeof target === "string")) {
        const code = languageCode(target);
        if (!code || code === from) continue;
        if (!pairs.has(code) || target === code) pairs.set(code, { source, target });
      }
    }
    return pairs;
  }
}
