import { embedCode } from "../../../../src/core/embed_code.ts";
import type { VideoJson } from "../../../../src/schemas/video.ts";
import { api } from "../../shared/client/api.ts";
import { copyText } from "../../shared/client/copy_text.ts";
import { errorText } from "../../shared/client/errors.ts";
import { clock } from "../../shared/format.ts";
import { linkAt, parseTime } from "../../shared/client/link_time.ts";
import { SITE_PATH } from "../../shared/client/site.ts";
import { shareScript as w } from "../../words/en/share.ts";
import { qrPicture } from "./qr.ts";

/** Wires the controls that pass a video on. @param seconds where its player is */
export function wireShare(sheet: HTMLElement, seconds: number): void {
  const { id, title } = sheet.dataset as { id: string; title: string };
  // not by id: the page below may be the same sheet
  const within = <T extends HTMLElement>(selector: string) => sheet.querySelector<T>(selector)!;
  const link = within<HTMLInputElement>(".share-link");
  const isAt = within<HTMLInputElement>(".share-at");
  const time = within<HTMLInputElement>(".share-time");
  const size = within<HTMLSelectElement>(".share-size");
  const code = within<HTMLTextAreaElement>(".share-code");
  const said = within(".sheet-said");
  const qr = within(".qr");

  const isWrong = () => isAt.checked && parseTime(time.value.trim()) === null;
  const start = () => isAt.checked ? parseTime(time.value.trim()) ?? 0 : 0;
  const show = () => {
    time.setAttribute("aria-invalid", String(isWrong()));
    said.textContent = isWrong() ? w.wrongTime(time.value.trim()) : "";
    const address = linkAt(location.origin + SITE_PATH, id, start());
    if (link.value !== address || !qr.firstChild) {
      link.value = address;
      qr.replaceChildren(qrPicture(address, qr.dataset.label ?? ""));
    }
    code.value = codeOf(size, { id, title, start: start() });
  };
  time.value = clock(seconds);
  show();
  isAt.addEventListener("change", show);
  size.addEventListener("change", show);
  time.addEventListener("input", () => {
    isAt.checked = true; // who writes a time means it
    show();
  });

  /** Shows what is wrong with the time, if it is. */
  const refuse = () => {
    if (!isWrong()) return false;
    show();
    time.focus();
    return true;
  };
  const copy = async (field: HTMLInputElement | HTMLTextAreaElement, done: string) => {
    if (refuse()) return;
    const isCopied = await copyText(field.value);
    if (!isCopied) field.select();
    said.textContent = isCopied ? done : w.notCopied;
  };
  within(".share-copy").addEventListener("click", () => {
    const seconds = start();
    copy(link, seconds >= 1 ? w.linkAtCopied(clock(seconds)) : w.linkCopied);
  });
  within(".share-copy-code").addEventListener("click", () => copy(code, w.codeCopied));
  for (const field of [link, code]) field.addEventListener("focus", () => field.select());

  const native = within(".share-native");
  native.hidden = !navigator.share;
  native.addEventListener("click", () => {
    if (refuse()) return;
    // an error: the person closed the system's menu
    navigator.share({ title, url: link.value }).catch(() => {});
  });
  wireVisibility(sheet, id, said);
}

/** The HTML of a frame of the chosen size, which starts at a time. */
function codeOf(size: HTMLSelectElement, { id, title, start }: { id: string; title: string; start: number }): string {
  const [width, height] = size.value ? size.value.split("x") : [size.dataset.width, size.dataset.height];
  const whole = Math.floor(start);
  const src = `${location.origin}${SITE_PATH}/embed/${id}${whole > 0 ? `?t=${whole}` : ""}`;
  return embedCode({ src, title, width: Number(width), height: Number(height), isResponsive: !size.value });
}

function wireVisibility(sheet: HTMLElement, id: string, said: HTMLElement): void {
  const select = sheet.querySelector<HTMLSelectElement>("select[name=visibility]");
  if (!select) return;
  const show = (visibility: string) => {
    sheet.dataset.visibility = select.value = visibility;
    sheet.querySelector(".share-meaning")!.textContent = select.selectedOptions[0]?.title ?? "";
  };
  select.addEventListener("change", async () => {
    const earlier = sheet.dataset.visibility!;
    try {
      const answer = await api("PATCH", `/api/videos/${id}`, { visibility: select.value });
      const { visibility } = await answer.json() as VideoJson;
      show(visibility);
      said.textContent = w.visibilityNow[visibility];
      // the same choice elsewhere on the page
      const others = `#visibility, li[data-id="${CSS.escape(id)}"] select[name=visibility]`;
      for (const other of document.querySelectorAll<HTMLSelectElement>(others)) other.value = visibility;
    } catch (error) {
      show(earlier);
      said.textContent = errorText(error);
    }
  });
}
