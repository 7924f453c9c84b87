/**
 * A transformer from scratch. It needs neither Deno nor a disk: all of it runs in browsers too.
 *
 * To read it in order: `tensor.ts` and `ops/` (values and their derivatives), `attention.ts`, `positions.ts`,
 * `multi_head_attention.ts`, `feed_forward.ts`, `block.ts`, `encoder.ts`, `decoder.ts`, `transformer.ts` (the model),
 * `loss.ts`, `adam.ts`, `schedule.ts`, `batches.ts` (training), `decode.ts` (use), and `kernels/` (why it is fast).
 *
 * @module
 */
export * from "./adam.ts";
export * from "./attention.ts";
export * from "./batches.ts";
export * from "./block.ts";
export * from "./checkpoint.ts";
export * from "./decode.ts";
export * from "./decoder.ts";
export * from "./encoder.ts";
export * from "./feed_forward.ts";
export * from "./gradient_figure.ts";
export * from "./kernels/multiply.ts";
export * from "./language_model.ts";
export * from "./layers.ts";
export * from "./loss.ts";
export * from "./masks.ts";
export * from "./module.ts";
export * from "./multi_head_attention.ts";
export * from "./pass.ts";
export * from "./positions.ts";
export * from "./random.ts";
export * from "./safetensors.ts";
export * from "./schedule.ts";
export * from "./tensor.ts";
export * from "./transformer.ts";
