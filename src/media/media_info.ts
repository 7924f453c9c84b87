/** The video stream that is used: never an attached cover. */
export interface VideoStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  /** As ffprobe calls it: `h264`, `hevc`, `vp9`. */
  codec: string;
  profile: string | null;
  /** H.264: 40 for 4.0. */
  level: number | null;
  pixFmt: string;
  /** Pixels as shown: rotation applied, square. */
  width: number;
  height: number;
  /** Degrees clockwise by which a player rotates the picture: 0, 90, 180 or 270. */
  rotation: number;
  /** Frames a second on average; null where the file does not say. */
  frameRate: number | null;
  /** The highest rate that the timestamps suggest. */
  maxFrameRate: number | null;
  isHdr: boolean;
  isInterlaced: boolean;
  /** ffmpeg's names, null where not stated. */
  colorTransfer: string | null;
  colorPrimaries: string | null;
  colorMatrix: string | null;
  /** Bits a second; null where not stated. */
  bitRate: number | null;
  /** On the container's clock; null where not stated. */
  startSeconds: number | null;
}

export interface AudioStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  /** 1 for the file's first sound track, as people count them. */
  track: number;
  codec: string;
  profile: string | null;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** As the file says: ISO 639-2 mostly, `und` left out. */
  language: string | null;
  title: string | null;
  isDefault: boolean;
  /** A commentary on the film. */
  isCommentary: boolean;
  /** Describes the picture for blind people. */
  isDescription: boolean;
  /** Bits a second; null where not stated. */
  bitRate: number | null;
  /** On the container's clock; null where not stated. */
  startSeconds: number | null;
}

/** A subtitle stream. */
export interface SubtitleStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  codec: string;
  /** Whether it is text, which becomes captions; else it has pictures of text. */
  isText: boolean;
  /** As the file says: ISO 639-2 mostly, `und` left out. */
  language: string | null;
  title: string | null;
  /** Translates only passages in another language; players show it by default. */
  isForced: boolean;
  /** Describes sounds too. */
  isHearingImpaired: boolean;
  /** A commentary on the film. */
  isCommentary: boolean;
  isDefault: boolean;
}

export interface MediaInfo {
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  /** From the header, which may be wrong; null where it states no usable value. */
  durationSeconds: number | null;
  /** The time on the container's clock that becomes 0 (see time_base.ts). */
  startSeconds: number;
  /** Seconds to add to ffmpeg's timestamps so that they count from time 0. */
  shiftSeconds: number;
  video: VideoStream | null;
  /** The sound track that is used: see `probe`. */
  audio: AudioStream | null;
  /** All sound tracks that can be decoded, in the file's order. */
  audioTracks: AudioStream[];
  subtitles: SubtitleStream[];
  /** Whether browsers can play these streams from an MP4. */
  browserPlayable: boolean;
}
