/** The names under /api/stream/:id and the longest short side of each, in pixels. */
export const CAPS: Record<string, number> = { "source": Infinity, "1080p": 1080, "720p": 720, "360p": 360 };

/**
 * Picks the rendition to serve under a name. A name limits the short side, so an address works whether or not that size
 * exists.
 *
 * @param cap pixels
 * @returns the largest rendition up to `cap`, or the smallest of all if none is that small; undefined if there are none
 */
export function pickRendition<R extends { name: string; shortSide: number }>(
  renditions: readonly R[],
  cap: number,
): R | undefined {
  // of two with the same size the copy of the source is better
  const bySize = renditions.toSorted((a, b) =>
    a.shortSide - b.shortSide || Number(a.name === "source") - Number(b.name === "source")
  );
  return bySize.findLast((rendition) => rendition.shortSide <= cap) ?? bySize[0];
}
