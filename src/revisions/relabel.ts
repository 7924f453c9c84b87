import { cueKey } from "../captions/difference.ts";
import { countWords, lookJson } from "../captions/mod.ts";
import { cleanUp } from "../core/clean_up.ts";
import { ConflictError, NotFoundError } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { EditedCue } from "../core/types.ts";
import { keepAnalyses } from "../db/analyses/analyses.ts";
import { type Transaction, transaction } from "../db/pool/client.ts";
import { readEditedCues } from "../db/tracks/cues.ts";
import { announceRevision } from "../db/tracks/pending_revisions.ts";
import {
  currentRevision,
  findRevisionTrack,
  getRevision,
  insertRevision,
  lastMachineRevisionId,
  lockTrack,
  type NewRevision,
  StaleRevisionError,
  switchRevision,
  type TrackRevision,
} from "../db/tracks/revisions.ts";
import { listTracks, type TrackSummary } from "../db/tracks/tracks.ts";
import { moveAttention } from "../db/videos/attention.ts";
import type { Video } from "../db/videos/videos.ts";
import { captionFiles } from "../storage/object_keys.ts";
import { writeSrt, writeVtt } from "../captions/mod.ts";
import { putRevisionFiles } from "./revision_files.ts";
import { discardRevision, type RevisionDeps, storeRevision } from "./revision_writer.ts";

/** Captions with other speakers, whose files are stored and whose rows are not yet. */
export interface Relabelled {
  videoId: string;
  trackId: string;
  /** The revision that was read. */
  base: string;
  /** The last one becomes current; one before it has what the machine wrote, with the same change. */
  revisions: NewRevision[];
}

/** How often it is tried again where people save captions meanwhile. */
const MOST_TRIES = 5;

type Deps = Pick<RevisionDeps, "sql" | "storage">;

/**
 * Changes the speakers of a track's captions, those that a person edited and those that the machine wrote, so that both
 * still differ only by what the person did.
 *
 * @param relabel changes the speakers of cues, and may divide cues; `isEdited` tells what a person changed
 * @param originals what revisions became that this track may be a translation of: it is then one of the new ones
 * @returns null if it changes nothing, or there are no captions
 */
async function storeRelabelled(
  deps: Deps,
  video: Pick<Video, "id" | "durationSeconds">,
  track: { id: string; language: string },
  { relabel, note, author = null, originals = new Map() }: {
    relabel: (cues: EditedCue[]) => EditedCue[];
    note: string;
    author?: string | null;
    originals?: ReadonlyMap<string, string>;
  },
): Promise<Relabelled | null> {
  const { sql } = deps;
  const current = await currentRevision(sql, track.id);
  if (!current) return null;
  const cues = await readEditedCues(sql, current.id);
  const changed = relabel(cues);
  if (isSame(cues, changed)) return null;
  const { language } = track;
  const isMachine = current.source === "auto" || current.source === "translated";
  const machineId = isMachine ? null : await lastMachineRevisionId(sql, track.id);
  const revisions: NewRevision[] = [];
  const add = (revision: NewRevision, { originalRevision: old }: TrackRevision) =>
    revisions.push({ ...revision, originalRevision: old === null ? null : originals.get(old) ?? old });
  if (isMachine) add(await storeMachine(deps, video, language, current, changed, note), current);
  if (machineId) {
    const machine = await getRevision(sql, track.id, machineId);
    const written = relabel(await readEditedCues(sql, machineId));
    add(await storeMachine(deps, video, language, machine, written, note), machine);
  }
  if (!isMachine) {
    const content = { author, model: current.model, note, baseRevision: current.id, cues: changed, language };
    add(await storeRevision(deps, video, { source: "edited", ...content }), current);
  }
  return { videoId: video.id, trackId: track.id, base: current.id, revisions };
}

function isSame(before: readonly EditedCue[], after: readonly EditedCue[]): boolean {
  return before.length === after.length && before.every((cue, i) => cueKey(cue) === cueKey(after[i]));
}

