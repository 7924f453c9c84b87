import { type LanguageCode, languageCode } from "../core/languages.ts";
import { ValidationError } from "../core/errors.ts";
import { Peer, type PeerOptions, type PeerRequest } from "./peer.ts";
import { type TextRequest, type TextTranslator, TranslatorError } from "./translator.ts";

const TIMEOUT_SECONDS = 120;

type RequestOptions = Pick<PeerRequest, "signal" | "onTry">;

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
      secrets: key ? [key] : [],
      ...options,
    });
  }

  /** The languages that it translates a language into, by Whisper's codes. */
  async targets(from: LanguageCode, signal?: AbortSignal): Promise<LanguageCode[]> {
    return [...(await this.#pairs(from, { signal })).keys()];
  }

  /** Whether it translates any other language into this one. */
  async hasTarget(to: LanguageCode): Promise<boolean> {
    const languages = await this.#languages({});
    return languages.some(({ code, targets }) =>
      languageCode(code) !== to && targets.some((target) => languageCode(target) === to)
    );
  }

  async translateTexts(
    texts: readonly string[],
    { from, to, signal, onRequest }: TextRequest,
  ): Promise<string[]> {
    const options = { signal, onTry: onRequest };
    const pair = (await this.#pairs(from, options)).get(to);
    if (!pair) throw new ValidationError(`LibreTranslate has no translation ${from} to ${to}`);
    const translated = await this.#translate(texts, pair, options);
    if (translated.length === texts.length) return translated;
    // a list of another length can't be put in its places: text by text it can
    const singly: string[] = [];
    for (const text of texts) {
      const [only, ...more] = await this.#translate([text], pair, options);
      if (only === undefined || more.length > 0) {
        throw new TranslatorError("LibreTranslate did not give one translation for one text");
      }
      singly.push(only);
    }
    return singly;
  }

  async #translate(texts: readonly string[], pair: Pair, options: RequestOptions): Promise<string[]> {
    const body = { q: texts, ...pair, format: "text", ...(this.#key && { api_key: this.#key }) };
    const answer = await this.#peer.ask({ path: "/translate", body, ...options }) as
      | { translatedText?: unknown }
      | null;
    const translated = answer?.translatedText;
    const isList = Array.isArray(translated) && translated.every((text) => typeof text === "string");
    if (!isList) throw this.#peer.wrongAnswer("without the list translatedText");
    return translated.map((text: string) => text.replace(/\s*\n\s*/g, " ").trim());
  }

  /** The pairs from a language, by the target's code. A language with a script or region counts where it is alone. */
  async #pairs(from: LanguageCode, options: RequestOptions): Promise<Map<LanguageCode, Pair>> {
    const pairs = new Map<LanguageCode, Pair>();
    for (const { code: source, targets } of await this.#languages(options)) {
      if (languageCode(source) !== from) continue;
      for (const target of targets) {
        const code = languageCode(target);
        if (!code || code === from) continue;
        if (!pairs.has(code) || target === code) pairs.set(code, { source, target });
      }
    }
    return pairs;
  }

  async #languages(options: RequestOptions): Promise<{ code: string; targets: string[] }[]> {
    const answer = await this.#peer.ask({ path: "/languages", ...options });
    const isList = Array.isArray(answer) && answer.every((row) => typeof row?.code === "string");
    if (!isList) throw this.#peer.wrongAnswer("without a list of languages");
    return (answer as { code: string; targets?: unknown }[]).map(({ code, targets }) => ({
      code,
      targets: Array.isArray(targets) ? targets.filter((target) => typeof target === "string") : [],
    }));
  }
}
