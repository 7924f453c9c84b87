import { byId } from "../../shared/client/dom.ts";
import { LEAP_SECONDS, type Player } from "./player.ts";

const DOUBLE_CLICK_MS = 250;
const DOUBLE_TAP_MS = 350;
const LEAP_SIGN_MS = 700;

/**
 * One click plays or pauses, two clicks toggle full screen. On a phone one tap shows or hides the controls, and two on
 * the left or right side go back or forward; each further tap goes on.
 */
export function clickPicture(player: Player): void {
  const picture = byId("picture");
  let timer: number | undefined;
  let wasIdle = false;
  let isTouch = false; // asked of pointerdown: some browsers' click events don't know it
  let lastTap = { side: "middle", ms: -Infinity };
  picture.addEventListener("pointerdown", ({ pointerType }) => {
    isTouch = pointerType === "touch";
    wasIdle = player.screen.dataset.idle !== undefined; // pointerdown shows the controls again before the click event
  });
  picture.addEventListener("click", (event) => {
    if (event.button !== 0 || (event.target as Element).closest("#big-play")) return;
    if (isTouch) {
      const tap = { side: sideOf(event, picture), ms: event.timeStamp };
      const isSecond = tap.side === lastTap.side && tap.ms - lastTap.ms < DOUBLE_TAP_MS;
      lastTap = tap;
      if (isSecond && tap.side !== "middle") {
        clearTimeout(timer);
        timer = undefined;
        return leap(player, tap.side);
      }
      if (coverPicture()) {
        if (!wasIdle) player.screen.dataset.idle = "";
        return;
      }
    }
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      player.toggleFullScreen();
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      player.toggle();
    }, isTouch ? DOUBLE_TAP_MS : DOUBLE_CLICK_MS);
  });
}

/** Left and right are a third of the picture each. */
function sideOf({ clientX }: MouseEvent, picture: HTMLElement): string {
  const { left, width } = picture.getBoundingClientRect();
  const share = (clientX - left) / width;
  return share < 1 / 3 ? "left" : share > 2 / 3 ? "right" : "middle";
}

let signTimer: number | undefined;

function leap(player: Player, side: string): void {
  player.seekBy(side === "left" ? -LEAP_SECONDS : LEAP_SECONDS);
  const sign = byId("leap");
  sign.dataset.side = side;
  sign.hidden = false;
  clearTimeout(signTimer);
  signTimer = setTimeout(() => sign.hidden = true, LEAP_SIGN_MS);
}

/** Whether the controls lie over the picture. */
export function coverPicture(): boolean {
  return getComputedStyle(byId("controls")).position === "absolute";
}
