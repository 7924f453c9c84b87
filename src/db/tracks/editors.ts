import type { Query } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";

/** Who has not said for longer that they are here has left. */
const GONE_SECONDS = 15;

/** An open editor. */
export interface Editor {
  id: string;
  trackId: string;
  /** As `videos.owner`. */
  author: string;
  name: string;
  /** Seconds: where the cue begins that is edited; null for none. */
  cueStart: number | null;
}

/** The editors that are open for a video. */
export async function listEditors(sql: Query, videoId: string): Promise<Editor[]> {
  return await sql<Editor[]>`
    select e.id, e.track_id, e.author, e.name, e.cue_start
    from streamforge.editors e join streamforge.tracks t on t.id = e.track_id
    where t.video_id = ${videoId} and e.seen_at > now() - make_interval(secs => ${GONE_SECONDS})
    order by e.track_id, e.name, e.id`;
}

/** Records that an editor is open, and where it is; forgets those that were closed without a word. */
export async function noteEditor(sql: Query, videoId: string, editor: Editor): Promise<void> {
  const { id, trackId, author, name, cueStart } = editor;
  const [before] = await sql<{ cueStart: number | null; isHere: boolean }[]>`
    with gone as (
      delete from streamforge.editors
      where track_id = ${trackId} and id <> ${id} and seen_at < now() - make_interval(secs => ${2 * GONE_SECONDS})
    )
    select cue_start, seen_at > now() - make_interval(secs => ${GONE_SECONDS}) as is_here
    from streamforge.editors where track_id = ${trackId} and id = ${id}`;
  await sql`
    insert into streamforge.editors (track_id, id, author, name, cue_start)
    values (${trackId}, ${id}, ${author}, ${name}, ${cueStart})
    on conflict (track_id, id) do update set cue_start = excluded.cue_start, seen_at = now()
    where streamforge.editors.author = excluded.author`;
  if (!before?.isHere || before.cueStart !== cueStart) await notify(sql, videoId, "editors");
}

/** Records that an editor was closed. */
export async function removeEditor(
  sql: Query,
  videoId: string,
  { id, trackId, author }: Pick<Editor, "id" | "trackId" | "author">,
): Promise<void> {
  const removed = await sql`
    delete from streamforge.editors where track_id = ${trackId} and id = ${id} and author = ${author} returning 1`;
  if (removed.length > 0) await notify(sql, videoId, "editors");
}
