/** `./sf bench:speakers`: how well it is found out who speaks when. See `USAGE`. */
import { cpuUsage } from "node:process";
import { parseArgs } from "node:util";
import { loadVoiceModel } from "../ml/audio/voice_activity.ts";
import { CAMPPLUS } from "../ml/models/analysis_models.ts";
import { ModelStore } from "../ml/models/store.ts";
import { GROUPING, type GroupingRules, groupVoices } from "../ml/speakers/group_voices.ts";
import { SPEAKER_THREADS, SpeakerEncoder } from "../ml/speakers/speaker_encoder.ts";
import { embedVoices, type VoiceWindow } from "../ml/speakers/voice_windows.ts";
import { createLog } from "../src/core/log.ts";
import { readConfig } from "../src/core/settings/config.ts";
import { RATE, readSound } from "./corpus/samples.ts";
import { Random } from "./soak/random.ts";
import { type SpeakerErrors, speakerErrors } from "./speakers/error_rate.ts";
import { type Channel, mix, type Mixture, type Voice, voiceOf } from "./speakers/mixtures.ts";

const USAGE = `usage: ./sf bench:speakers [FOLDER] [options]
Mixes conversations of 1 to 5 speakers from the clips of a folder (../shared/speech), finds out who speaks when, and
prints the diarization error rate, without 0.25 s around each boundary and with them, and its parts. Rules were chosen
on six voices; mixtures of six others are reported.

  --tune        the mixtures that the rules were chosen on, with other rules too
  --each N      mixtures of each number of speakers and channel (default: 4)
  --hour        instead: the time and memory that an hour of mixtures takes`;

const VOICES = {
  tune: ["es-veneno", "lj001-a", "jfk", "de-che", "fr-leo", "harvard-spk1"],
  test: ["sonnet1", "libri1088", "spacewalk", "es-arenas", "ja-cv", "pt-leo"],
};
const CHANNELS: Channel[] = ["as recorded", "telephone"];
const COLLAR_SECONDS = 0.25;
const WINDOWS = [1, 1.5, 2]; // seconds

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ tune: { type: "boolean" }, each: { type: "string", default: "4" }, hour: { type: "boolean" } },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  console.log(USAGE);
  Deno.exit(0);
}
const folder = positionals[0] ?? new URL("../../shared/speech", import.meta.url).pathname;
const { modelsDir, hubUrl } = readConfig(Deno.env.toObject());
const store = new ModelStore(modelsDir, createLog("error"), { hubUrl });
const encoder = await SpeakerEncoder.open(
  `${await store.resolve(CAMPPLUS.name)}/${CAMPPLUS.files[0].name}`,
  SPEAKER_THREADS,
);
const model = await loadVoiceModel(1);
const half = values.tune ? "tune" : "test";
const voices = await Promise.all(
  VOICES[half].map(async (name) => voiceOf(name, await readSound(`${folder}/${name}.flac`))),
);
if (values.hour) await measureHour(voices);
else await measureErrors(voices);
await encoder.close();
await model.release();
Deno.exit(0);

function makeMixtures(voices: readonly Voice[], each: number): (Mixture & { channel: Channel; count: number })[] {
  const random = new Random(values.tune ? 1 : 2);
  return [1, 2, 3, 4, 5].flatMap((count) =>
    Array.from({ length: each }, (_, i) => i).flatMap((i) =>
      CHANNELS.map((channel) => {
        const some = random.shuffled(voices).slice(0, count);
        return { ...mix(`${count} speakers, ${i + 1}, ${channel}`, some, channel, random.fork()), channel, count };
      })
    )
  );
}

async function* chunksOf(samples: Float32Array): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += RATE) yield await Promise.resolve(samples.subarray(at, at + RATE));
}

