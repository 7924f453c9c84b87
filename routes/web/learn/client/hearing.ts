import type { HearingReference } from "../../../../src/core/audio_report.ts";
import { hearingLessons } from "../../../../src/core/audio_report_text.ts";
import { api } from "../../shared/client/api.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { HearingView } from "../../audio_report/client/view.ts";
import { HearingData } from "../../audio_report/client/data.ts";

export async function hearingChapter(): Promise<void> {
  const references: HearingReference[] = await (await api("GET", "/api/hearing/references")).json();
  const { range } = new HearingData(references[0].hearing); // one for all, so that their colours can be compared
  for (const { name, about, hearing, sound } of references) {
    const place = make("div");
    byId("references").append(make("div", {}, make("h3", {}, name), make("p", { class: "about" }, about), place));
    const bytes = Uint8Array.from(atob(sound.base64), (char) => char.charCodeAt(0));
    const media = new Audio(URL.createObjectURL(new Blob([bytes], { type: sound.type })));
    document.body.append(media); // others are paused by finding them
    new HearingView(place, new HearingData(hearing, { range }), { label: name, media, isCompact: true });
  }
  const lessons = hearingLessons(references[0].hearing, { sampleRate: null, channels: null }, false);
  byId("lessons").replaceChildren(
    ...lessons.map(({ title, paragraphs }) =>
      make("div", {}, make("h3", {}, title), ...paragraphs.map((text) => make("p", {}, text)))
    ),
  );
}
