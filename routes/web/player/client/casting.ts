import { byId } from "../../shared/client/dom.ts";
import type { Player } from "./player.ts";

/** What Safari has in place of the Remote Playback API, or beside it. */
interface AirPlayVideo extends HTMLVideoElement {
  webkitShowPlaybackTargetPicker?(): void;
}

/** The button that plays the video on a television or loudspeaker, where the browser knows of one. */
export function wireCasting(player: Player): void {
  const video = player.video as AirPlayVideo;
  const button = byId("cast");
  const show = (isAvailable: boolean) => {
    // what hls.js plays can't be cast, so the browser takes the device back then; a click changes to the file first
    if (isAvailable || player.isCastable) button.hidden = !isAvailable;
  };
  if (video.webkitShowPlaybackTargetPicker) {
    video.addEventListener("webkitplaybacktargetavailabilitychanged", (event) => {
      show((event as Event & { availability?: string }).availability === "available");
    });
    button.addEventListener("click", () => video.webkitShowPlaybackTargetPicker!());
    return;
  }
  if (!video.remote) return;
  const { remote } = video;
  remote.watchAvailability(show).catch(() => button.hidden = false); // it can't watch, but may find one when asked
  const showState = () => button.setAttribute("aria-pressed", String(remote.state !== "disconnected"));
  for (const name of ["connecting", "connect", "disconnect"]) remote.addEventListener(name, showState);
  button.addEventListener("click", async () => {
    await player.makeCastable();
    await remote.prompt().catch(() => {}); // the viewer chose no device
  });
}
