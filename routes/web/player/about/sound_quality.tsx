import { words } from "../../words/words.ts";
import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";

export function soundQualityLine({ score, captions, reasons, quick_look_seconds }: SoundQualityJson): string {
  const { sound: w } = words().about;
  const isSilent = reasons.some(({ code }) => code === "silent");
  const parts = score === null ? [isSilent ? w.silent : w.noSpeech] : [w.score(score)];
  if (score !== null && captions) parts.push(w.expected[captions]);
  if (quick_look_seconds !== undefined) parts.push(w.quick);
  return parts.join(", ");
}

/** What is wrong with the sound, what to do about it, and what was measured. */
export function SoundQuality({ result }: { result: SoundQualityJson }) {
  const { reasons, loudness, speech, quick_look_seconds } = result;
  const { about: { sound: w }, formats: { number, percent } } = words();
  const withUnit = (value: number | null, unit: string) => value === null ? w.silence : `${number(value)} ${unit}`;
  return (
    <>
      {quick_look_seconds !== undefined && <p class="about-note">{w.quickHelp(quick_look_seconds)}</p>}
      {reasons.length > 0 && (
        <ul class="sound-reasons">
          {reasons.map((reason) => {
            const [text, advice] = w.reason(reason.code, reason.text, reason.advice);
            return (
              <li data-reason={reason.code}>
                {text} <span class="advice">{advice}</span>
              </li>
            );
          })}
        </ul>
      )}
      <dl class="figures">
        {loudness && (
          <>
            <Figure name={w.figures.loudness} value={withUnit(loudness.integrated_lufs, "LUFS")} />
            <Figure name={w.figures.range} value={withUnit(loudness.range_lu, "LU")} />
            <Figure name={w.figures.peak} value={withUnit(loudness.true_peak_db, "dB")} />
          </>
        )}
        <Figure name={w.figures.speech} value={w.ofTheTime(result.speech_share)} />
        {speech && (
          <>
            <Figure name={w.figures.overNoise} value={withUnit(Math.round(speech.snr_db), "dB")} />
            <Figure name={w.figures.noise} value={withUnit(Math.round(speech.noise_db), "dB")} />
            <Figure name={w.figures.highest} value={w.ofUsed(speech.bandwidth_hz / 1000)} />
            <Figure name={w.figures.echo} value={w.estimated(speech.decay_seconds)} />
          </>
        )}
        {result.confidence !== null && <Figure name={w.figures.sure} value={percent(result.confidence)} />}
      </dl>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
