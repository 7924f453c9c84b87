/** Advice to the owner where the machine failed. */
export const TRY_AGAIN = "The file is not to blame: try again.";

/** A reason without the full stop at its end, to put into a sentence. */
export function withoutFullStop(reason: string): string {
  return reason.replace(/[.\s]+$/, "");
}
