import { MediaError, ToolError } from "../../src/core/errors.ts";
import { isLikelyToRepeat } from "../../src/core/process_end.ts";
import type { AudioTrackReason } from "../../src/core/audio_track.ts";
import { languageOfFile } from "../../src/core/languages.ts";
import { readAudio } from "../../src/media/audio.ts";
import type { AudioStream, MediaInfo } from "../../src/media/media_info.ts";
import { probe } from "../../src/media/probe.ts";
import type { MediaTools } from "../../src/media/process/tools.ts";
import { FRAME_SECONDS, loadVoiceModel, VoiceActivity } from "./voice_activity.ts";

/** How much of each track is listened to at first. */
const SAMPLE_SECONDS = 600;
/** And how much where nobody speaks in that. */
const MAX_SECONDS = 3600;
const CHUNK_SECONDS = 30;
/** The probability of voice from which a frame counts. */
const SURE = 0.6;
/** A track with less voice, in seconds, counts as one without. */
const MIN_VOICE_SECONDS = 1;
/** A track is preferred to the file's own choice if it has this many times its voice. */
const CLEARLY_MORE = 2;
/** Of more tracks, the first are compared. */
const MAX_COMPARED = 8;

export interface ChosenTrack {
  /** The file with that track as its sound. */
  info: MediaInfo;
  reason: AudioTrackReason;
}

/**
 * Chooses the sound track in which people speak: the one that was asked for; else one in the asked language; else the
 * file's default, or its first, unless another has clearly more voice. Commentaries and descriptions of the picture come
 * last.
 *
 * A file with one track is not listened to; of others, the first ten minutes of each track, and up to an hour where
 * nobody speaks in them.
 *
 * @param path absolute
 * @param info from `probe`
 * @param wanted.track from 1
 * @param wanted.language the language that is spoken, if a person said so
 * @throws {MediaError} if the file has no track `wanted.track`
 */
export async function chooseTrack(
  tools: MediaTools,
  path: string,
  info: MediaInfo,
  wanted: { track?: number | null; language?: string | null; signal?: AbortSignal } = {},
): Promise<ChosenTrack> {
  const { signal } = wanted;
  const withTrack = (audioTrack: number) => probe(tools, path, { audioTrack, signal });
  if (wanted.track) {
    return { info: wanted.track === info.audio?.track ? info : await withTrack(wanted.track), reason: "asked" };
  }
  if (!info.audio || info.audioTracks.length === 1) return { info, reason: "only" };
  const voices = new TrackVoices(tools, path, signal);
  for (const [group, reason] of candidatesOf(info.audioTracks, wanted.language)) {
    const candidates = group.slice(0, MAX_COMPARED);
    const best = await mostVoice(candidates, info.durationSeconds, voices);
    if (best !== null) return { info: await withTrack(candidates[best].track), reason: best > 0 ? "voice" : reason };
  }
  return { info, reason: "default" };
}

/** Groups of tracks, the preferred first in each: a later group counts only if nobody speaks in the ones before. */
function candidatesOf(tracks: AudioStream[], language?: string | null): [AudioStream[], AudioTrackReason][] {
  const isAside = (track: AudioStream) => track.isCommentary || track.isDescription;
  const ordered = tracks.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const spoken = ordered.filter((track) => language && languageOfFile(track.language) === language);
  const groups: [AudioStream[], AudioTrackReason][] = [
    [spoken.filter((track) => !isAside(track)), "language"],
    [spoken.filter(isAside), "language"],
    [ordered.filter((track) => !isAside(track)), "default"],
    [ordered.filter(isAside), "voice"],
  ];
  return groups.filter(([tracks]) => tracks.length > 0);
}

/** The position of the track with most voice, the first of about equal ones; null if there is none. */
async function mostVoice(
  tracks: readonly AudioStream[],
  durationSeconds: number | null,
  voices: TrackVoices,
): Promise<number | null> {
  for (const maxSeconds of [SAMPLE_SECONDS, MAX_SECONDS]) {
    const voice: number[] = [];
    for (const { track } of tracks) voice.push(await voices.secondsOf(track, maxSeconds));
    const most = voice.indexOf(Math.max(...voice));
    if (voice[most] >= MIN_VOICE_SECONDS) {
      return voice[0] >= MIN_VOICE_SECONDS && voice[most] < CLEARLY_MORE * voice[0] ? 0 : most;
    }
    if (durationSeconds !== null && durationSeconds <= maxSeconds) return null;
  }
  return null;
}

/** Measures how much voice the sound tracks of a file have, each once. */
class TrackVoices {
  #tools: MediaTools;
  #path: string;
  #signal?: AbortSignal;
  #measured = new Map<string, number>();

  constructor(tools: MediaTools, path: string, signal?: AbortSignal) {
    this.#tools = tools;
    this.#path = path;
    this.#signal = signal;
  }

  /** Seconds of sure voice in the first `maxSeconds`; 0 for what can't be decoded. */
  async secondsOf(track: number, maxSeconds: number): Promise<number> {
    const key = `${track} ${maxSeconds}`;
    const seconds = this.#measured.get(key) ?? await this.#measure(track, maxSeconds);
    this.#measured.set(key, seconds);
    return seconds;
  }

  async #measure(track: number, maxSeconds: number): Promise<number> {
    const signal = this.#signal;
    const model = await loadVoiceModel(1);
    try {
      const info = await probe(this.#tools, this.#path, { audioTrack: track, signal });
      const activity = new VoiceActivity(model);
      let frames = 0;
      let seconds = 0;
      const count = (probabilities: Float32Array) => {
        for (const probability of probabilities) if (probability >= SURE) frames++;
      };
      for await (const chunk of readAudio(this.#tools, this.#path, { info, chunkSeconds: CHUNK_SECONDS, signal })) {
        count(await activity.push(chunk));
        if ((seconds += CHUNK_SECONDS) >= maxSeconds) break;
      }
      count(await activity.end());
      return frames * FRAME_SECONDS;
    } catch (error) {
      // a track that ffmpeg refuses, or that crashes it, is not the one to use
      const isOfFile = error instanceof MediaError || (error instanceof ToolError && isLikelyToRepeat(error.end));
      if (signal?.aborted || !isOfFile) throw error;
      return 0;
    } finally {
      await model.release();
    }
  }
}
