/**
 * Run by binary_test.ts in a network with only loopback: starts the binary in an empty folder as an unprivileged user,
 * uploads a clip, waits for its captions and prints the results as JSON.
 *
 * Arguments: the binary, an empty folder that the user owns, a folder with weights, a clip.
 */
import { get } from "node:http";

const [binary, folder, modelsDir, clip] = Deno.args;
const token = "a-token-for-the-test";
const port = 8151;
const origin = `http://127.0.0.1:${port}`;
const account = Deno.uid() === 0 ? { uid: 65534, gid: 65534 } : {};

const server = new Deno.Command(binary, {
  args: ["serve"],
  cwd: folder,
  clearEnv: true,
  env: {
    PATH: Deno.env.get("PATH")!,
    TMPDIR: folder,
    DATA_DIR: `${folder}/data`,
    MODELS_DIR: modelsDir,
    PORT: String(port),
    OWNER_TOKEN: token,
    WHISPER_MODEL: "base",
  },
  stdout: "inherit",
  stderr: "inherit",
  ...account,
}).spawn();
let ended = false;
server.status.then(() => ended = true);

async function until<T>(what: string, seconds: number, look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (ended) throw new Error(`the binary ended before ${what}`);
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no ${what} within ${seconds} s`);
}

let result = {};
const headers = { Authorization: `Bearer ${token}` };
try {
  const health = await until("answer from /health", 60, async () => {
    const response = await fetch(`${origin}/health`);
    return response.ok ? await response.json() : null;
  });
  const page = await (await fetch(`${origin}/`, { headers })).text();
  const script = /<script[^>]+src="([^"]+)"/.exec(page)?.[1];
  const scriptStatus = script ? (await fetch(new URL(script, origin))).status : 0;
  const modelBytes = (await (await fetch(`${origin}/learn/model.safetensors`)).arrayBuffer()).byteLength;
  const upload = await fetch(`${origin}/api/videos?title=clip`, {
    method: "POST",
    headers,
    body: (await Deno.open(clip)).readable,
  });
  const video = await upload.json();
  const status = await until("end of the captions", 240, async () => {
    const status = await (await fetch(`${origin}/api/videos/${video.id}/captions/status`)).json();
    return ["ready", "failed"].includes(status.status) ? status : null;
  });
  const srt = await (await fetch(`${origin}/api/videos/${video.id}/captions.srt`)).text();
  const outside = await new Promise<string>((resolve) =>
    get("http://192.0.2.1/", () => resolve("answered")).on("error", (error) => resolve(error.message))
  );
  const uid = (await Deno.stat(`${folder}/data`)).uid;
  result = { health, scriptStatus, modelBytes, upload: upload.status, status, srt, outside, uid };
} finally {
  if (!ended) server.kill("SIGTERM");
  await server.status;
}
const { code } = await server.status;
const databases = [...Deno.readDirSync(`${folder}/data/postgres`)].filter(({ name }) => /^\d+$/.test(name));
const left = databases.filter(({ name }) => {
  return [...Deno.readDirSync(`${folder}/data/postgres/${name}`)].some(({ name }) => name === "postmaster.pid");
});
console.log("\nRESULT " + JSON.stringify({ ...result, code, databases: databases.length, left: left.length }));
