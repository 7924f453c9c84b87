import { encodeBase64 } from "../../src/core/base64.ts";
import { type Client, isLater, sleep, waitMs } from "./client.ts";
import type { Ledger, Upload } from "./ledger.ts";
import type { Random } from "./random.ts";

const TUS = { "Tus-Resumable": "1.0.0" };

/** Sends one file and writes down what the server says of it. */
export class Uploader {
  #client: Client;
  #ledger: Ledger;
  /** Aborted when nothing more is waited for: an upload that has no verdict then never gets one. */
  #giveUp: AbortSignal;

  constructor(client: Client, ledger: Ledger, giveUp: AbortSignal) {
    this.#client = client;
    this.#ledger = ledger;
    this.#giveUp = giveUp;
  }

  /**
   * In one request. An answer that is lost, or that blames the server, leaves the upload `unknown`: the video may be
   * there, and the server can't tell a second try from a second video.
   */
  async post(upload: Upload): Promise<void> {
    const body = await Deno.readFile(upload.clip.path);
    const query = new URLSearchParams({ title: upload.title, filename: upload.clip.fileName });
    const answer = await this.#client.ask(`/api/videos?${query}`, { method: "POST", body, ms: 60_000 });
    if (answer && !isLater(answer)) return this.#verdict(upload, answer);
    upload.state = "unknown";
  }

  /** In pieces, by tus: some are cut off, and what the server has then is asked for. */
  async tus(upload: Upload, random: Random): Promise<void> {
    const bytes = await Deno.readFile(upload.clip.path);
    const metadata = { title: upload.title, filename: upload.clip.fileName };
    const created = await this.#client.insist("/api/uploads", {
      method: "POST",
      headers: {
        ...TUS,
        "Upload-Length": String(bytes.length),
        "Upload-Metadata": Object.entries(metadata)
          .map(([name, value]) => `${name} ${encodeBase64(new TextEncoder().encode(value))}`).join(","),
      },
    }, this.#giveUp);
    if (!created) return void (upload.state = "unknown");
    if (created.status !== 201) return this.#verdict(upload, created);
    const path = new URL(created.headers.get("Location")!, this.#client.origin).pathname;
    const id = path.split("/").at(-1)!;

    let offset = 0; // that the server has acknowledged
    let isSure = true; // whether it may have more than that
    while (!this.#giveUp.aborted) {
      if (!isSure) {
        const head = await this.#client.insist(path, { method: "HEAD", headers: TUS }, this.#giveUp);
        if (!head) break;
        const there = Number(head.headers.get("Upload-Offset") ?? NaN);
        if (head.status !== 200 || head.headers.has("X-Video-Id")) return this.#verdict(upload, head, id);
        if (!(there >= offset)) {
          this.#ledger.offend("lost", `"${upload.title}": ${offset} bytes were acknowledged, ${there} are there`, [id]);
          upload.state = "unknown";
          return;
        }
        offset = there;
      }
      const step = Math.ceil(bytes.length / 4);
      const end = Math.min(bytes.length, offset + Math.ceil(random.between(0.5, 1.5) * step));
      const piece = bytes.subarray(offset, end);
      const isCut = random.chance(0.15);
      const answer = await this.#client.ask(path, {
        method: "PATCH",
        headers: { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        body: isCut ? brokenOff(piece) : piece,
      });
      isSure = answer?.status === 204;
      if (answer?.status === 204) {
        offset = Number(answer.headers.get("Upload-Offset") ?? end);
        if (answer.headers.has("X-Video-Id")) return this.#verdict(upload, answer, id);
        if (offset === bytes.length) isSure = false; // whole, and no video yet: HEAD tells
      } else if (answer && answer.status !== 409 && !isLater(answer) && answer.status !== 400) {
        return this.#verdict(upload, answer, id);
      } else {
        await sleep(waitMs(answer), this.#giveUp);
      }
    }
    this.#ledger.offend(
      "lost",
      `"${upload.title}": a tus upload could not be ended: ${offset} of ${bytes.length} bytes`,
      [
        id,
      ],
    );
    upload.state = "unknown";
  }

  #verdict(
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
    if (clip.text === null) return; // as it should be; 404 where the answer that said so was lost
    if (status === 404) {
      this.#ledger.offend("lost", `"${title}" (${clip.kind}): an upload that was begun is gone`, [id]);
    } else this.#ledger.offend("wrongVerdicts", `"${title}" (${clip.kind}) was refused: ${upload.refusal}`, [id]);
  }
}

/** A body that ends in an error after half of it. */
function brokenOff(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      controller.enqueue(bytes.subarray(0, Math.floor(bytes.length / 2)));
      await sleep(50);
      controller.error(new Error("the network was cut"));
    },
  });
}
