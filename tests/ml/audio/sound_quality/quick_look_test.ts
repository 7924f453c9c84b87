import assert from "node:assert/strict";
import { quickLook } from "../../../../ml/audio/sound_quality/quick_look.ts";
import { poorCaptionsNotices } from "../../../../ml/audio/sound_quality/poor_captions.ts";
import { measureSoundQuality } from "../../../../ml/audio/sound_quality/sound_quality.ts";
import { probe } from "../../../../src/media/probe.ts";
import { soundQualitySchema } from "../../../../src/schemas/sound_quality.ts";
import { ffmpeg, tools } from "../../../media_fixtures.ts";

const SPEECH = new URL("../../../data/sentence.flac", import.meta.url).pathname;
const folder = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

let files = 0;

async function make(args: string[], out = "wav"): Promise<string> {
  const path = `${folder}/${files++}.${out}`;
  await ffmpeg([...args, path]);
  return path;
}

const look = async (path: string) => await quickLook(tools, path, { info: await probe(tools, path) });
const clipped = ["volume=40dB:precision=fixed", "volume=-6dB"].join(",");

Deno.test("sound quality (5.x): a quick look at a short clip judges it as the measurement of all of it", async () => {
  for (const filter of ["anull", clipped, "highpass=f=300,aresample=8000"]) {
    const path = await make(["-i", SPEECH, "-af", filter]);
    const [quick, full] = [
      await look(path),
      await measureSoundQuality(tools, path, { info: await probe(tools, path) }),
    ];
    assert.equal(soundQualitySchema.safeParse(quick).success, true, JSON.stringify(quick));
    const { loudness, quick_look_seconds, ...same } = quick!;
    const { loudness: _, ...expected } = full;
    assert.deepEqual([loudness, same], [null, expected]);
    assert.ok(quick_look_seconds! > 2 && quick_look_seconds! < 5, String(quick_look_seconds));
  }
});

Deno.test("sound quality (5.x): a quick look at a poor clip says before the captions why, and what to do", async () => {
  const poor = await look(await make(["-i", SPEECH, "-af", clipped]));
  const [{ code, text }] = poorCaptionsNotices(poor!);
  assert.equal(code, "poor_captions");
  assert.match(
    text,
    /^Captions will probably be bad\. The noise is .* cut off at the top .* Record at a lower level\./,
  );
  const { quick_look_seconds: _, ...afterwards } = poor!;
  assert.match(poorCaptionsNotices(afterwards)[0].text, /^The captions are probably bad\. The noise is/);
  assert.deepEqual(poorCaptionsNotices((await look(SPEECH))!), [], "nothing is wrong with it");
});

Deno.test("sound quality (5.x): a quick look tells an empty channel and opposite phase, in parts of a long file too", async () => {
  for (const loops of [0, 30]) {
    const stereo = (pan: string) =>
      make(["-stream_loop", String(loops), "-i", SPEECH, "-af", `pan=stereo|${pan}`], "flac");
    const empty = await look(await stereo("c0=0*c0|c1=c0"));
    assert.deepEqual(empty!.reasons.map(({ code }) => code), ["empty_channel"]);
    assert.match(empty!.reasons[0].advice, /use channel 2/);
    const opposite = await look(await stereo("c0=c0|c1=-1*c0"));
    assert.deepEqual([opposite!.is_opposite_phase, opposite!.score! > 70], [true, true], JSON.stringify(opposite));
    assert.equal(empty!.quick_look_seconds! > 80, loops > 0);
    assert.ok(empty!.quick_look_seconds! <= 90, String(empty!.quick_look_seconds));
  }
});

Deno.test("sound quality (5.x): a quick look at a long file reads parts from its whole length, not its beginning", async () => {
  const joined = (head: string, rest: string) => {
    const parts = `[0]asplit[x][y];[x]atrim=0:15,${head}[a];[y]atrim=15:200,asetpts=PTS-STARTPTS,${rest}[b]`;
    const filter = ["-filter_complex", `${parts};[a][b]concat=n=2:v=0:a=1`];
    return make(["-stream_loop", "60", "-i", SPEECH, ...filter], "flac");
  };
  assert.equal((await look(await joined("anull", clipped)))!.captions, "poor");
  assert.equal((await look(await joined(clipped, "anull")))!.captions, "good");
});

Deno.test("sound quality (5.x): parts behind the end of the sound are passed over, the others judged", async () => {
  const picture = ["-f", "lavfi", "-i", "color=size=32x32:rate=1:duration=200"];
  const sound = ["-stream_loop", "30", "-i", SPEECH, "-t", "200", "-af", `atrim=0:70,pan=stereo|c0=0*c0|c1=c0`];
  const result = await look(await make([...picture, ...sound, "-c:v", "mpeg4", "-c:a", "flac"], "mkv"));
  assert.deepEqual(result!.reasons.map(({ code }) => code), ["empty_channel"]);
  assert.ok(Math.abs(result!.quick_look_seconds! - 30) <= 1, String(result!.quick_look_seconds));
});

Deno.test("sound quality (5.x): a quick look at parts without speech says nothing; at a short file without, that", async () => {
  const tone = (seconds: number) => make(["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`]);
  assert.equal(await look(await tone(200)), null);
  const short = await look(await tone(4));
  assert.deepEqual([short!.score, short!.reasons[0].code], [null, "no_speech"]);
  const silent = await look(await make(["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=3"]));
  assert.equal(silent!.reasons[0].code, "silent");
});

Deno.test("sound quality (5.x): a quick look is stopped by its signal, and refuses a file without sound", async () => {
  const info = await probe(tools, SPEECH);
  const stop = new AbortController();
  const looking = quickLook(tools, SPEECH, { info, signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(looking, /enough/);
  await assert.rejects(quickLook(tools, SPEECH, { info: { ...info, audio: null } }), /no sound/);
});
