/** Advice to the owner if the machine failed. */
export const TRY_AGAIN = "The file is not to blame: try again.";

/** A reason without its final full stop, to put into a sentence. */
export function withoutFullStop(reason: string): string {
  return reason.replace(/[.\s]+$/, "");
}
