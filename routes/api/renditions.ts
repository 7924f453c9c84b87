/** Names of the addresses under /api/stream/:id and the longest short side, in pixels, that each stands for. */
export const CAPS: Record<string, number> = { "source": Infinity, "1080p": 1080, "720p": 720, "360p": 360 };

/**
 * The rendition to serve under a name: a name is a cap on the short side, so that an address works before, and whether
 * or not, that very size is made.
 *
 * @param cap pixels
 * @returns the largest not above `cap`; where all are above it, the smallest; undefined only where there is none
 */
export function pickRendition<R extends { name: string; shortSide: number }>(
  renditions: readonly R[],
  cap: number,
): R | undefined {
  // of two of one size the copy of the source is the better one
  const bySize = renditions.toSorted((a, b) =>
    a.shortSide - b.shortSide || Number(a.name === "source") - Number(b.name === "source")
  );
  return bySize.findLast((rendition) => rendition.shortSide <= cap) ?? bySize[0];
}
