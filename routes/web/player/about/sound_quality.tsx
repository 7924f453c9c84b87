import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";

/** What captions are expected to be. */
const EXPECTED = {
  good: "speech is easy to understand",
  fair: "captions may have faults",
  poor: "captions are probably bad",
};

export function soundQualityLine({ score, captions, reasons, quick_look_seconds }: SoundQualityJson): string {
  const quick = quick_look_seconds === undefined ? "" : ", at a quick look";
  if (score === null) return (reasons.some(({ code }) => code === "silent") ? "silent" : "no speech") + quick;
  return `${score} of 100${captions ? `, ${EXPECTED[captions]}` : ""}${quick}`;
}

/** What is wrong with the sound, what to do about it, and what was measured. */
export function SoundQuality({ result }: { result: SoundQualityJson }) {
  const { reasons, loudness, speech, quick_look_seconds } = result;
  return (
    <>
      {quick_look_seconds !== undefined && (
        <p class="about-note">
          This is a quick look at {quick_look_seconds} s of the sound. All of it is measured after the captions.
        </p>
      )}
      {reasons.length > 0 && (
        <ul class="sound-reasons">
          {reasons.map(({ code, text, advice }) => (
            <li data-reason={code}>
              {text} <span class="advice">{advice}</span>
            </li>
          ))}
        </ul>
      )}
      <dl class="figures">
        {loudness && (
          <>
            <Figure name="loudness" value={loudness.integrated_lufs} unit="LUFS" />
            <Figure name="loudness range" value={loudness.range_lu} unit="LU" />
            <Figure name="true peak" value={loudness.true_peak_db} unit="dB" />
          </>
        )}
        <Figure name="speech" value={Math.round(100 * result.speech_share)} unit="% of the time" />
        {speech && (
          <>
            <Figure name="voice over noise" value={Math.round(speech.snr_db)} unit="dB" />
            <Figure name="noise" value={Math.round(speech.noise_db)} unit="dB" />
            <Figure name="highest sound" value={speech.bandwidth_hz / 1000} unit="kHz of 8 that are used" />
            <Figure name="echo" value={speech.decay_seconds} unit="s, estimated" />
          </>
        )}
        {result.confidence !== null && (
          <Figure name="sure of its words" value={Math.round(100 * result.confidence)} unit="%" />
        )}
      </dl>
    </>
  );
}

function Figure({ name, value, unit }: { name: string; value: number | null; unit: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === null ? "silence" : `${value} ${unit}`}</dd>
    </>
  );
}
