import assert from "node:assert/strict";
import { ValidationError } from "../../../src/core/errors.ts";
import { CutOffError } from "../../../routes/http/errors.ts";
import { FieldError } from "../../../routes/openai/errors.ts";
import { readForm } from "../../../routes/openai/form.ts";

const BOUNDARY = "a-boundary";

function part(disposition: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
}
const END = `--${BOUNDARY}--\r\n`;

function requestOf(body: BodyInit, type = `multipart/form-data; boundary=${BOUNDARY}`): Request {
  return new Request("http://localhost/", { method: "POST", body, headers: { "Content-Type": type } });
}

async function text(body: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(body).text();
}

Deno.test("readForm() streams the file and returns every field, also those after it", async () => {
  const form = new FormData();
  form.append("model", "whisper-1");
  form.append("file", new File(["the sound"], "a.wav"));
  form.append("timestamp_granularities[]", "word");
  form.append("timestamp_granularities[]", "segment");
  form.append("prompt", "Zürich, 東京");
  let file = "";
  const encoded = new Response(form);
  const fields = await readForm(
    requestOf(encoded.body!, encoded.headers.get("Content-Type")!),
    async (body) => file = await text(body),
  );
  assert.equal(file, "the sound");
  assert.deepEqual([...fields], [
    ["model", ["whisper-1"]],
    ["timestamp_granularities", ["word", "segment"]],
    ["prompt", ["Zürich, 東京"]],
  ]);
});

Deno.test("readForm() takes a file without a name, with an empty one, and in another field", async () => {
  for (const name of ['name="file"', 'name="file"; filename=""', 'name="file"; filename="C:\\\\a\\\\rec"']) {
    let file = "";
    await readForm(requestOf(part(name, "abc") + END), async (body) => file = await text(body));
    assert.equal(file, "abc", name);
  }
  await readForm(requestOf(part('name="audio_file"; filename="a"', "abc") + END), text, "audio_file");
});

Deno.test("readForm() reads no faster than the file is consumed", async () => {
  const chunk = new Uint8Array(65_536);
  const chunks = 400; // 26 MB
  let sent = 0;
  const head = new TextEncoder().encode(part('name="file"; filename="a.wav"', "").slice(0, -2));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === 0) controller.enqueue(head);
      if (sent++ < chunks) return controller.enqueue(chunk);
      controller.enqueue(new TextEncoder().encode(`\r\n${END}`));
      controller.close();
    },
  });
  let taken = 0;
  let furthestAhead = 0;
  await readForm(requestOf(body), async (file) => {
    for await (const piece of file) {
      taken += piece.length;
      furthestAhead = Math.max(furthestAhead, sent * chunk.length - taken);
      if (taken % 1_000_000 < piece.length) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  assert.equal(taken, chunks * chunk.length);
  assert(furthestAhead < 1_000_000, `${furthestAhead} bytes were held`);
});

Deno.test("readForm() stops when the consumer of the file fails", async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode(part('name="file"; filename="a"', "x".repeat(99)))),
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)), // without end
    cancel: () => void (isCancelled = true),
  });
  const refused = readForm(requestOf(body), async (file) => {
    for await (const _ of file) throw new RangeError("enough");
  });
  await assert.rejects(refused, new RangeError("enough"));
  assert.equal(isCancelled, true);
});

Deno.test("readForm() names the fault of a form", async () => {
  const file = part('name="file"; filename="a.wav"', "abc");
  const wrong: [string, new (...args: never[]) => Error, RegExp][] = [
    [part('name="model"', "base") + END, FieldError, /there is no file/],
    [part('name="audio"; filename="a.wav"', "abc") + END, FieldError, /"audio": it must be in file/],
    [file + file + END, FieldError, /more than one file/],
    [file + part('name="prompt"', "x".repeat(70_000)) + END, FieldError, /prompt is longer than the 65536 bytes/],
    [file + part('name="a"', "b").repeat(70) + END, ValidationError, /more than 64 fields/],
    [file.slice(0, -4), CutOffError, /can't be read/],
    ["", CutOffError, /can't be read/],
  ];
  for (const [body, kind, message] of wrong) {
    await assert.rejects(readForm(requestOf(body), text), (error: Error) => {
      assert(error instanceof kind, `${error.name}: ${error.message}`);
      assert.match(error.message, message);
      return true;
    });
  }
  for (const type of ["application/json", "multipart/form-data"]) {
    await assert.rejects(readForm(requestOf("{}", type), text), /must be a form/);
  }
});

Deno.test("readForm() distinguishes a broken connection from a wrong form", async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(part('name="file"; filename="a"', "abc"))),
    pull: (controller) => controller.error(new Error("reset")),
  });
  await assert.rejects(readForm(requestOf(body), text), CutOffError);
});
