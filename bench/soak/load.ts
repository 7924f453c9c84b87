import { normalize } from "../normalize.ts";
import { wordErrors } from "../word_error_rate.ts";
import { type Client, sleep } from "./client.ts";
import type { Clip } from "./clips.ts";
import type { Ledger, Upload } from "./ledger.ts";
import type { Random } from "./random.ts";
import { Uploader } from "./uploads.ts";

/** More than these being worked on, and uploads wait: the end of the run has to come in a bounded time. */
const MAX_UNSETTLED = 6;
/** Of a hundred words in a short text this many may be wrong before the captions count as another text. */
export const MAX_WORD_ERROR_RATE = 0.4;
const MAX_EDITS = 3;

interface LoadParts {
  client: Client;
  ledger: Ledger;
  clips: { good: Clip[]; bad: Clip[] };
  random: Random;
  /** Aborted when nothing new is to be begun. */
  ending: AbortSignal;
  /** Aborted when what was begun is no longer waited for. */
  giveUp: AbortSignal;
}

/** What people do with a server, until `ending` is aborted; resolves when what was begun has ended. */
export async function makeLoad(parts: LoadParts): Promise<void> {
  const { ledger, random } = parts;
  const settled = new Settled(parts);
  const uploader = new Uploader(parts.client, ledger, parts.giveUp);
  const actors = [
    uploads(parts, uploader, settled, random.fork(), "tus"),
    uploads(parts, uploader, settled, random.fork(), "post"),
    edits(parts, settled, random.fork()),
    deletions(parts, settled, random.fork()),
    views(parts, settled, random.fork()),
    listens(parts, settled, random.fork()),
    transcriptions(parts, random.fork()),
    settled.follow(),
  ];
  await Promise.all(actors);
}

/** Which uploads are videos with captions by now, as the list of videos tells. */
class Settled {
  unsettled = 0;
  #ready = new Set<string>();
  #parts: LoadParts;

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  async follow(): Promise<void> {
    const { client, ending } = this.#parts;
    while (!ending.aborted) {
      const answer = await client.ask("/api/videos?limit=100");
      if (answer?.status === 200) {
        const { videos } = JSON.parse(answer.text) as { videos: Listed[] };
        this.unsettled = videos.filter(isUnsettled).length;
        for (const video of videos) if (!isUnsettled(video)) this.#ready.add(video.id);
      }
      await sleep(2000, ending);
    }
  }

  /** One that nobody works on, held until `release`. */
  take(random: Random, suits: (upload: Upload) => boolean = () => true): Upload | null {
    const free = this.#parts.ledger.uploads.filter((upload) =>
      upload.videoId && this.#ready.has(upload.videoId) && !upload.isBusy && upload.deletion === "none" && suits(upload)
    );
    if (free.length === 0) return null;
    const taken = random.pick(free);
    taken.isBusy = true;
    return taken;
  }
}

interface Listed {
  id: string;
  state: string;
  caption_status: string;
}

function isUnsettled({ state, caption_status }: Listed): boolean {
  return state === "processing" || (state === "ready" && ["pending", "processing"].includes(caption_status));
}

async function uploads(
  { ledger, clips, ending }: LoadParts,
  uploader: Uploader,
  settled: Settled,
  random: Random,
  way: Upload["way"],
): Promise<void> {
  for (let n = 1; !ending.aborted; n++) {
    const clip = random.chance(0.2) ? random.pick(clips.bad) : random.pick(clips.good);
    if (settled.unsettled < MAX_UNSETTLED) {
      const upload = ledger.add(clip, way, `${way} ${n} ${clip.kind}`);
      if (way === "tus") await uploader.tus(upload, random);
      else await uploader.post(upload);
    }
    await sleep(random.between(1000, 5000), ending);
  }
}

/** Puts a word of its own into a cue, or asks for the captions once more. */
async function edits({ client, ledger, ending }: LoadParts, settled: Settled, random: Random): Promise<void> {
  for (let n = 1; !ending.aborted; n++) {
    await sleep(random.between(2000, 6000), ending);
    const upload = settled.take(random, ({ edits, clip }) => clip.text !== null && edits.length < MAX_EDITS);
    if (!upload) continue;
    const api = `/api/videos/${upload.videoId}`;
    if (random.chance(0.3) && upload.regenerations < 2) {
      upload.regenerations++;
      await client.ask(`${api}/captions/regenerate`, { method: "POST", ...json({}) });
    } else {
      const list = await client.ask(`${api}/tracks`);
      const [track] = list?.status === 200 ? JSON.parse(list.text).tracks : [];
      const read = track && await client.ask(`${api}/tracks/${track.id}`);
      const { revision, cues = [] } = read?.status === 200 ? JSON.parse(read.text) : {};
      if (cues.length > 0) {
        const mark = `mark${n}x`;
        const changed = random.index(cues.length);
        const given = cues.map((cue: { start: number; end: number; text: string }, i: number) => (
          { start: cue.start, end: cue.end, text: i === changed ? `${cue.text} ${mark}` : cue.text }
        ));
        const body = { base_revision: revision.id, cues: given, note: mark };
        const saved = await client.ask(`${api}/tracks/${track.id}`, { method: "PUT", ...json(body) });
        if (saved?.status === 200) {
          upload.edits.push({ track: track.id, revision: JSON.parse(saved.text).revision.id, mark });
        } else if (saved && ![409, 429].includes(saved.status) && saved.status < 500) {
          ledger.offend("wrongVerdicts", `an edit was refused: ${saved.status} ${saved.text}`, [upload.videoId]);
        }
      }
    }
    upload.isBusy = false;
  }
}

