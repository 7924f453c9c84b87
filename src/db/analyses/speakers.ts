import { type SpeakersJson, speakersSchema } from "../../schemas/speakers.ts";
import type { Query, Transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import { StaleRevisionError } from "../tracks/revisions.ts";
import type { AnalysisState } from "./analyses.ts";

/** The speakers were named, or found anew, meanwhile: the change is made again of what they are now. */
class StaleSpeakersError extends StaleRevisionError {
  constructor() {
    super(null, null);
    this.message = "the speakers of this video were changed meanwhile: try again";
  }
}

/** Who speaks in a video, as it was found out last; null if it was not. `stored`: the result's JSON. */
export async function readSpeakers(
  sql: Query,
  videoId: string,
): Promise<{ state: AnalysisState; found: SpeakersJson; stored: string } | null> {
  const [row] = await sql<{ state: AnalysisState; result: unknown; stored: string }[]>`
    select state, result, result::text as stored from streamforge.analyses where video_id = ${videoId} and kind = 'speakers'`;
  const parsed = speakersSchema.safeParse(row?.result);
  return parsed.success ? { state: row.state, found: parsed.data, stored: row.stored } : null;
}

/**
 * Stores other names. Part of the transaction that writes them into the captions.
 *
 * @param before what was stored when they were changed
 * @throws {StaleRevisionError} if others were stored meanwhile, or are being found
 */
export async function writeSpeakers(
  tx: Transaction,
  videoId: string,
  found: SpeakersJson,
  before: string,
): Promise<void> {
  await tx`update streamforge.videos set updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  // the second: the answer to a commit was lost
  const rows = await tx`
    update streamforge.analyses set result = ${tx.json(found as never)}, updated_at = now()
    where video_id = ${videoId} and kind = 'speakers' and state in ('ready', 'failed')
      and result in (${before}::text::jsonb, ${tx.json(found as never)}) returning 1`;
  if (rows.length === 0) throw new StaleSpeakersError();
}
