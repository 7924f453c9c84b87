import { type Clip, readClips } from "../clips.ts";
import { alignedWords, type PeerContext } from "../programs.ts";
import { Random } from "../soak/random.ts";
import { CONDITIONS } from "./plans.ts";
import { type Recording, under } from "./recordings.ts";
import { readSound } from "./samples.ts";

/** Conditions that each clean English clip of a person is heard under besides its own. */
const CONDITIONS_A_CLIP = 2;

/** Reads a folder's clips; the words of the English ones are timed by PocketSphinx, if that can be installed. */
export async function readHuman(folder: string, context: PeerContext): Promise<Recording[]> {
  const clips = readClips(folder);
  const aligned = await alignedWords(context, clips).catch((error: Error) => {
    context.log(`the clips' words could not be aligned: ${error.message}`);
    return null;
  });
  return await Promise.all(clips.map(async ({ name, path, language, reference }) => ({
    ...{ name, kind: reference ? "human" : "nothing said", language, condition: "as it is", voices: ["human"] },
    ...{ text: reference, samples: await readSound(path), aligned: aligned?.get(name), isQuick: false },
  })));
}

/** The clean English clips again, with noise, in rooms, with music, and through codecs. */
export async function degraded(human: readonly Recording[], random: Random, scratch: string): Promise<Recording[]> {
  const clean = human.filter(({ kind, language, name, text }) =>
    kind === "human" && language === "en" && !isDegraded(name) && text
  );
  const kinds = Object.keys(CONDITIONS);
  const all: Recording[] = [];
  for (const [n, recording] of clean.entries()) {
    for (let i = 0; i < CONDITIONS_A_CLIP; i++) {
      const kind = kinds[(n * CONDITIONS_A_CLIP + i) % kinds.length];
      const conditions = CONDITIONS[kind];
      const condition = conditions[n % conditions.length];
      all.push(await under(recording, `human-${kind}`, condition, random.fork(), scratch));
    }
  }
  return all.sort((a, b) => a.name.localeCompare(b.name));
}

/** By its name: such clips stand for themselves. */
function isDegraded(name: Clip["name"]): boolean {
  return /[+]|-reverb/.test(name);
}
