import { type SpeakersJson, speakersSchema } from "../../schemas/speakers.ts";
import type { Query, Transaction } from "../pool/client.ts";
import { notify } from "../pool/notify.ts";
import type { AnalysisState } from "./analyses.ts";

/** Who speaks in a video, as it was found out last; null if it was not. */
export async function readSpeakers(
  sql: Query,
  videoId: string,
): Promise<{ state: AnalysisState; found: SpeakersJson } | null> {
  const [row] = await sql<{ state: AnalysisState; result: unknown }[]>`
    select state, result from streamforge.analyses where video_id = ${videoId} and kind = 'speakers'`;
  const parsed = speakersSchema.safeParse(row?.result);
  return parsed.success ? { state: row.state, found: parsed.data } : null;
}

/** Stores other names. Part of the transaction that writes them into the captions. */
export async function writeSpeakers(tx: Transaction, videoId: string, found: SpeakersJson): Promise<void> {
  await tx`update streamforge.videos set updated_at = now() where id = ${videoId}`;
  await notify(tx, videoId, "video");
  await tx`
    update streamforge.analyses set result = ${tx.json(found as never)}, updated_at = now()
    where video_id = ${videoId} and kind = 'speakers'`;
}
