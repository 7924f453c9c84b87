// The script of the reports that `streamforge inspect` writes: all it shows lies in the page itself.
import type { AudioReport } from "../../../../src/core/audio_report.ts";
import { byId } from "../../shared/client/dom.ts";
import { AudioReportView } from "./view.ts";
import { AudioReportData } from "./data.ts";

/** What the page holds as JSON. */
interface ReportData {
  label: string;
  hearing: AudioReport;
  sound: { type: string; base64: string; seconds: number };
  references: { name: string; hearing: AudioReport; sound: { type: string; base64: string } }[];
}

const { label, hearing: report, sound, references } = JSON.parse(byId("data").textContent!) as ReportData;

/** As an address of the page's own: one from `data:` can't be sought in everywhere. */
function soundOf({ type, base64 }: { type: string; base64: string }): HTMLAudioElement {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type })));
  audio.preload = "auto";
  document.body.append(audio); // others are paused by finding them
  return audio;
}

new AudioReportView(byId("audio-report"), new AudioReportData(report), {
  label,
  media: soundOf(sound),
  mediaSeconds: sound.seconds,
});
const { range } = new AudioReportData(references[0].hearing); // one for all, so that their colours can be compared
for (const { name, hearing: report, sound } of references) {
  new AudioReportView(byId(`reference-${name}`), new AudioReportData(report, { range }), {
    label: name,
    media: soundOf(sound),
    isCompact: true,
  });
}
