import { audioReportLessons } from "../../../../src/core/audio_report_text.ts";
import { apiJson } from "../../shared/client/api_json.ts";
import { byId, make } from "../../shared/client/dom.ts";
import { AudioReportView } from "../../audio_report/client/view.ts";
import { AudioReportData } from "../../audio_report/client/data.ts";

export async function spectrogramChapter(): Promise<void> {
  const references = await apiJson("GET", "/api/hearing/references", {});
  const { range } = new AudioReportData(references[0].hearing); // one colour scale for all references
  for (const { name, about, hearing: report, sound } of references) {
    const place = make("div");
    byId("references").append(make("div", {}, make("h3", {}, name), make("p", { class: "about" }, about), place));
    const bytes = Uint8Array.from(atob(sound.base64), (char) => char.charCodeAt(0));
    const media = new Audio(URL.createObjectURL(new Blob([bytes], { type: sound.type })));
    document.body.append(media); // so that other players can find and pause it
    new AudioReportView(place, new AudioReportData(report, { range }), { label: name, media, isCompact: true });
  }
  const lessons = audioReportLessons(references[0].hearing, { sampleRate: null, channels: null }, false);
  byId("lessons").replaceChildren(
    ...lessons.map(({ title, paragraphs }) =>
      make("div", {}, make("h3", {}, title), ...paragraphs.map((text) => make("p", {}, text)))
    ),
  );
}
