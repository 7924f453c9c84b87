import type { TrackTranslation } from "./track_rows.ts";

export function translationJson(translation: TrackTranslation | null) {
  return translation && {
    ...{ from: translation.from, revision: translation.revision, by: translation.by },
    outdated: translation.isOutdated,
  };
}
