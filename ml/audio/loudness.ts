const TARGET_RMS = 0.06; // about -24 dBFS: from there on the detector hears speech as well as it ever does
const MOST_GAIN = 32; // 30 dB: what is quieter still is hiss

/**
 * Makes quiet stretches louder, in place, so that whispered or distant speech is heard: each frame by what brings the
 * loudest one around it to the target. Loud audio stays as it is.
 *
 * @param samples `nFrames` frames one after the other
 * @param reach frames to either side that are looked at: longer than a pause, so that it does not pump
 */
export function raiseQuiet(samples: Float32Array, frameSamples: number, reach: number): void {
  const nFrames = Math.ceil(samples.length / frameSamples);
  const rms = new Float32Array(nFrames);
  for (let f = 0; f < nFrames; f++) {
    let sum = 0;
    const end = Math.min((f + 1) * frameSamples, samples.length);
    for (let i = f * frameSamples; i < end; i++) sum += samples[i] * samples[i];
    rms[f] = Math.sqrt(sum / frameSamples);
  }
  const loudest = slidingMax(rms, reach);
  const gain = (f: number) => Math.min(Math.max(TARGET_RMS / Math.max(loudest[f], 1e-9), 1), MOST_GAIN);
  for (let f = 0; f < nFrames; f++) {
    const from = gain(f);
    const to = gain(Math.min(f + 1, nFrames - 1));
    if (from === 1 && to === 1) continue;
    // From one gain to the next in a line: a step would be a click
    const end = Math.min((f + 1) * frameSamples, samples.length);
    for (let i = f * frameSamples, n = 0; i < end; i++, n++) samples[i] *= from + (to - from) * n / frameSamples;
  }
}

/** The largest value within `reach` of each. */
function slidingMax(values: Float32Array, reach: number): Float32Array {
  const n = values.length;
  const largest = new Float32Array(n);
  const queue = new Int32Array(n); // indices of falling values
  let head = 0;
  let tail = 0;
  for (let i = 0; i < n + reach; i++) {
    if (i < n) {
      while (tail > head && values[queue[tail - 1]] <= values[i]) tail--;
      queue[tail++] = i;
    }
    const at = i - reach;
    if (at < 0) continue;
    while (queue[head] < at - reach) head++;
    largest[at] = values[queue[head]];
  }
  return largest;
}
