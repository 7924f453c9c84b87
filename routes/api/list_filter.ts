import type { z } from "zod";
import type { ListFilter } from "../../src/db/videos/videos.ts";
import type { videoFilterSchema } from "../../src/schemas/video.ts";

/** The filter and order of read query fields. */
export function listFilter(
  { language, q, flagged, ...fields }: z.output<typeof videoFilterSchema>,
): ListFilter {
  return { ...fields, ...(language && { language }), ...(q && { text: q }), ...(flagged && { isFlagged: true }) };
}
