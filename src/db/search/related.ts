import { UnavailableError } from "../../core/errors.ts";
import { type Sql, transaction } from "../pool/client.ts";
import { isListedFor, type Reader } from "../videos/reader.ts";
import type { LikeMoment } from "./meaning.ts";
import { showMoments } from "./search.ts";
import { signatureOf, similarityTo } from "./vectors.ts";

/** So many passages of other videos are compared as a whole: those whose signatures differ least from a part's. */
const CANDIDATES = 200;
/** A video is compared by the means of its parts in the scan: one mean would blur its subjects. */
const MAX_PARTS = 4; // as many differences as the statement below has
const PASSAGES_OF_A_PART = 8;
/** Of longer videos so many passages, evenly spaced, are compared with the candidates. */
const MAX_PASSAGES = 100;
/** Less alike passages are not about the same. */
const MIN_SIMILARITY = 0.45;
/** A scan compares all passages that the reader may find; Postgres cancels longer ones. */
const SCAN_SECONDS = 2;
/** Requests that wait for their turn: scans run one after the other, so that searches keep their share. */
const MAX_WAITING = 8;
const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 500;

interface Passage {
  trackId: string;
  revisionId: string;
  firstPosition: number;
  lastPosition: number;
  vector: Uint8Array;
}

/** A passage of another video, and how alike it is to the nearest one of the video. */
type Near = Omit<Passage, "vector"> & { similarity: number };

/** Finds what is said in other videos that is near in meaning to a video. Keeps what it found for ten minutes. */
export class RelatedMoments {
  #kept = new Map<string, { atMs: number; near: Promise<Near[]> }>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(private sql: Sql) {}

  /**
   * The nearest moments of the videos that are listed for the reader, one of each, the most alike first. Empty without
   * embeddings of the video's captions.
   *
   * @throws {UnavailableError} if too many others wait, or comparing takes longer than 2 s
   */
  async find(videoId: string, reader: Reader | null, limit = 5): Promise<LikeMoment[]> {
    const own = await this.#ownPassages(videoId);
    if (own.length === 0) return [];
    const key = JSON.stringify([own[0].revisionId, reader && (reader.isAdministrator || reader.user)]);
    const kept = this.#kept.get(key);
    const isFresh = kept !== undefined && Date.now() - kept.atMs < KEPT_MS;
    const scan = () => this.#inTurn(() => this.#scan(videoId, own, reader));
    const near = await (isFresh ? kept.near : this.#keep(key, scan()));
    // reads with the reader's access: a video that became private since is left out
    const moments = await showMoments(this.sql, near.map((one) => ({ ...one, hits: [] })), reader);
    const videos = new Set<string>();
    return moments.filter(({ video }) => !videos.has(video.id) && videos.add(video.id)).slice(0, limit)
      .map(({ index, ...moment }) => ({ ...moment, similarity: near[index].similarity }));
  }

  async #ownPassages(videoId: string): Promise<Passage[]> {
    return [
      ...await this.sql<Passage[]>`
        select p.track_id, p.revision_id, p.first_position, p.last_position, p.vector
        from streamforge.meaning_passages p join streamforge.tracks t on t.id = p.track_id
        where t.video_id = ${videoId} and t.current_revision = p.revision_id order by p.part`,
    ];
  }

  async #scan(videoId: string, own: readonly Passage[], reader: Reader | null): Promise<Near[]> {
    const vectors = own.map(({ vector }) => unitVector(vector));
    const signatures = meansOfParts(vectors).map(signatureOf);
    try {
      const candidates = await transaction(this.sql, async (tx) => {
        await tx.unsafe(`set local statement_timeout = '${SCAN_SECONDS}s'`);
        const difference = (part: number) =>
          tx`bit_count(p.signature # ${signatures[part % signatures.length]}::text::bit(384))`;
        return await tx<Passage[]>`
          with listed as materialized (
            select t.id, t.current_revision
            from streamforge.tracks t join streamforge.videos v on v.id = t.video_id
            where t.current_revision is not null and v.delete_at is null and v.id <> ${videoId}
              and ${isListedFor(tx, reader)}
          )
          select p.track_id, p.revision_id, p.first_position, p.last_position, p.vector
          from streamforge.meaning_passages p join listed l on l.id = p.track_id and l.current_revision = p.revision_id
          order by least(${difference(0)}, ${difference(1)}, ${difference(2)}, ${
          difference(3)
        }), p.track_id, p.part limit ${CANDIDATES}`;
      });
      const compared = evenly(vectors, MAX_PASSAGES);
      return candidates.map(({ vector, ...place }) => ({
        ...place,
        similarity: Math.max(...compared.map((one) => similarityTo(one, vector))),
      })).filter(({ similarity }) => similarity >= MIN_SIMILARITY).sort((a, b) => b.similarity - a.similarity);
    } catch (error) {
      // guests read the message; the log has the cause too
      throw new UnavailableError(`comparing the passages failed or took over ${SCAN_SECONDS} s: ask again later`, {
        cause: error,
      });
    }
  }

  /** Runs one after the other. @throws {UnavailableError} */
  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      throw new UnavailableError("others look for related moments now: ask again later");
    }
    this.#waiting++;
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }

  /** Keeps what is being looked for: the same request waits for it. What fails is not kept. */
  #keep(key: string, near: Promise<Near[]>): Promise<Near[]> {
    near.catch(() => this.#kept.get(key)?.near === near && this.#kept.delete(key));
    this.#kept.delete(key);
    this.#kept.set(key, { atMs: Date.now(), near });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest);
    return near;
  }
}

/** A stored embedding, of length 1. */
function unitVector(stored: Uint8Array): Float32Array {
  const bytes = new Int8Array(stored.buffer, stored.byteOffset, stored.length);
  const length = Math.hypot(...bytes) || 1;
  return Float32Array.from(bytes, (value) => value / length);
}

/** The means of consecutive parts of a video. */
function meansOfParts(vectors: readonly Float32Array[]): Float32Array[] {
  const parts = Math.min(MAX_PARTS, Math.ceil(vectors.length / PASSAGES_OF_A_PART));
  return Array.from({ length: parts }, (_, part) => {
    const ofPart = vectors.filter((_, i) => Math.floor(i * parts / vectors.length) === part);
    return vectors[0].map((_, i) => ofPart.reduce((sum, vector) => sum + vector[i], 0) / ofPart.length);
  });
}

function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor(i * items.length / most)]);
}
