import { encodeBase64 } from "../../core/base64.ts";
import { UnavailableError } from "../../core/errors.ts";
import { type Sql, type Transaction, transaction } from "../pool/client.ts";
import { isListedFor, type Reader } from "../videos/reader.ts";
import { filterConditions, type VideoFilter } from "../videos/video_filter.ts";
import { type Moment, showMoments } from "./search.ts";
import { signatureOf, similarityTo, storeVector } from "./vectors.ts";

/**
 * Of so many passages, those whose signatures differ least from the query's, the whole embeddings are compared:
 * docs/adr/0050-search-by-meaning.md has how many of the nearest are among them.
 */
const CANDIDATES = 400;
/** Less alike passages have nothing to do with the query. */
const MIN_SIMILARITY = 0.2;
/** A scan compares all passages that the reader may find; Postgres cancels longer ones. */
const SCAN_SECONDS = 2;
/** Scans at once in a process: each takes a connection and a core. */
const MAX_SCANS = 2;
let runningScans = 0;

/** A passage of captions with its meaning. */
export interface MeaningPassage {
  /** The positions of its first and last cue. */
  firstPosition: number;
  lastPosition: number;
  /** Of length 1. */
  vector: Float32Array;
}

/** Replaces the passages of a video by those of one of its tracks. */
export async function storePassages(
  tx: Transaction,
  videoId: string,
  { trackId, revisionId }: { trackId: string; revisionId: string },
  passages: readonly MeaningPassage[],
): Promise<void> {
  await removePassages(tx, videoId);
  const rows = passages.map(({ firstPosition, lastPosition, vector }, part) => {
    const { signature, bytes } = storeVector(vector);
    const encoded = encodeBase64(new Uint8Array(bytes.buffer));
    return { part, first: firstPosition, last: lastPosition, signature, vector: encoded };
  });
  await tx`
    insert into streamforge.meaning_passages
      (track_id, part, revision_id, first_position, last_position, signature, vector)
    select ${trackId}, part, ${revisionId}, first, last, signature::bit(384), decode(vector, 'base64')
    from json_to_recordset(${tx.json(rows)}::json)
      as r (part integer, first integer, last integer, signature text, vector text)`;
}

/** Removes the passages of all tracks of a video. */
export async function removePassages(tx: Transaction, videoId: string): Promise<void> {
  await tx`
    delete from streamforge.meaning_passages
    where track_id in (select id from streamforge.tracks where video_id = ${videoId})`;
}

/** A moment with how alike it is to the query, up to 1. */
export interface LikeMoment extends Moment {
  similarity: number;
}

interface Candidate {
  trackId: string;
  revisionId: string;
  part: number;
  firstPosition: number;
  lastPosition: number;
  vector: Uint8Array;
}

/**
 * Finds the passages that are nearest to a query by meaning, in the videos that are listed for the reader, the most alike
 * first. Of passages that overlap only the most alike one is taken.
 *
 * @param query its embedding, of length 1
 * @throws {UnavailableError} while two scans run in this process; with a `cause` if the scan takes longer than 2 s or fails
 */
export async function findByMeaning(
  sql: Sql,
  query: Float32Array,
  { reader, language = null, filter = {}, limit }: {
    reader: Reader | null;
    language?: string | null;
    filter?: VideoFilter;
    limit: number;
  },
): Promise<LikeMoment[]> {
  const candidates = await scan(sql, (tx) =>
    tx<Candidate[]>`
    with listed as materialized (
      select t.id, t.current_revision
      from streamforge.tracks t join streamforge.videos v on v.id = t.video_id
      where t.current_revision is not null and v.delete_at is null and ${isListedFor(tx, reader)}
        ${language === null ? tx`` : tx`and t.language = ${language}`} ${filterConditions(tx, filter, reader)}
    )
    select p.track_id, p.revision_id, p.part, p.first_position, p.last_position, p.vector
    from streamforge.meaning_passages p join listed l on l.id = p.track_id and l.current_revision = p.revision_id
    order by bit_count(p.signature # ${signatureOf(query)}::text::bit(384)), p.track_id, p.part limit ${CANDIDATES}`);
  const ranked = candidates.map((candidate) => ({ ...candidate, similarity: similarityTo(query, candidate.vector) }))
    .filter(({ similarity }) => similarity >= MIN_SIMILARITY)
    .sort((a, b) => b.similarity - a.similarity);
  const nearest: typeof ranked = [];
  for (const one of ranked) {
    if (nearest.length === limit) break;
    if (!nearest.some((other) => overlap(one, other))) nearest.push(one);
  }
  const shown = await showMoments(sql, nearest.map((one) => ({ ...one, hits: [] })), reader);
  return shown.map(({ index, ...moment }) => ({ ...moment, similarity: nearest[index].similarity }));
}

/** Reads within `SCAN_SECONDS`, as one of `MAX_SCANS`. @throws {UnavailableError} */
async function scan<T>(sql: Sql, read: (tx: Transaction) => Promise<T>): Promise<T> {
  if (runningScans >= MAX_SCANS) throw new UnavailableError("others search by meaning now: search again in a moment");
  runningScans++;
  try {
    return await transaction(sql, async (tx) => {
      await tx.unsafe(`set local statement_timeout = '${SCAN_SECONDS}s'`);
      return await read(tx);
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(`comparing the passages failed or took over ${SCAN_SECONDS} s: ${reason}`, {
      cause: error,
    });
  } finally {
    runningScans--;
  }
}

function overlap(a: Candidate, b: Candidate): boolean {
  return a.trackId === b.trackId && a.firstPosition <= b.lastPosition && b.firstPosition <= a.lastPosition;
}