/** Deletes for good or for a while, and brings some back. */
async function deletions({ client, ending, giveUp }: LoadParts, settled: Settled, random: Random): Promise<void> {
  while (!ending.aborted) {
    await sleep(random.between(8000, 16_000), ending);
    const upload = settled.take(random);
    if (!upload) continue;
    const api = `/api/videos/${upload.videoId}`;
    if (random.chance(0.4)) {
      const answer = await client.ask(api, { method: "DELETE" });
      upload.deletion = answer?.status === 204 ? "deleted" : "unknown";
    } else {
      const seconds = 20;
      const hidden = await client.ask(`${api}?undo_seconds=${seconds}`, { method: "DELETE" });
      upload.deletion = hidden?.status === 202 ? "hidden" : "unknown";
      upload.goneAtMs = Date.now() + seconds * 1000;
      if (hidden?.status === 202 && random.chance(0.7)) {
        await sleep(random.between(500, 4000), giveUp);
        const back = await client.ask(`${api}/undelete`, { method: "POST" });
        upload.deletion = back?.status === 200 ? "none" : "unknown";
      }
    }
    upload.isBusy = false;
  }
}

/** Looks at pages and plays pieces of videos. */
async function views({ client, ending }: LoadParts, settled: Settled, random: Random): Promise<void> {
  while (!ending.aborted) {
    const upload = settled.take(random);
    if (upload) {
      const { videoId, clip } = upload;
      const page = random.pick([`/videos/${videoId}`, `/videos/${videoId}/edit`, `/embed/${videoId}`, "/search?q=the"]);
      await client.ask(page, { headers: { Accept: "text/html" } });
      await client.ask(`/api/stream/${videoId}/${clip.renditions[0] ?? "720p"}`, {
        headers: { Range: "bytes=0-65535" },
      });
      await client.ask(`/api/videos/${videoId}/captions.vtt`);
      upload.isBusy = false;
    }
    await sleep(random.between(500, 2500), ending);
  }
}

/** Holds streams of events open for some seconds. */
async function listens({ client, ending }: LoadParts, settled: Settled, random: Random): Promise<void> {
  while (!ending.aborted) {
    const upload = settled.take(random);
    if (upload) upload.isBusy = false;
    const paths = ["/api/events", "/api/events", upload ? `/api/videos/${upload.videoId}/events` : "/api/events"];
    const limit = AbortSignal.any([ending, AbortSignal.timeout(random.between(2000, 8000))]);
    await Promise.all(paths.map(async (path) => {
      const response = await fetch(new URL(path, client.origin), { signal: limit }).catch(() => null);
      const pipe = response?.body?.pipeTo(new WritableStream());
      await pipe?.catch(() => {}); // cut off, by us or by a fault
    }));
    await sleep(1000, ending);
  }
}

/** Asks for transcriptions as OpenAI's clients do. */
async function transcriptions({ client, ledger, clips, ending }: LoadParts, random: Random): Promise<void> {
  while (!ending.aborted) {
    await sleep(random.between(6000, 14_000), ending);
    const clip = random.chance(0.2) ? random.pick(clips.bad) : random.pick(clips.good);
    const body = new FormData();
    body.append("file", new Blob([await Deno.readFile(clip.path)]), clip.fileName);
    body.append("model", "whisper-1");
    const answer = await client.ask("/v1/audio/transcriptions", { method: "POST", body, ms: 120_000 });
    if (!answer || answer.status >= 500 || answer.status === 429) continue;
    if (clip.text === null) {
      if (answer.status < 300) ledger.offend("wrongVerdicts", `${clip.kind} was transcribed: ${answer.text}`);
    } else if (answer.status !== 200) {
      const message = `/v1/audio/transcriptions refused ${clip.fileName}: ${answer.status} ${answer.text}`;
      ledger.offend("wrongVerdicts", message);
    } else if (!isText(JSON.parse(answer.text).text, clip.text)) {
      ledger.offend("wrongVerdicts", `"${clip.text}" was transcribed as ${answer.text}`);
    } else {
      ledger.transcriptions++;
    }
  }
}

/** Whether `written` is what was said, but for some words. */
export function isText(written: string, said: string): boolean {
  const { errors, words } = wordErrors(normalize(said, "en"), normalize(written, "en"));
  return errors <= MAX_WORD_ERROR_RATE * words;
}

function json(body: unknown): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}
