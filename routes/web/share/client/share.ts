import { embedCode } from "../../../../src/core/embed_code.ts";
import type { VideoJson } from "../../../../src/schemas/video.ts";
import { api } from "../../shared/client/api.ts";
import { copyText } from "../../shared/client/copy_text.ts";
import { byId } from "../../shared/client/dom.ts";
import { errorText } from "../../shared/client/errors.ts";
import { clock } from "../../shared/format.ts";
import { linkAt, parseTime } from "../../shared/client/link_time.ts";
import { SITE_PATH } from "../../shared/client/site.ts";
import { shareScript as w } from "../../words/en/share.ts";
import { qrPicture } from "./qr.ts";

/** Wires the controls that pass a video on. @param seconds where its player is */
export function wireShare(sheet: HTMLElement, seconds: number): void {
  const { id, title } = sheet.dataset as { id: string; title: string };
  const link = byId<HTMLInputElement>("share-link");
  const isAt = byId<HTMLInputElement>("share-at");
  const time = byId<HTMLInputElement>("share-time");
  const size = byId<HTMLSelectElement>("share-size");
  const code = byId<HTMLTextAreaElement>("share-code");
  const said = byId("share-said");
  const qr = byId("share-qr");

  const start = () => isAt.checked ? parseTime(time.value.trim()) ?? 0 : 0;
  const show = () => {
    const text = time.value.trim();
    const isWrong = isAt.checked && parseTime(text) === null;
    time.setAttribute("aria-invalid", String(isWrong));
    said.textContent = isWrong ? w.wrongTime(text) : "";
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

  const copy = async (field: HTMLInputElement | HTMLTextAreaElement, done: string) => {
    const isCopied = await copyText(field.value);
    if (!isCopied) field.select();
    said.textContent = isCopied ? done : w.notCopied;
  };
  byId("share-copy").addEventListener("click", () => {
    const seconds = start();
    copy(link, seconds >= 1 ? w.linkAtCopied(clock(seconds)) : w.linkCopied);
  });
  byId("share-copy-code").addEventListener("click", () => copy(code, w.codeCopied));
  for (const field of [link, code]) field.addEventListener("focus", () => field.select());

  const native = byId("share-native");
  native.hidden = !navigator.share;
  native.addEventListener("click", () => {
    // refused: the person closed the system's menu
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
  const select = sheet.querySelector<HTMLSelectElement>("#share-visibility");
  if (!select) return;
  const show = (visibility: string) => {
    sheet.dataset.visibility = select.value = visibility;
    byId("share-meaning").textContent = select.selectedOptions[0]?.title ?? "";
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
