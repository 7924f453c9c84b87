import type { Config } from "../core/settings/config.ts";
import { messageOf, ValidationError } from "../core/errors.ts";
import { LANGUAGE_CODES, type LanguageCode } from "../core/languages.ts";
import { ChatTranslator } from "./chat_translator.ts";
import { LibreTranslate } from "./libre_translate.ts";
import type { PeerOptions } from "./peer.ts";
import { bySentence } from "./sentences.ts";
import type { Translator } from "./translator.ts";

export type TranslationSettings = Pick<
  Config,
  "translateUrl" | "translateModel" | "translateKey" | "libreTranslateUrl" | "libreTranslateKey"
>;

/** A translator that can be chosen, under the name that requests and job payloads have for it. */
export interface OfferedTranslator {
  id: "chat" | "libretranslate" | "bergamot" | "marian";
  translator: Translator;
  /** The languages that it translates a language into. @throws if it can't be asked */
  targets(from: LanguageCode, signal?: AbortSignal): Promise<LanguageCode[]>;
  /** Whether it translates any language into this one. @throws if it can't be asked */
  hasTarget(to: LanguageCode): Promise<boolean>;
}

/** How to get more languages, for people. */
export const HOW_TO_GET_MORE =
  "More languages come with TRANSLATE_URL and TRANSLATE_MODEL (a language model of Ollama, llama.cpp, vLLM or a " +
  "service with OpenAI's API) or with LIBRETRANSLATE_URL (a LibreTranslate server); without them, common pairs of " +
  "languages are translated in the program itself, by a model that is downloaded at first use or put into MODELS_DIR";

/** The translators that the settings name, the preferred one first. */
export function configuredTranslators(
  settings: Partial<TranslationSettings>,
  options: Partial<PeerOptions> = {},
): OfferedTranslator[] {
  const offered: OfferedTranslator[] = [];
  const { translateUrl, translateModel, translateKey, libreTranslateUrl, libreTranslateKey } = settings;
  if (translateUrl && translateModel) {
    const chat = { url: translateUrl, model: translateModel, key: translateKey ?? null };
    offered.push({
      id: "chat",
      translator: new ChatTranslator(chat, options),
      targets: (from) => Promise.resolve(LANGUAGE_CODES.filter((code) => code !== from)),
      hasTarget: () => Promise.resolve(true),
    });
  }
  if (libreTranslateUrl) {
    const libre = new LibreTranslate({ url: libreTranslateUrl, key: libreTranslateKey ?? null }, options);
    offered.push({
      id: "libretranslate",
      translator: bySentence(libre),
      targets: (from, signal) => libre.targets(from, signal),
      hasTarget: (to) => libre.hasTarget(to),
    });
  }
  return offered;
}

/**
 * Finds the first translator of a pair of languages; null if there is none.
 *
 * @param pair.from null: not known yet, any will do
 * @throws {ValidationError} if there is none, and one could not be asked
 */
export async function findTranslator(
  offered: readonly OfferedTranslator[],
  { from, to }: { from: LanguageCode | null; to: LanguageCode },
): Promise<OfferedTranslator | null> {
  let problem: unknown = null;
  for (const one of offered) {
    try {
      if (from === null ? await one.hasTarget(to) : (await one.targets(from)).includes(to)) return one;
    } catch (error) {
      problem ??= error;
    }
  }
  if (problem) throw new ValidationError(messageOf(problem), { cause: problem });
  return null;
}
