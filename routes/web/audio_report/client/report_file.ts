// The script of the HTML reports that `streamforge inspect` writes. All its data is embedded in the page.
import type { AudioReport } from "../../../../src/core/audio_report.ts";
import { byId } from "../../shared/client/dom.ts";
import { AudioReportView } from "./view.ts";
import { AudioReportData } from "./data.ts";

/** The JSON in the page's `#data` element. */
interface ReportData {
  label: string;
  hearing: AudioReport;
  sound: { type: string; base64: string; seconds: number };
  references: { name: string; hearing: AudioReport; sound: { type: string; base64: string } }[];
}

const { label, hearing: report, sound, references } = JSON.parse(byId("data").textContent!) as ReportData;

/** Plays from a `blob:` URL: not every browser can seek in a `data:` URL. */
function soundOf({ type, base64 }: { type: string; base64: string }): HTMLAudioElement {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type })));
  audio.preload = "auto";
  document.body.append(audio); // so that other players can find and pause it
  return audio;
}

new AudioReportView(byId("audio-report"), new AudioReportData(report), {
  label,
  media: soundOf(sound),
  mediaSeconds: sound.seconds,
});
const { range } = new AudioReportData(references[0].hearing); // one colour scale for all references
for (const { name, hearing: report, sound } of references) {
  new AudioReportView(byId(`reference-${name}`), new AudioReportData(report, { range }), {
    label: name,
    media: soundOf(sound),
    isCompact: true,
  });
}
