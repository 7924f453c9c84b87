const ROOT = new URL("../", import.meta.url).pathname;
const TOKEN = "bench";

/** A complete server, started as by `./sf start`, in a temporary folder. */
export interface PipelineServer {
  /** Sends a request to the API as the owner. @throws {Error} with the answer if it is not 2xx */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Log lines so far. */
  lines: string[];
  stop(): Promise<void>;
}

/** @throws {Error} with its output, if it ends before it is ready */
export async function startServer(): Promise<PipelineServer> {
  const folder = await Deno.makeTempDir({ prefix: "streamforge_bench_pipeline_" });
  const main = ["--config", `${ROOT}deno.json`, "-A", `${ROOT}main.ts`, "serve"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", ...main],
    env: { DATA_DIR: folder, PORT: "0", HOST: "127.0.0.1", OWNER_TOKEN: TOKEN, DATABASE_URL: "", LOG_LEVEL: "info" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const origin = Promise.withResolvers<string>();
  const reading = [child.stdout, child.stderr].map((stream) =>
    readLines(stream, (line) => {
      lines.push(line);
      const address = /^StreamForge \S+ on (http:\S+)/.exec(line)?.[1];
      if (address) origin.resolve(address.replace("localhost", "127.0.0.1"));
    })
  );
  child.status.then(() => origin.reject(new Error(`the server ended:\n${lines.join("\n")}`)));
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch { /* it has ended */ }
    await child.status;
    await Promise.all(reading);
    await Deno.remove(folder, { recursive: true });
  };
  // an interrupted benchmark must not leave a server or a folder behind
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(name, () => stop().finally(() => Deno.exit(130)));
  }
  try {
    const address = await origin.promise;
    return {
      lines,
      stop,
      ask: async (path, init = {}) => {
        const response = await fetch(address + path, { ...init, headers: { Authorization: `Bearer ${TOKEN}` } });
        if (response.ok) return response;
        throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
}
