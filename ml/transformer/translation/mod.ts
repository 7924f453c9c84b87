/** Learning to translate: sentences, vocabularies, training and use. Everything runs in a browser too. */
export type { AttentionMap } from "../pass.ts";
export * from "./bleu.ts";
export * from "./defaults.ts";
export * from "./evaluate.ts";
export * from "./grammar/split.ts";
export * from "./origin.ts";
export * from "./pairs.ts";
export * from "./tasks.ts";
export * from "./training.ts";
export * from "./translator.ts";
export * from "./vocabulary.ts";
export * from "./word_model.ts";
export * from "./words.ts";
