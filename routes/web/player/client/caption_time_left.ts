import { RemainingTimeEstimate, remainingWords } from "../../library/client/remaining_time.ts";
import { byId } from "../../shared/client/dom.ts";

const EVERY_MS = 1000;

/**
 * Shows how long captions that are being made still take.
 *
 * @returns call it when the page has the job's new progress
 */
export function showCaptionTimeLeft(): () => void {
  const line = document.getElementById("time-left");
  if (!line) return () => {};
  let jobId: string | undefined;
  let estimate = new RemainingTimeEstimate();
  const show = () => {
    const seconds = jobId ? estimate.remainingSeconds(Date.now()) : null;
    line.hidden = seconds === null;
    line.textContent = seconds === null ? "" : remainingWords(seconds);
  };
  const read = () => {
    const { job, progress, started } = byId("facts").dataset;
    if (job !== jobId) estimate = new RemainingTimeEstimate(started ? Date.parse(started) : null);
    jobId = job;
    if (job) estimate.add(Date.now(), Number(progress));
    show();
  };
  setInterval(show, EVERY_MS);
  read();
  return read;
}
