import { normalize } from "../normalize.ts";
import { wordErrors } from "../word_error_rate.ts";
import { type Client, sleep } from "./client.ts";
import type { Clip } from "./clips.ts";
import type { Ledger, Upload } from "./ledger.ts";
import type { Random } from "./random.ts";
import { Uploader } from "./uploads.ts";

/** Uploads pause while more videos than this are unfinished, so that the run ends in bounded time. */
const MAX_UNFINISHED = 6;
/** Captions with a higher word error rate count as another text. */
const MAX_WORD_ERROR_RATE = 0.4;
const MAX_EDITS = 3;

interface LoadContext {
  client: Client;
  ledger: Ledger;
  clips: { good: Clip[]; bad: Clip[] };
  random: Random;
  /** Aborted when nothing new may start. */
  ending: AbortSignal;
  /** Aborted when requests in flight are abandoned. */
  abandon: AbortSignal;
}

/** Simulates users until `ending` is aborted; resolves when their last requests have ended. */
export async function makeLoad(context: LoadContext): Promise<void> {
  const { ledger, random } = context;
  const ready = new ReadyVideos(context);
  const uploader = new Uploader(context.client, ledger, context.abandon);
  const actors = [
    uploadClips(context, uploader, ready, random.fork(), "tus"),
    uploadClips(context, uploader, ready, random.fork(), "post"),
    editCaptions(context, ready, random.fork()),
    deleteVideos(context, ready, random.fork()),
    viewVideos(context, ready, random.fork()),
    openEventStreams(context, ready, random.fork()),
    requestTranscriptions(context, random.fork()),
    ready.poll(),
  ];
  await Promise.all(actors);
}

/** The uploads that are videos with captions by now, from the polled list of videos. */
class ReadyVideos {
  unfinished = 0;
  #ready = new Set<string>();
  #context: LoadContext;

  constructor(context: LoadContext) {
    this.#context = context;
  }

  async poll(): Promise<void> {
    const { client, ending } = this.#context;
    while (!ending.aborted) {
      const answer = await client.ask("/api/videos?limit=100");
      if (answer?.status === 200) {
        const { videos } = JSON.parse(answer.text) as { videos: ListedVideo[] };
        this.unfinished = videos.filter(isUnfinished).length;
        for (const video of videos) if (!isUnfinished(video)) this.#ready.add(video.id);
      }
      await sleep(2000, ending);
    }
  }

  /** Picks a free upload and marks it as in use; null if there is none. */
  acquire(random: Random, predicate: (upload: Upload) => boolean = () => true): Upload | null {
    const free = this.#context.ledger.uploads.filter((upload) =>
      upload.videoId && this.#ready.has(upload.videoId) && !upload.isInUse && upload.deletion === "none" &&
      predicate(upload)
    );
    if (free.length === 0) return null;
    const upload = random.pick(free);
    upload.isInUse = true;
    return upload;
  }
}

interface ListedVideo {
  id: string;
  state: string;
  caption_status: string;
}

function isUnfinished({ state, caption_status }: ListedVideo): boolean {
  return state === "processing" || (state === "ready" && ["pending", "processing"].includes(caption_status));
}

async function uploadClips(
  { ledger, clips, ending }: LoadContext,
  uploader: Uploader,
  ready: ReadyVideos,
  random: Random,
  method: Upload["method"],
): Promise<void> {
  for (let n = 1; !ending.aborted; n++) {
    const clip = random.chance(0.2) ? random.pick(clips.bad) : random.pick(clips.good);
    if (ready.unfinished < MAX_UNFINISHED) {
      const upload = ledger.add(clip, method, `${method} ${n} ${clip.kind}`);
      if (method === "tus") await uploader.tus(upload, random);
      else await uploader.post(upload);
    }
    await sleep(random.between(1000, 5000), ending);
  }
}

/** Adds a unique word to a cue, or requests the captions again. */
async function editCaptions(
  { client, ledger, ending }: LoadContext,
  ready: ReadyVideos,
  random: Random,
): Promise<void> {
  for (let n = 1; !ending.aborted; n++) {
    await sleep(random.between(2000, 6000), ending);
    const upload = ready.acquire(random, ({ edits, clip }) => clip.text !== null && edits.length < MAX_EDITS);
    if (!upload) continue;
    const api = `/api/videos/${upload.videoId}`;
    if (random.chance(0.3) && upload.regenerations < 2) {
      upload.regenerations++;
      await client.ask(`${api}/captions/regenerate`, { method: "POST", ...jsonBody({}) });
    } else {
      const list = await client.ask(`${api}/tracks`);
      const [track] = list?.status === 200 ? JSON.parse(list.text).tracks : [];
      const read = track && await client.ask(`${api}/tracks/${track.id}`);
      const { revision, cues = [] } = read?.status === 200 ? JSON.parse(read.text) : {};
      if (cues.length > 0) {
        const mark = `mark${n}x`;
        const changed = random.index(cues.length);
        const editedCues = cues.map((cue: { start: number; end: number; text: string }, i: number) => (
          { start: cue.start, end: cue.end, text: i === changed ? `${cue.text} ${mark}` : cue.text }
        ));
        const body = { base_revision: revision.id, cues: editedCues, note: mark };
        const saved = await client.ask(`${api}/tracks/${track.id}`, { method: "PUT", ...jsonBody(body) });
        if (saved?.status === 200) {
          upload.edits.push({ track: track.id, revision: JSON.parse(saved.text).revision.id, mark });
        } else if (saved && ![409, 429].includes(saved.status) && saved.status < 500) {
          ledger.addViolation("wrongVerdicts", `an edit was refused: ${saved.status} ${saved.text}`, [upload.videoId]);
        }
      }
    }
    upload.isInUse = false;
  }
}

