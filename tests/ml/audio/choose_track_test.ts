import assert from "node:assert/strict";
import { chooseTrack } from "../../../ml/audio/choose_track.ts";
import { MediaError } from "../../../src/core/errors.ts";
import { probe } from "../../../src/media/probe.ts";
import { ffmpeg, tools } from "../../media_fixtures.ts";
import { withFolder } from "../../temporary_folder.ts";

const SPEECH = ["-i", new URL("../../data/sentence.flac", import.meta.url).pathname];
const SILENCE = ["-f", "lavfi", "-t", "4", "-i", "anullsrc=r=16000:cl=mono"];
/** A chord that swells: music to a person, and to voice activity no voice. */
const MUSIC = ["-f", "lavfi", "-t", "4", "-i"].concat(
  "aevalsrc=0.2*(sin(2*PI*262*t)+sin(2*PI*330*t)+sin(2*PI*392*t))*abs(sin(PI*t)):s=16000",
);

interface Track {
  sound: string[];
  tags?: string[];
}

/** A file with these sound tracks, the first of which is its default. */
async function withTracks(folder: string, tracks: Track[]): Promise<string> {
  const path = `${folder}/${crypto.randomUUID()}.mkv`;
  const args = tracks.flatMap(({ sound }) => sound);
  tracks.forEach((_, i) => args.push("-map", `${i}:a`));
  tracks.forEach(({ tags = [] }, i) => tags.forEach((tag) => args.push(`-metadata:s:a:${i}`, tag)));
  await ffmpeg([...args, "-c:a", "libopus", path]);
  return path;
}

async function chosen(path: string, wanted: { track?: number; language?: string } = {}): Promise<[number, string]> {
  const { info, reason } = await chooseTrack(tools, path, await probe(tools, path), wanted);
  return [info.audio!.track, reason];
}

Deno.test("a silent or a music track is not preferred to one in which somebody speaks", async () => {
  await withFolder(async (folder) => {
    assert.deepEqual(await chosen(await withTracks(folder, [{ sound: SILENCE }, { sound: SPEECH }])), [2, "voice"]);
    const three = [{ sound: MUSIC }, { sound: SILENCE }, { sound: SPEECH }];
    assert.deepEqual(await chosen(await withTracks(folder, three)), [3, "voice"]);
    assert.deepEqual(await chosen(await withTracks(folder, [{ sound: SPEECH }, { sound: MUSIC }])), [1, "default"]);
    assert.deepEqual(await chosen(await withTracks(folder, [{ sound: MUSIC }, { sound: SILENCE }])), [1, "default"]);
    assert.deepEqual(await chosen(await withTracks(folder, [{ sound: SILENCE }])), [1, "only"]);
  });
});

Deno.test("of tracks with voices the default, or the asked language, is chosen, and a commentary last", async () => {
  await withFolder(async (folder) => {
    const film = await withTracks(folder, [
      { sound: SPEECH, tags: ["language=fre"] },
      { sound: SPEECH, tags: ["language=eng", "title=Director's commentary"] },
      { sound: SPEECH, tags: ["language=eng"] },
    ]);
    assert.deepEqual(await chosen(film), [1, "default"]);
    assert.deepEqual(await chosen(film, { language: "en" }), [3, "language"]);
    assert.deepEqual(await chosen(film, { language: "es" }), [1, "default"]);
    const commented = await withTracks(folder, [
      { sound: SPEECH, tags: ["title=Commentary"] },
      { sound: SPEECH, tags: ["title=Audio description"] },
      { sound: SPEECH },
    ]);
    assert.deepEqual(await chosen(commented), [3, "default"]);
  });
});

Deno.test("a track is taken as asked, and one that is not there is named", async () => {
  await withFolder(async (folder) => {
    const path = await withTracks(folder, [{ sound: SPEECH }, { sound: SILENCE }]);
    assert.deepEqual(await chosen(path, { track: 2 }), [2, "asked"]);
    await assert.rejects(chosen(path, { track: 3 }), (error: Error) => {
      assert.ok(error instanceof MediaError);
      assert.match(error.message, /no sound track 3 that can be read: the file has the sound tracks 1, 2$/);
      return true;
    });
  });
});
