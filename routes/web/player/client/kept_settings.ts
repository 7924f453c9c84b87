import type { Player } from "./player.ts";
import { SPEEDS } from "./player.ts";

const KEY = "streamforge_player";

interface KeptSettings {
  volume?: number;
  muted?: boolean;
  speed?: number;
}

/** Starts with the volume and speed of the last video, and keeps them for the next one. */
export function keepSettings(player: Player): void {
  const { video } = player;
  const { volume, muted, speed } = read();
  if (volume !== undefined && volume >= 0 && volume <= 1) video.volume = volume;
  if (muted !== undefined) video.muted = muted;
  if (speed !== undefined && SPEEDS.includes(speed)) player.speed = speed;
  const write = () => {
    const now: KeptSettings = { volume: video.volume, muted: video.muted, speed: video.playbackRate };
    try {
      localStorage.setItem(KEY, JSON.stringify(now));
    } catch { /* storage is full or off: they are forgotten */ }
  };
  for (const name of ["volumechange", "ratechange"]) video.addEventListener(name, write);
}

function read(): KeptSettings {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
}
