const root = new URL("../", import.meta.url).pathname;

/** Starts the program as a person does, with its own database, worker and model, and gives its sign-in link once it has printed it. */
export async function serveWhole(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<{ link: URL; stop(): Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", "--no-check", "--config", `${root}deno.json`, "-A", `${root}main.ts`, "serve"],
    env: { DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "warn", ...env },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server ended: ${printed}`);
    printed += value;
    const link = /http:\S+\/sign-in\?token=\S+\n/.exec(printed)?.[0];
    if (!link) continue;
    return {
      link: new URL(link.trim()),
      stop: async () => {
        child.kill("SIGTERM");
        await reader.cancel();
        await child.status;
      },
    };
  }
}
