import type { SoundQualityJson } from "../../../../src/schemas/sound_quality.ts";

export function soundQualityLine({ loudness }: SoundQualityJson): string {
  return loudness.integrated_lufs === null ? "silent" : `${loudness.integrated_lufs} LUFS`;
}

/** What was measured of the sound. */
export function SoundQuality({ result: { loudness } }: { result: SoundQualityJson }) {
  const peak = loudness.true_peak_db;
  return (
    <dl class="figures">
      <dt>loudness</dt>
      <dd>{loudness.integrated_lufs === null ? "silence" : `${loudness.integrated_lufs} LUFS`}</dd>
      <dt>loudness range</dt>
      <dd>{loudness.range_lu} LU</dd>
      <dt>true peak</dt>
      <dd>{peak === null ? "silence" : `${peak} dB`}</dd>
    </dl>
  );
}
