import type { Query } from "../pool/client.ts";
import { trackOrder } from "../tracks/track_rows.ts";

/** Tracks cut the same speech into different cues: cues this close in time are one moment. */
const SLACK_SECONDS = 1;

/** Consecutive cues of a revision. */
export interface Span {
  trackId: string;
  revisionId: string;
  firstPosition: number;
  lastPosition: number;
}

/** A passage of the index: a row of `streamforge.search_find`. */
export interface Passage {
  number: number;
  trackId: string;
  part: number;
  revisionId: string;
  stemmer: string;
  sequence: string;
}

interface Times {
  start: number;
  end: number;
}

/**
 * Filters results that several tracks of one language have at the same time. Only the first of these tracks keeps such
 * a result. This depends on the captions alone, so pages neither repeat nor miss a result.
 */
export class RepeatFilter {
  /** For each track, the tracks of its language that come before it. */
  #earlier = new Map<string, string[]>();
  /** The times of the matches in each track that was searched. */
  #found = new Map<string, Times[]>();

  /**
   * @param terms the query for the index
   * @param matches finds the matching cues of a passage
   */
  constructor(readonly sql: Query, readonly terms: string, readonly matches: (passage: Passage) => Iterable<Span>) {}

  /** Returns the moments that no earlier track has. */
  async removeRepeats<T extends Span>(moments: readonly T[]): Promise<T[]> {
    const tracks = [...new Set(moments.map(({ trackId }) => trackId))].filter((id) => !this.#earlier.has(id));
    if (tracks.length > 0) await this.#readEarlier(tracks);
    const doubtful = moments.filter(({ trackId }) => this.#earlier.get(trackId)!.length > 0);
    if (doubtful.length === 0) return [...moments];
    await this.#search(doubtful.flatMap(({ trackId }) => this.#earlier.get(trackId)!));
    const times = await readTimes(this.sql, doubtful);
    const repeated = new Set<T>(doubtful.filter(({ trackId }, i) => {
      const before = this.#earlier.get(trackId)!.flatMap((id) => this.#found.get(id)!);
      return times[i] &&
        before.some(({ start, end }) => times[i].start < end + SLACK_SECONDS && start < times[i].end + SLACK_SECONDS);
    }));
    return moments.filter((moment) => !repeated.has(moment));
  }

  async #readEarlier(tracks: readonly string[]): Promise<void> {
    // forced tracks and commentaries come after full ones
    const rows = await this.sql<{ id: string; earlier: string[] }[]>`
      select * from (
        select t.id, json_agg(t.id) over (
          partition by t.video_id, t.language order by t.is_forced or t.is_commentary, ${trackOrder(this.sql)}
          rows between unbounded preceding and 1 preceding) as earlier
        from streamforge.tracks t join streamforge.revisions r on r.id = t.current_revision
        where t.video_id in (select video_id from streamforge.tracks where id in ${this.sql(tracks)})
      ) o where earlier is not null and id in ${this.sql(tracks)}`;
    for (const id of tracks) this.#earlier.set(id, []);
    for (const { id, earlier } of rows) this.#earlier.set(id, earlier);
  }

  async #search(tracks: readonly string[]): Promise<void> {
    const missing = [...new Set(tracks)].filter((id) => !this.#found.has(id));
    if (missing.length === 0) return;
    const passages = await this.sql<Passage[]>`
      select number, track_id, part, revision_id, stemmer, sequence from streamforge.search_passages
      where track_id in ${this.sql(missing)} and terms @@ ${this.terms}::text::tsquery`;
    const spans = passages.flatMap((passage) => [...this.matches(passage)]);
    const times = await readTimes(this.sql, spans);
    for (const id of missing) this.#found.set(id, times.filter((_, i) => spans[i].trackId === id));
  }
}

/** Reads the times of spans; undefined if the revision is gone. */
async function readTimes(sql: Query, spans: readonly Span[]): Promise<Times[]> {
  if (spans.length === 0) return [];
  const wanted = spans.map(({ revisionId, firstPosition, lastPosition }, n) => ({
    ...{ n, revision: revisionId, first: firstPosition, last: lastPosition },
  }));
  const rows = await sql<(Times & { n: number })[]>`
    select m.n, a.start_seconds as start, b.end_seconds as "end"
    from json_to_recordset(${sql.json(wanted)}::json) as m (n integer, revision text, first integer, last integer)
    join streamforge.cues a on a.revision_id = m.revision and a.position = m.first
    join streamforge.cues b on b.revision_id = m.revision and b.position = m.last`;
  const times = new Array<Times>(spans.length);
  for (const { n, start, end } of rows) times[n] = { start, end };
  return times;
}
