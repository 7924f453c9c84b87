const STEP_SECONDS = 5;
const LEAP_SECONDS = 10;
const VOLUME_STEP = 0.05;

/** The keys that people know from elsewhere, wherever the focus is unless it is on something that wants keys itself. */
export function playerKeys(video: HTMLVideoElement, toggleCaptions: () => void): void {
  const seek = (by: number) => {
    video.currentTime = Math.min(
      Math.max(0, video.currentTime + by),
      Number.isFinite(video.duration) ? video.duration : Infinity,
    );
  };
  const loudness = (by: number) => {
    video.volume = Math.min(1, Math.max(0, video.volume + by));
    video.muted = false;
  };
  const play = () => {
    if (video.paused) video.play().catch(() => {}); // not loaded yet, or the browser wants a click first
    else video.pause();
  };
  const actions: Record<string, () => void> = {
    " ": play,
    k: play,
    ArrowLeft: () => seek(-STEP_SECONDS),
    ArrowRight: () => seek(STEP_SECONDS),
    j: () => seek(-LEAP_SECONDS),
    l: () => seek(LEAP_SECONDS),
    ArrowUp: () => loudness(VOLUME_STEP),
    ArrowDown: () => loudness(-VOLUME_STEP),
    c: toggleCaptions,
    m: () => video.muted = !video.muted,
    f: () => fullScreen(video),
    Home: () => video.currentTime = 0,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = actions[key];
    if (!action || wantsKey(event.target as Element, key, video)) return;
    event.preventDefault();
    action();
  });
}

function wantsKey(target: Element, key: string, video: HTMLVideoElement): boolean {
  if (target.closest("input, select, textarea, dialog, [contenteditable]")) return true;
  const isLetter = key.length === 1 && key !== " ";
  if (isLetter) return false;
  // the browser's controls lie within the video: a slider there takes the arrows, a button there takes space
  if (target === video) return true;
  if (key === " ") return target.closest("button, a, summary") !== null;
  // up, down and Home scroll the page or the list unless the player has the focus
  return key !== "ArrowLeft" && key !== "ArrowRight" && !target.closest(".screen");
}

export async function fullScreen(video: HTMLVideoElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await video.requestFullscreen().catch(() => {}); // not allowed in this frame or on this device
}
