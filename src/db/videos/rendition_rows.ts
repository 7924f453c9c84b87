export type RenditionName = "source" | "1080p" | "720p" | "360p";

export interface Rendition {
  videoId: string;
  name: RenditionName;
  mp4Key: string;
  /** The media playlist; its segments are stored beside it. */
  hlsKey: string | null;
  /** Pixels; 0 for sound alone. */
  shortSide: number;
  width: number | null;
  height: number | null;
  /** Peak bit rate in bits a second. */
  bandwidth: number;
  /** Codecs as in RFC 6381. */
  codecs: string;
  sizeBytes: number;
  createdAt: Date;
}
