import { words } from "../../words/words.ts";

/** Why nothing was made of the captions, without a full stop; null where something was. */
export function reasonText(unavailable: string | null): string | null {
  return unavailable === null ? null : words().about.unavailable(unavailable).replace(/\.$/, "");
}
