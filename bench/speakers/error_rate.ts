/** Who speaks from when to when, in seconds. */
export interface SpokenSpan {
  speaker: string | number;
  start: number;
  end: number;
}

/** In seconds of reference speech. */
export interface SpeakerErrors {
  speech: number;
  missed: number;
  falseAlarm: number;
  /** Given to another speaker. */
  confused: number;
}

const STEP_SECONDS = 0.01;

/**
 * The parts of the diarization error rate, as NIST's md-eval and pyannote.metrics define them: the speakers found are
 * first paired with those of the reference so that most time agrees.
 *
 * @param collarSeconds left out on either side of each boundary of the reference
 */
export function speakerErrors(
  reference: readonly SpokenSpan[],
  found: readonly SpokenSpan[],
  collarSeconds: number,
): SpeakerErrors {
  const seconds = Math.max(0, ...[...reference, ...found].map(({ end }) => end));
  const steps = Math.ceil(seconds / STEP_SECONDS);
  const truth = perStep(reference, steps);
  const guess = perStep(found, steps);
  const isCounted = new Uint8Array(steps).fill(1);
  for (const { start, end } of reference) {
    for (const edge of [start, end]) {
      const from = Math.round((edge - collarSeconds) / STEP_SECONDS);
      isCounted.fill(0, Math.max(0, from), Math.max(0, Math.round((edge + collarSeconds) / STEP_SECONDS)));
    }
  }
  const agreed = truth.names.map(() => new Float64Array(guess.names.length));
  const sums = { speech: 0, missed: 0, falseAlarm: 0, confused: 0 };
  let both = 0;
  for (let step = 0; step < steps; step++) {
    if (!isCounted[step]) continue;
    const [a, b] = [truth.labels[step], guess.labels[step]];
    if (a >= 0) sums.speech += STEP_SECONDS;
    if (a >= 0 && b < 0) sums.missed += STEP_SECONDS;
    if (a < 0 && b >= 0) sums.falseAlarm += STEP_SECONDS;
    if (a < 0 || b < 0) continue;
    both += STEP_SECONDS;
    agreed[a][b] += STEP_SECONDS;
  }
  return { ...sums, confused: both - bestPairing(agreed) };
}

function perStep(spans: readonly SpokenSpan[], steps: number): { names: SpokenSpan["speaker"][]; labels: Int16Array } {
  const names = [...new Set(spans.map(({ speaker }) => speaker))];
  const labels = new Int16Array(steps).fill(-1);
  for (const { speaker, start, end } of spans) {
    labels.fill(names.indexOf(speaker), Math.round(start / STEP_SECONDS), Math.round(end / STEP_SECONDS));
  }
  return { names, labels };
}

/** The largest sum of one value a row at most, in columns of their own. @param table few rows */
function bestPairing(table: readonly Float64Array[]): number {
  let best = new Map([[0, 0]]); // rows that are taken, as bits, to the best sum
  for (let column = 0; column < (table[0]?.length ?? 0); column++) {
    const next = new Map(best);
    for (const [taken, sum] of best) {
      for (const [row, values] of table.entries()) {
        if (taken & 1 << row) continue;
        const bits = taken | 1 << row;
        next.set(bits, Math.max(next.get(bits) ?? 0, sum + values[column]));
      }
    }
    best = next;
  }
  return Math.max(...best.values());
}
