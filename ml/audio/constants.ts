/** Samples a second. Whisper and the voice activity model know no other rate. */
export const SAMPLE_RATE = 16000;
/** Samples of the 30 s that Whisper listens to at once. */
export const N_SAMPLES = 30 * SAMPLE_RATE;
