/** A part of a video with a name of its own, as the file states it. */
export interface Chapter {
  /** Seconds. */
  start: number;
  /** Seconds; the start of the next one, else the end of the video. */
  end: number;
  title: string;
}

/** Small pictures of a video at even distances, tiled row by row on sheets: `sheet_0.jpg`, `sheet_1.jpg` and so on. */
export interface StoryboardLayout {
  /** Seconds from one picture to the next; the first one is that of 0 s. */
  every: number;
  /** Pictures in all. */
  count: number;
  /** Pixels of one picture. */
  width: number;
  height: number;
  /** Of a sheet, in pictures. */
  columns: number;
  rows: number;
}

/** A storyboard and where it lies. */
export interface Storyboard extends StoryboardLayout {
  /** In the storage, without a slash at its end. */
  folder: string;
}

/** Sheets that a storyboard has. */
export function sheetCount({ count, columns, rows }: StoryboardLayout): number {
  return Math.ceil(count / (columns * rows));
}

/** Where the picture of a moment lies: on which sheet, and how many pixels from its left and its top. */
export function tileAt(layout: StoryboardLayout, seconds: number): { sheet: number; x: number; y: number } {
  const { every, count, width, height, columns, rows } = layout;
  const index = Math.min(count - 1, Math.max(0, Math.floor(seconds / every)));
  const place = index % (columns * rows);
  return {
    sheet: Math.floor(index / (columns * rows)),
    x: (place % columns) * width,
    y: Math.floor(place / columns) * height,
  };
}