/** Deletes videos, at once or with time for undo, and undoes some. */
async function deleteVideos(
  { client, ending, abandon }: LoadContext,
  ready: ReadyVideos,
  random: Random,
): Promise<void> {
  while (!ending.aborted) {
    await sleep(random.between(8000, 16_000), ending);
    const upload = ready.acquire(random);
    if (!upload) continue;
    const api = `/api/videos/${upload.videoId}`;
    if (random.chance(0.4)) {
      const answer = await client.ask(api, { method: "DELETE" });
      upload.deletion = answer?.status === 204 ? "deleted" : "unknown";
    } else {
      const seconds = 20;
      const hidden = await client.ask(`${api}?undo_seconds=${seconds}`, { method: "DELETE" });
      upload.deletion = hidden?.status === 202 ? "hidden" : "unknown";
      upload.deleteAtMs = Date.now() + seconds * 1000;
      if (hidden?.status === 202 && random.chance(0.7)) {
        await sleep(random.between(500, 4000), abandon);
        const back = await client.ask(`${api}/undelete`, { method: "POST" });
        upload.deletion = back?.status === 200 ? "none" : "unknown";
      }
    }
    upload.isInUse = false;
  }
}

/** Loads pages and parts of videos. */
async function viewVideos({ client, ending }: LoadContext, ready: ReadyVideos, random: Random): Promise<void> {
  while (!ending.aborted) {
    const upload = ready.acquire(random);
    if (upload) {
      const { videoId, clip } = upload;
      const page = random.pick([`/videos/${videoId}`, `/videos/${videoId}/edit`, `/embed/${videoId}`, "/search?q=the"]);
      await client.ask(page, { headers: { Accept: "text/html" } });
      await client.ask(`/api/stream/${videoId}/${clip.renditions[0] ?? "720p"}`, {
        headers: { Range: "bytes=0-65535" },
      });
      await client.ask(`/api/videos/${videoId}/captions.vtt`);
      upload.isInUse = false;
    }
    await sleep(random.between(500, 2500), ending);
  }
}

/** Keeps event streams open for some seconds. */
async function openEventStreams({ client, ending }: LoadContext, ready: ReadyVideos, random: Random): Promise<void> {
  while (!ending.aborted) {
    const upload = ready.acquire(random);
    if (upload) upload.isInUse = false;
    const paths = ["/api/events", "/api/events", upload ? `/api/videos/${upload.videoId}/events` : "/api/events"];
    const limit = AbortSignal.any([ending, AbortSignal.timeout(random.between(2000, 8000))]);
    await Promise.all(paths.map(async (path) => {
      const response = await fetch(new URL(path, client.origin), { signal: limit }).catch(() => null);
      const pipe = response?.body?.pipeTo(new WritableStream());
      await pipe?.catch(() => {}); // ended by the limit or by a fault
    }));
    await sleep(1000, ending);
  }
}

/** Requests transcriptions as OpenAI's clients do. */
async function requestTranscriptions({ client, ledger, clips, ending }: LoadContext, random: Random): Promise<void> {
  while (!ending.aborted) {
    await sleep(random.between(6000, 14_000), ending);
    const clip = random.chance(0.2) ? random.pick(clips.bad) : random.pick(clips.good);
    const body = new FormData();
    body.append("file", new Blob([await Deno.readFile(clip.path)]), clip.fileName);
    body.append("model", "whisper-1");
    const answer = await client.ask("/v1/audio/transcriptions", { method: "POST", body, ms: 120_000 });
    if (!answer || answer.status >= 500 || answer.status === 429) continue;
    if (clip.text === null) {
      if (answer.status < 300) ledger.addViolation("wrongVerdicts", `${clip.kind} was transcribed: ${answer.text}`);
    } else if (answer.status !== 200) {
      const message = `/v1/audio/transcriptions refused ${clip.fileName}: ${answer.status} ${answer.text}`;
      ledger.addViolation("wrongVerdicts", message);
    } else if (!matchesSpeech(JSON.parse(answer.text).text, clip.text)) {
      ledger.addViolation("wrongVerdicts", `"${clip.text}" was transcribed as ${answer.text}`);
    } else {
      ledger.transcriptions++;
    }
  }
}

/** Whether a transcript matches the spoken text, apart from some words. */
export function matchesSpeech(written: string, spoken: string): boolean {
  const { errors, words } = wordErrors(normalize(spoken, "en"), normalize(written, "en"));
  return errors <= MAX_WORD_ERROR_RATE * words;
}

function jsonBody(body: unknown): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}
