/** The frame that shows a video on another page. Servers and browsers make it the same way. */

/** The width of a frame in pixels if nobody sets a limit. */
const USUAL_WIDTH = 640;
const GREATEST_WIDTH = 1280;
const LEAST_SIDE = 64;
/** The height of the seek bar and the buttons below the picture. */
const CONTROLS_HEIGHT = 84;

interface Picture {
  width: number | null;
  height: number | null;
}

/** The size of a frame: the aspect ratio of the video, with the controls below the picture. */
export function embedSize(
  { width: videoWidth, height: videoHeight }: Picture,
  { maxWidth = Infinity, maxHeight = Infinity }: { maxWidth?: number; maxHeight?: number } = {},
): { width: number; height: number } {
  const ratio = videoWidth && videoHeight ? videoWidth / videoHeight : 16 / 9;
  const fitting = Math.min(
    maxWidth,
    (maxHeight - CONTROLS_HEIGHT) * ratio,
    Math.max(videoWidth ?? 0, USUAL_WIDTH),
    GREATEST_WIDTH,
  );
  const width = Math.max(LEAST_SIDE, Math.floor(fitting));
  return { width, height: Math.min(maxHeight, Math.round(width / ratio) + CONTROLS_HEIGHT) };
}

/**
 * The HTML of a frame.
 *
 * @param options.isResponsive as wide as its place, in place of a fixed size
 */
export function embedCode(
  { src, title, width, height, isResponsive = false }: {
    src: string;
    title: string;
    width: number;
    height: number;
    isResponsive?: boolean;
  },
): string {
  const size = isResponsive
    ? `style="width:100%;aspect-ratio:${width}/${height};border:0"`
    : `width="${width}" height="${height}"`;
  return `<iframe src="${escape(src)}" ${size} title="${escape(title)}" ` +
    'allow="autoplay; fullscreen; picture-in-picture; clipboard-write" loading="lazy"></iframe>';
}

function escape(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (char) => names[char]);
}