async function measureErrors(voices: readonly Voice[]): Promise<void> {
  const mixtures = makeMixtures(voices, Number(values.each));
  const seconds = mixtures.reduce((sum, { samples }) => sum + samples.length / RATE, 0);
  console.log(`${mixtures.length} mixtures, ${seconds.toFixed(0)} s, of ${VOICES[half].join(", ")}`);
  for (const windowSeconds of values.tune ? WINDOWS : [undefined]) {
    const embedded: { mixture: typeof mixtures[number]; windows: VoiceWindow[] }[] = [];
    for (const mixture of mixtures) {
      const options = { model, embed: encoder.embed, windowSeconds };
      embedded.push({ mixture, windows: await embedVoices(chunksOf(mixture.samples), options) });
    }
    for (const [name, rules] of values.tune ? otherRules() : [["all", GROUPING] as const]) {
      const scored = embedded.map(({ mixture, windows }) => score(mixture, groupVoices(windows, rules)));
      console.log(line(windowSeconds ? `${windowSeconds} s, ${name}` : name, scored));
      if (values.tune) continue;
      for (const [channel, some] of Map.groupBy(scored, ({ channel }) => channel)) console.log(line(channel, some));
      for (const [count, some] of Map.groupBy(scored, ({ count }) => count)) {
        console.log(line(`${count} speakers`, some));
      }
    }
  }
}

function otherRules(): [string, GroupingRules][] {
  const thresholds = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6];
  const none = { joinedAt: 2, leastSeconds: 0, changeCost: { speaking: 0, pausing: 0 } };
  return [
    ...thresholds.map((threshold): [string, GroupingRules] => [`clusters of ${threshold}`, { ...none, threshold }]),
    ...thresholds.map((threshold): [string, GroupingRules] => [`all rules, ${threshold}`, { ...GROUPING, threshold }]),
  ];
}

interface Score {
  channel: Channel;
  count: number;
  found: number;
  collar: SpeakerErrors;
  whole: SpeakerErrors;
}

function score(
  { turns, channel, count }: Mixture & { channel: Channel; count: number },
  spans: ReturnType<typeof groupVoices>,
): Score {
  return {
    ...{ channel, count, found: new Set(spans.map(({ speaker }) => speaker)).size },
    collar: speakerErrors(turns, spans, COLLAR_SECONDS),
    whole: speakerErrors(turns, spans, 0),
  };
}

function line(name: string, scores: readonly Score[]): string {
  const rates = (key: "collar" | "whole") => {
    const sum = (part: keyof SpeakerErrors) => scores.reduce((total, score) => total + score[key][part], 0);
    const share = (seconds: number) => `${(100 * seconds / sum("speech")).toFixed(1)} %`;
    const [missed, falseAlarm, confused] = [sum("missed"), sum("falseAlarm"), sum("confused")];
    const all = share(missed + falseAlarm + confused);
    return `${all} (missed ${share(missed)}, false ${share(falseAlarm)}, confused ${share(confused)})`;
  };
  const right = scores.filter(({ count, found }) => count === found).length;
  return `${name.padEnd(22)} with a collar ${rates("collar")}; without ${rates("whole")}; ` +
    `number of speakers right in ${right} of ${scores.length}`;
}

/** An hour of mixtures, one after the other, as one recording. */
async function measureHour(voices: readonly Voice[]): Promise<void> {
  const mixtures = makeMixtures(voices, 1);
  async function* hour() {
    for (let seconds = 0, i = 0; seconds < 3600; i++) {
      const { samples } = mixtures[i % mixtures.length];
      yield* chunksOf(samples);
      seconds += samples.length / RATE;
    }
  }
  let seconds = 0;
  const since = performance.now();
  const before = cpuUsage();
  const onProgress = (done: number) => Promise.resolve(void (seconds = done));
  const windows = await embedVoices(hour(), { model, embed: encoder.embed, onProgress });
  const embeddedMs = performance.now() - since;
  const { user, system } = cpuUsage(before);
  const spans = groupVoices(windows);
  const groupedMs = performance.now() - since - embeddedMs;
  const status = await Deno.readTextFile("/proc/self/status");
  const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
  console.log(
    `${(seconds / 60).toFixed(1)} min of sound, ${windows.length} windows, ${spans.length} spans: ` +
      `${(embeddedMs / 1000 / (seconds / 60)).toFixed(2)} s for a minute by ${SPEAKER_THREADS} threads, ` +
      `${((user + system) / 1e6 / (seconds / 60)).toFixed(2)} s of processor; clustering ${
        (groupedMs / 1000).toFixed(1)
      } s; peak memory ${peakMb.toFixed(0)} MB`,
  );
}
