/** Runs the receivers of docs/webhooks.md. */
import assert from "node:assert/strict";
import { newWebhookSecret, signatureHeaders } from "../src/webhooks/secret.ts";
import { sendWebhook } from "../src/webhooks/send.ts";
import { withFolder } from "./temporary_folder.ts";

const root = new URL("..", import.meta.url).pathname;
/** `tests/install.sh` installs the package for Python here. */
const PYTHON = `${
  Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`
}/streamforge/standardwebhooks-1.1.0`;

const page = await Deno.readTextFile(`${root}docs/webhooks.md`);
const receiving = page.split("\n## Receiving\n")[1].split("\n## ")[0];
const blocks = [...receiving.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => ({ language, code }));

const PROGRAMS: Record<string, (path: string) => string[]> = {
  ts: (path) => [Deno.execPath(), "run", "-A", "--quiet", "--no-check", "--config", `${root}deno.json`, path],
  python: (path) => ["python3", path],
};

Deno.test("the receivers of docs/webhooks.md verify what is sent, once, and refuse what was changed", async (t) => {
  assert.deepEqual(blocks.map(({ language }) => language), Object.keys(PROGRAMS));
  for (const { language, code } of blocks) {
    await t.step(language, () =>
      withFolder(async (folder) => {
        const path = `${folder}/receiver.${language}`;
        await Deno.writeTextFile(path, code);
        await tryReceiver(PROGRAMS[language](path));
      }));
  }
});

async function tryReceiver([program, ...args]: string[]): Promise<void> {
  const secret = newWebhookSecret();
  const port = freePort();
  const env = { WEBHOOK_SECRET: secret, PORT: String(port), PYTHONPATH: PYTHON };
  const receiver = new Deno.Command(program, { args, env, stdin: "null", stdout: "piped", stderr: "inherit" }).spawn();
  const lines = receiver.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  const until = async (text: string) => {
    while (!printed.includes(text)) {
      const { value, done } = await lines.read();
      assert(!done, printed);
      printed += value;
    }
  };
  try {
    await until("listening");
    const body = JSON.stringify({
      type: "captions.ready",
      timestamp: new Date().toISOString(),
      data: { id: "a-video" },
    });
    const headers = signatureHeaders([secret], { id: "msg_1", at: new Date(), body });
    const send = (body: string) => sendWebhook({ url: `http://127.0.0.1:${port}/`, headers, body, allowPrivate: true });
    assert.equal((await send(body)).status, 204);
    assert.equal((await send(body)).status, 204);
    assert.equal((await send(body.replace("a-video", "b-video"))).status, 400);
    await until("refused");
    assert.equal(printed.match(/captions\.ready a-video/g)?.length, 1, printed);
    assert(!printed.includes("b-video"));
  } finally {
    receiver.kill("SIGKILL");
    await receiver.status;
    await lines.cancel();
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}
