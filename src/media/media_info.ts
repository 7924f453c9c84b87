/** The picture that is shown: never an attached cover. */
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
  /** Degrees clockwise that a player turns the picture by: 0, 90, 180 or 270. */
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
  codec: string;
  profile: string | null;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** As the file says: ISO 639-2 mostly, `und` left out. */
  language: string | null;
  /** On the container's clock; null where not stated. */
  /** Bits a second; null where not stated. */
  bitRate: number | null;
  startSeconds: number | null;
}

/** A subtitle stream. */
export interface SubtitleStream {
  /** ffmpeg's number of the stream in the file. */
  index: number;
  codec: string;
  /** Text, which becomes captions, or pictures of text. */
  isText: boolean;
  /** As the file says: ISO 639-2 mostly, `und` left out. */
  language: string | null;
  title: string | null;
  /** Only for what is said in another language: shown without being asked for. */
  isForced: boolean;
  /** Tells of sounds too. */
  isHearingImpaired: boolean;
  /** Not what is said in the film but about it. */
  isCommentary: boolean;
  isDefault: boolean;
}

export interface MediaInfo {
  /** ffmpeg's name of the container: `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string;
  /** What the header says, which is a hint and may be a lie; null where it says nothing, or nothing sensible. */
  durationSeconds: number | null;
  /** Time 0 of all that is made of the file, on the container's clock (see time_base.ts). */
  startSeconds: number;
  /** What has to be added to the timestamps that ffmpeg makes, so that they count from time 0. */
  shiftSeconds: number;
  video: VideoStream | null;
  audio: AudioStream | null;
  subtitles: SubtitleStream[];
  /** Whether browsers play these very streams once they lie in an MP4. */
  browserPlayable: boolean;
}