/** Stores what the machine wrote with other cues; the transcript keeps the machine's segments and scores. */
async function storeMachine(
  { sql, storage }: Deps,
  { id: videoId }: Pick<Video, "id">,
  language: string,
  before: TrackRevision,
  cues: EditedCue[],
  note: string,
): Promise<NewRevision> {
  const id = newId();
  await announceRevision(sql, { revisionId: id, videoId });
  const transcript = JSON.parse(await storage.readText(captionFiles(videoId, before.id).transcriptKey));
  const written = cues.map((cue) => ({
    ...{ id: cue.id, start: cue.start, end: cue.end, text: cue.text },
    ...lookJson(cue),
  }));
  const keys = await putRevisionFiles(storage, { videoId, revisionId: id }, {
    srt: writeSrt(cues),
    vtt: writeVtt(cues, { language: language === "und" ? null : language }),
    json: JSON.stringify({ ...transcript, cues: written }, null, 2) + "\n",
  });
  const { source, model, wordCount } = before;
  return {
    ...{ id, source, model, note, cues, author: null, baseRevision: before.id, isAnnounced: true },
    ...{ wordCount: wordCount || countWords(cues), ...keys },
  };
}

/**
 * Makes them current. What was made of the words stays; whether captioning had failed, and how many words are said,
 * does too. Where they are current already, because the answer to a commit was lost, nothing is done.
 *
 * @throws {StaleRevisionError} if the captions were changed meanwhile
 */
export async function saveRelabelled(tx: Transaction, relabelled: Relabelled): Promise<void> {
  const { videoId, trackId, base, revisions } = relabelled;
  const { id } = revisions.at(-1)!;
  const current = await lockTrack(tx, videoId, trackId);
  if (current === id) return;
  if (current !== base) throw new StaleRevisionError(base, current);
  for (const revision of revisions) {
    await insertRevision(tx, trackId, revision);
    const isMachine = revision.source !== "edited";
    if (isMachine && revision.baseRevision) await moveAttention(tx, { from: revision.baseRevision, to: revision.id });
  }
  await switchRevision(tx, { videoId, trackId, revisionId: id });
  await keepAnalyses(tx, videoId, { from: base, to: id });
}

/** How to change the speakers of tracks. */
export interface TracksChange<Track> {
  relabel: (cues: EditedCue[], track: Track) => EditedCue[];
  note: string;
}

/**
 * Stores several tracks of a video with other speakers.
 *
 * @param tracks translations after their originals: they are made of the new revisions then, and not out of date
 * @param stored gets each one as soon as it is stored
 */
export async function storeTracks<Track extends { id: string; language: string }>(
  deps: Deps,
  video: Pick<Video, "id" | "durationSeconds">,
  tracks: readonly Track[],
  { relabel, note }: TracksChange<Track>,
  stored: Relabelled[],
): Promise<void> {
  const originals = new Map<string, string>();
  for (const track of tracks) {
    const options = { relabel: (cues: EditedCue[]) => relabel(cues, track), note, originals };
    const relabelled = await storeRelabelled(deps, video, track, options);
    if (!relabelled) continue;
    stored.push(relabelled);
    originals.set(relabelled.base, relabelled.revisions.at(-1)!.id);
  }
}

/**
 * Changes the speakers of all finished captions of a video, at once. Where somebody saves captions meanwhile, it is done
 * again with theirs.
 *
 * @param prepare reads what the change needs, at each try; `record` is what else changes in the same transaction
 * @returns how many tracks have new captions
 * @throws {StaleRevisionError} if somebody saved captions each time; then nothing is changed
 */
export async function relabelTracks(
  deps: Deps & { log: Log },
  video: Pick<Video, "id" | "durationSeconds">,
  prepare: () => Promise<TracksChange<TrackSummary> & { record?: (tx: Transaction) => Promise<void> }>,
): Promise<number> {
  for (let tries = 1;; tries++) {
    const stored: Relabelled[] = [];
    try {
      const { record, ...change } = await prepare();
      const tracks = (await listTracks(deps.sql, video.id)).filter(({ state }) => state === "finished")
        .toSorted((a, b) => Number(a.translation !== null) - Number(b.translation !== null));
      await storeTracks(deps, video, tracks, change, stored);
      await transaction(deps.sql, async (tx) => {
        for (const relabelled of stored) await saveRelabelled(tx, relabelled);
        await record?.(tx);
      });
      return stored.length;
    } catch (error) {
      // after any other error the rows may have been written: `sweepCaptions` decides later
      if (error instanceof ConflictError || error instanceof NotFoundError) {
        await cleanUp(deps.log, video.id, () => discardRelabelled(deps, stored));
      }
      if (!(error instanceof StaleRevisionError) || tries === MOST_TRIES) throw error;
    }
  }
}

/** Deletes the files of those that have no rows. */
export async function discardRelabelled(deps: Deps, stored: readonly Relabelled[]): Promise<void> {
  for (const { videoId, revisions } of stored) {
    for (const { id } of revisions) {
      if (!await findRevisionTrack(deps.sql, id)) await discardRevision(deps, { videoId, revisionId: id });
    }
  }
}
