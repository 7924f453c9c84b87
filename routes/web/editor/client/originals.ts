import type { Cues } from "../../../../src/captions/editing/operations.ts";
import { assignToCues } from "../../../../src/translation/renewal.ts";
import { apiJson } from "../../shared/client/api_json.ts";
import type { TrackJson } from "./api.ts";

/** What a cue of a translation translates. */
export interface OriginalText {
  text: string;
  /** Whether a part of it has changed since it was translated. */
  isChanged: boolean;
}

interface OriginalCue {
  start: number;
  end: number;
  text: string;
  isChanged: boolean;
}

/** The captions that a translation translates, beside its cues. */
export class Originals {
  /** Code of their language; "und" where the open track is no translation. */
  language = "und";
  #cues: OriginalCue[] = [];
  /** What they were read for. */
  #readFor = "";

  get isEmpty(): boolean {
    return this.#cues.length === 0;
  }

  /**
   * Reads the original of a track, unless it is read already.
   *
   * @param tracks all of the video: a change of the original shows there
   * @returns whether anything changed
   */
  async read(videoId: string, track: TrackJson | undefined, tracks: readonly TrackJson[]): Promise<boolean> {
    const original = tracks.find(({ id }) => id === track?.translation?.from);
    const wanted = track && original ? `${track.id} ${track.revision} ${original.revision}` : "";
    if (wanted === this.#readFor) return false;
    this.#readFor = wanted;
    if (!track || !original) {
      this.#cues = [];
      this.language = "und";
      return true;
    }
    const path = { id: videoId, track: track.id };
    const { pairs } = await apiJson("GET", "/api/videos/{id}/tracks/{track}/translation", { path });
    if (this.#readFor !== wanted) return false; // another track was opened
    this.language = original.language;
    this.#cues = pairs.flatMap(({ original, changed }) => original ? [{ ...original, isChanged: changed }] : []);
    return true;
  }

  /**
   * The originals of cues, by their keys: all of a cue that joins several; that of a cue's neighbour, where it was
   * divided.
   */
  ofCues(cues: Cues): Map<number, OriginalText> {
    const found = new Map<number, OriginalText>();
    if (this.isEmpty) return found;
    const joined = assignToCues(this.#cues, cues).byCue;
    const single = assignToCues(cues, this.#cues).byCue;
    const divided = new Map(single.flatMap((parts, i) => parts.map(({ key }) => [key, this.#cues[i]] as const)));
    cues.forEach(({ key }, i) => {
      const of = joined[i].length > 0 ? joined[i] : divided.has(key) ? [divided.get(key)!] : [];
      if (of.length === 0) return;
      const text = of.map(({ text }) => text.replace(/\s+/g, " ").trim()).join(" ");
      found.set(key, { text, isChanged: of.some(({ isChanged }) => isChanged) });
    });
    return found;
  }
}
