import { encodeBase64 } from "../../src/core/base64.ts";
import { type Client, isRetryable, retryAfterMs, sleep } from "./client.ts";
import type { Ledger, Upload } from "./ledger.ts";
import type { Random } from "./random.ts";

const TUS = { "Tus-Resumable": "1.0.0" };

/** Uploads files and records the server's answers. */
export class Uploader {
  #client: Client;
  #ledger: Ledger;
  /** Aborted at the end of the run: uploads without an outcome stay without one. */
  #abandon: AbortSignal;

  constructor(client: Client, ledger: Ledger, abandon: AbortSignal) {
    this.#client = client;
    this.#ledger = ledger;
    this.#abandon = abandon;
  }

  /**
   * Uploads in one request. If the answer is lost or retryable, the upload is `unknown`: the video may exist, and a
   * retry would make a second video.
   */
  async post(upload: Upload): Promise<void> {
    const body = await Deno.readFile(upload.clip.path);
    const query = new URLSearchParams({ title: upload.title, filename: upload.clip.fileName });
    const answer = await this.#client.ask(`/api/videos?${query}`, { method: "POST", body, ms: 60_000 });
    if (answer && !isRetryable(answer)) return this.#recordOutcome(upload, answer);
    upload.state = "unknown";
  }

  /** Uploads in chunks, by tus. Some chunks are cut off; then the server's offset is read again. */
  async tus(upload: Upload, random: Random): Promise<void> {
    const bytes = await Deno.readFile(upload.clip.path);
    const metadata = { title: upload.title, filename: upload.clip.fileName };
    const created = await this.#client.askUntilAnswered("/api/uploads", {
      method: "POST",
      headers: {
        ...TUS,
        "Upload-Length": String(bytes.length),
        "Upload-Metadata": Object.entries(metadata)
          .map(([name, value]) => `${name} ${encodeBase64(new TextEncoder().encode(value))}`).join(","),
      },
    }, this.#abandon);
    if (!created) return void (upload.state = "unknown");
    if (created.status !== 201) return this.#recordOutcome(upload, created);
    const path = new URL(created.headers.get("Location")!, this.#client.origin).pathname;
    const id = path.split("/").at(-1)!;

    let offset = 0; // that the server has acknowledged
    let isOffsetCurrent = true; // false: the server may have more bytes
    while (!this.#abandon.aborted) {
      if (!isOffsetCurrent) {
        const head = await this.#client.askUntilAnswered(path, { method: "HEAD", headers: TUS }, this.#abandon);
        if (!head) break;
        const serverOffset = Number(head.headers.get("Upload-Offset") ?? NaN);
        if (head.status !== 200 || head.headers.has("X-Video-Id")) return this.#recordOutcome(upload, head, id);
        if (!(serverOffset >= offset)) {
          this.#ledger.addViolation(
            "lost",
            `"${upload.title}": ${offset} bytes were acknowledged, the server has ${serverOffset}`,
            [id],
          );
          upload.state = "unknown";
          return;
        }
        offset = serverOffset;
      }
      const step = Math.ceil(bytes.length / 4);
      const end = Math.min(bytes.length, offset + Math.ceil(random.between(0.5, 1.5) * step));
      const chunk = bytes.subarray(offset, end);
      const isCut = random.chance(0.15);
      const answer = await this.#client.ask(path, {
        method: "PATCH",
        headers: { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        body: isCut ? truncatedBody(chunk) : chunk,
      });
      isOffsetCurrent = answer?.status === 204;
      if (answer?.status === 204) {
        offset = Number(answer.headers.get("Upload-Offset") ?? end);
        if (answer.headers.has("X-Video-Id")) return this.#recordOutcome(upload, answer, id);
        if (offset === bytes.length) isOffsetCurrent = false; // complete, but no video yet: HEAD returns its id
      } else if (answer && answer.status !== 409 && !isRetryable(answer) && answer.status !== 400) {
        return this.#recordOutcome(upload, answer, id);
      } else {
        await sleep(retryAfterMs(answer), this.#abandon);
      }
    }
    this.#ledger.addViolation(
      "lost",
      `"${upload.title}": a tus upload could not be ended: ${offset} of ${bytes.length} bytes`,
      [
        id,
      ],
    );
    upload.state = "unknown";
  }

  #recordOutcome(
    upload: Upload,
    { status, headers, text }: { status: number; headers: Headers; text: string },
    id: string | null = null,
  ): void {
    const { clip, title } = upload;
    if (status < 300) {
      upload.state = "accepted";
      upload.videoId = headers.get("X-Video-Id") ?? JSON.parse(text).id;
      return;
    }
    upload.state = "refused";
    upload.refusal = `${status} ${text.slice(0, 300)}`;
    if (clip.text === null) return; // expected; 404 if an earlier refusal was lost
    if (status === 404) {
      this.#ledger.addViolation("lost", `"${title}" (${clip.kind}): an upload that was begun is gone`, [id]);
    } else this.#ledger.addViolation("wrongVerdicts", `"${title}" (${clip.kind}) was refused: ${upload.refusal}`, [id]);
  }
}

/** A body that fails after half of its bytes. */
function truncatedBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      await sleep(50);
      controller.error(new Error("the network was cut"));
    },
  });
}
