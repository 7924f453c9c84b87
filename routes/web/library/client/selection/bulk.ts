import { libraryScript } from "../../../words/en/library.ts";
import { problemWords } from "../../../shared/client/api.ts";
import { apiJson } from "../../../shared/client/api_json.ts";
import { make, notify } from "../../../shared/client/dom.ts";
import { errorText, isOffline } from "../../../shared/client/errors.ts";
import type { Bulk } from "../../../../../src/schemas/bulk.ts";

/** As `MAX_BULK_VIDEOS` of the server. */
export const MOST_AT_ONCE = 200;

export interface NamedVideo {
  id: string;
  title: string;
}

type Failure = NamedVideo & { reason: string };

/**
 * Does something with videos, and names those that failed.
 *
 * @param onLost called with videos of which it is not known whether it was done: there was no answer
 * @returns the others
 * @throws {Error} if nothing could be asked for
 */
export async function bulk(
  request: Omit<Bulk, "videos">,
  videos: readonly NamedVideo[],
  onLost?: (videos: NamedVideo[]) => void,
): Promise<NamedVideo[]> {
  const done: NamedVideo[] = [];
  const failed: Failure[] = [];
  for (let at = 0; at < videos.length; at += MOST_AT_ONCE) {
    const part = videos.slice(at, at + MOST_AT_ONCE);
    try {
      const { results } = await apiJson("POST", "/api/videos/bulk", {
        body: { ...request, videos: part.map(({ id }) => id) },
      });
      for (const [i, { error }] of results.entries()) {
        if (error) failed.push({ ...part[i], reason: problemWords(error.status, JSON.stringify(error)) });
        else done.push(part[i]);
      }
    } catch (error) {
      const isLost = onLost !== undefined && isOffline(error);
      if (isLost) onLost(part);
      else if (at === 0) throw error;
      failed.push(
        ...videos.slice(isLost ? at + MOST_AT_ONCE : at).map((video) => ({ ...video, reason: errorText(error) })),
      );
      break;
    }
  }
  if (failed.length > 0) nameFailures(failed, videos.length);
  return done;
}

function nameFailures(failed: readonly Failure[], all: number): void {
  const notice = notify(libraryScript.select.failed(failed.length, all), "failed");
  notice.firstElementChild!.append(
    make(
      "ul",
      { class: "failures", tabindex: "0", "aria-label": libraryScript.select.reasons },
      ...failed.map(({ title, reason }) => make("li", {}, make("bdi", {}, title), `: ${reason}`)),
    ),
  );
}
