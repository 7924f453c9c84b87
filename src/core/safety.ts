/** What sentences are flagged for. */
export const SAFETY_CATEGORIES = ["strong language", "adult", "violence"] as const;
export type SafetyCategory = typeof SAFETY_CATEGORIES[number];
