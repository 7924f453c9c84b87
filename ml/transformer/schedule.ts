/**
 * How large the steps are, as training goes on.
 *
 * At first Adam's means rest on a handful of batches, and in a Post-LN stack gradients are of very different sizes:
 * full steps then may lead where no gradient leads out again. So the rate rises from 0 for some steps, the warm-up.
 * Near the end the weights dance around the lowest point, in steps that are too large to reach it: so the rate falls.
 */
export interface ScheduleOptions {
  /** The largest rate. */
  peak: number;
  /** Steps until it is reached. */
  warmupSteps: number;
  /** Steps in all. Where absent the rate falls with the square root of the step for ever (Vaswani et al., 2017). */
  totalSteps?: number;
  /** The share of the peak at `totalSteps`. */
  floor?: number;
}

/** The learning rate of a step, the first being 1: a straight line up, then half a wave of a cosine down. */
export function warmupThenDecay(
  step: number,
  { peak, warmupSteps, totalSteps, floor = 0.02 }: ScheduleOptions,
): number {
  if (step < warmupSteps) return peak * step / warmupSteps;
  if (totalSteps === undefined) return peak * Math.sqrt(Math.max(1, warmupSteps) / step);
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return peak * (floor + (1 - floor) * (1 + Math.cos(Math.PI * done)) / 2);
}
