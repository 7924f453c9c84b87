/** Samples a second: the only rate that Whisper takes. */
export const SAMPLE_RATE = 16000;
/** Samples of Whisper's 30 s input. */
export const N_SAMPLES = 30 * SAMPLE_RATE;
