/** A chapter of a video, as its file states it. */
export interface Chapter {
  /** Seconds. */
  start: number;
  /** Seconds: the start of the next chapter, else the end of the video. */
  end: number;
  title: string;
}

/** Small pictures of a video at even distances, tiled row by row on sheets: `sheet_0.jpg`, `sheet_1.jpg` and so on. */
export interface StoryboardLayout {
  /** Seconds from one picture to the next; the first picture is at 0 s. */
  every: number;
  /** Pictures in all. */
  count: number;
  /** Pixels of one picture. */
  width: number;
  height: number;
  /** Pictures in a row of a sheet. */
  columns: number;
  rows: number;
}

/** A storyboard and its place in the storage. */
export interface Storyboard extends StoryboardLayout {
  /** Prefix of the storage keys of its sheets, without a slash at its end. */
  folder: string;
}

/** The number of sheets of a storyboard. */
export function sheetCount({ count, columns, rows }: StoryboardLayout): number {
  return Math.ceil(count / (columns * rows));
}

/** The picture of a moment: the number of its sheet, and its pixels from the left and the top of it. */
export function tileAt(layout: StoryboardLayout, seconds: number): { sheet: number; x: number; y: number } {
  const { every, count, width, height, columns, rows } = layout;
  const index = Math.min(count - 1, Math.max(0, Math.floor(seconds / every)));
  const tile = index % (columns * rows);
  return {
    sheet: Math.floor(index / (columns * rows)),
    x: (tile % columns) * width,
    y: Math.floor(tile / columns) * height,
  };
}
