import type { PixelSize } from "./picture.ts";

/** Pixels of the longer side of a poster, at most. */
export const POSTER_SIDES = { small: 640, large: 1280 } as const;
export type PosterSize = keyof typeof POSTER_SIDES;
export const POSTER_SIZES = Object.keys(POSTER_SIDES) as PosterSize[];

/** The formats by their extension, with their media types. */
export const POSTER_FORMATS = { jpg: "image/jpeg", webp: "image/webp" } as const;
export type PosterFormat = keyof typeof POSTER_FORMATS;

/** A picture that stands for a video: its files are in the storage below one prefix, see `posterKey`. */
export interface PosterPicture {
  small: PixelSize;
  large: PixelSize;
  /** Whether there is WebP beside JPEG; not every ffmpeg writes it. */
  hasWebp: boolean;
}

/** Where the picture of a poster is from. */
export const POSTER_SOURCES = ["candidate", "frame", "upload"] as const;
export type PosterSource = typeof POSTER_SOURCES[number];

/** The poster of a video in place of the frame at a tenth of its length. */
export interface Poster extends PosterPicture {
  /** Of the storage keys of its files. */
  prefix: string;
  /** A person's choice is never replaced by the machine's. */
  by: "analysis" | "person";
  source: PosterSource;
  /** Seconds; null for an upload. */
  start: number | null;
}

/** The pictures of the candidates that the analysis `thumbnails` found, in its order. */
export interface PosterCandidates {
  /** Of their storage keys, without a slash at its end: the nth begins with `FOLDER/n`. */
  folder: string;
  pictures: PosterPicture[];
}

/** What a page needs to show the picture that stands for a video. */
export interface ShownPoster {
  /** Of its storage key; see `pictureVersion`. */
  version: string;
  hasWebp: boolean;
}

/** The picture that stands for a video; null if there is none (yet). */
export function shownPoster(
  { poster, thumbnailKey }: { poster: Poster | null; thumbnailKey: string | null },
): ShownPoster | null {
  if (poster) return { version: pictureVersion(poster.prefix), hasWebp: poster.hasWebp };
  return thumbnailKey === null ? null : { version: "", hasWebp: false };
}

/** Tells two versions of pictures apart, in addresses and requests. */
export function pictureVersion(folderOrPrefix: string): string {
  return folderOrPrefix.split("/").slice(3).join("."); // behind videos/ID/thumbnails
}

/** The storage key, or the path, of one of the files of a poster. */
export function posterKey(prefix: string, size: PosterSize, format: PosterFormat): string {
  return `${prefix}-${size}.${format}`;
}

/** All keys of a poster. */
export function posterKeys(prefix: string, { hasWebp }: Pick<PosterPicture, "hasWebp">): string[] {
  const formats: PosterFormat[] = hasWebp ? ["jpg", "webp"] : ["jpg"];
  return POSTER_SIZES.flatMap((size) => formats.map((format) => posterKey(prefix, size, format)));
}
