import type { Embed } from "../../../ml/text/sentence_encoder.ts";
import type { VisionThread } from "../../../ml/vision/vision_thread.ts";
import type { MusicModel } from "../../../ml/sound_events/music_model.ts";
import type { EmbedVoice } from "../../../ml/speakers/speaker_encoder.ts";
import type { Cue } from "../../core/types.ts";
import type { MediaInfo } from "../../media/media_info.ts";
import type { MediaTools } from "../../media/process/tools.ts";

/** What an analyzer is given. */
export interface AnalyzedFile {
  /** Absolute. */
  path: string;
  /** With the sound track that is analyzed; its `audio` may be absent. */
  info: MediaInfo;
  mediaTools: MediaTools;
  /** Captions the file at the first call. */
  captions(): Promise<FileCaptions>;
  /** The captions, if another analysis has asked for them; else null. */
  madeCaptions(): Promise<FileCaptions | null>;
  /** Loads the model that finds faces; null where it can't be fetched. The caller closes it. */
  openFaces(): Promise<VisionThread<"faces"> | null>;
  /** The same for the model that looks for nudity. */
  openAdult(): Promise<VisionThread<"adult"> | null>;
  /** Loads the sentence model at the first call. */
  openEmbed(): Promise<Embed>;
  /** Loads the speaker model at the first call. */
  openVoices(): Promise<EmbedVoice>;
  /** Loads the model that hears music. The caller releases it. */
  openMusic(): Promise<MusicModel>;
}

export interface FileCaptions {
  /** None where nothing is said. */
  cues: Cue[];
  /** null where nothing is said. */
  language: string | null;
}
