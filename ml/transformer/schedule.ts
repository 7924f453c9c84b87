/**
 * The learning rate over the course of training.
 *
 * At first Adam's means come from only a few batches, and in a Post-LN stack gradients differ much in size: full steps
 * could then damage the weights beyond repair. So the rate rises from 0 during the warm-up. Near the end the steps are
 * too large to reach the minimum, so the rate falls.
 */
export interface ScheduleOptions {
  /** The largest rate. */
  peak: number;
  /** Steps of the warm-up. */
  warmupSteps: number;
  /**
   * All steps of the run. If absent, the rate falls with the square root of the step without end (Vaswani et al.,
   * 2017).
   */
  totalSteps?: number;
  /** The rate at `totalSteps`, as a share of the peak. */
  floor?: number;
}

/** The learning rate of a step, counted from 1: a straight line up, then half a cosine wave down. */
export function warmupThenDecay(
  step: number,
  { peak, warmupSteps, totalSteps, floor = 0.02 }: ScheduleOptions,
): number {
  if (step < warmupSteps) return peak * step / warmupSteps;
  if (totalSteps === undefined) return peak * Math.sqrt(Math.max(1, warmupSteps) / step);
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return peak * (floor + (1 - floor) * (1 + Math.cos(Math.PI * done)) / 2);
}
