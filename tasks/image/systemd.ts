/** Tries the unit of deploy/systemd under a real systemd, which is process 1 of a container with the image's program. */
import assert from "node:assert/strict";
import { build } from "./bases.ts";
import { askPodman, podmanOutput, type Restrictions } from "./engine.ts";
import { captionClip, makeData, reach, say, TOKEN, until } from "./trial.ts";

const deploy = new URL("../../deploy/", import.meta.url).pathname;
const IMAGE = "localhost/streamforge-systemd:test";
const NAME = "streamforge-systemd-test";
const STATE = "/var/lib/streamforge";

/** The image with systemd, a user as the unit's first lines make it, and the unit. */
async function buildImage(program: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.copyFile(`${deploy}systemd/streamforge.service`, `${folder}/streamforge.service`);
    await Deno.writeTextFile(
      `${folder}/Dockerfile`,
      `FROM ${program}
USER root
RUN apt-get update && apt-get install -y --no-install-recommends systemd && rm -rf /var/lib/apt/lists/* \\
  && userdel streamforge \\
  && useradd --system --home-dir ${STATE} --shell /usr/sbin/nologin streamforge
COPY streamforge.service /etc/systemd/system/
`,
    );
    await build(folder, ["--tag", IMAGE]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks systemd for properties of the service. */
async function show(...names: string[]): Promise<Record<string, string>> {
  const lines = await podmanOutput("exec", NAME, "systemctl", "show", "streamforge", `--property=${names.join()}`);
  return Object.fromEntries(lines.split("\n").map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]));
}

const systemctl = (...args: string[]) => podmanOutput("exec", NAME, "systemctl", ...args);
const inside = (...command: string[]) => podmanOutput("exec", NAME, ...command);

/**
 * Starts the service, uploads a clip, kills the service's main process, and stops it.
 *
 * @param program an image with the program, ffmpeg and bubblewrap on Debian
 */
export async function checkUnit(program: string, restrictions: Restrictions): Promise<void> {
  await buildImage(program);
  const data = await makeData(0); // systemd gives it to the service's user
  const server = reach(restrictions);
  const environment = await Deno.makeTempFile({ prefix: "streamforge_", suffix: ".env" });
  const settings = Object.entries({ ...server.settings, OWNER_TOKEN: TOKEN }).map(([name, value]) =>
    `${name}=${value}`
  );
  await Deno.writeTextFile(
    environment,
    `${await Deno.readTextFile(`${deploy}streamforge.env.example`)}\n${settings.join("\n")}\n`,
  );
  await askPodman("rm", "--force", NAME);
  try {
    await podmanOutput(
      ...["run", "--detach", "--name", NAME, "--no-healthcheck", "--systemd=always", "--cap-add=SYS_ADMIN"],
      ...["--security-opt=seccomp=unconfined", ...restrictions.runOptions, ...server.runOptions],
      ...[`--volume=${data}:${STATE}`, `--volume=${environment}:/etc/streamforge/streamforge.env:ro`],
      ...["--entrypoint=/lib/systemd/systemd", IMAGE],
    );
    const health = async () => await (await fetch(`${await server.originOf(NAME)}/health`)).json();
    await until("systemd", { seconds: 60, container: NAME }, async () => {
      // degraded: a unit of Debian's failed, which may be in a container
      return /^(running|degraded)$/.test((await askPodman("exec", NAME, "systemctl", "is-system-running")).out) || null;
    });
    await systemctl("start", "streamforge");
    const { sandbox } = await until("answer of the service", { seconds: 120, container: NAME }, health);
    assert.equal(sandbox.name, "bubblewrap", JSON.stringify(sandbox));
    const before = await show("MainPID", "ExecMainStatus");
    assert.equal(await inside("stat", "-c", "%U", `/proc/${before.MainPID}`), "streamforge");
    assert.equal(await inside("stat", "-c", "%U %a", STATE), "streamforge 700");
    const version = (await inside("systemctl", "--version")).split("\n")[0];
    say(`${version} runs the unit as its own user, and ffmpeg in bubblewrap`);
    await captionClip(await server.originOf(NAME), NAME);

    await systemctl("kill", "--signal=KILL", "--kill-whom=main", "streamforge");
    await until("restart", { seconds: 60, container: NAME }, async () => {
      const { MainPID, ActiveState } = await show("MainPID", "ActiveState");
      return ActiveState === "active" && MainPID !== before.MainPID ? await health() : null;
    });
    assert.equal((await show("NRestarts")).NRestarts, "1");
    await systemctl("stop", "streamforge");
    assert.deepEqual(await show("Result", "ExecMainStatus"), { Result: "success", ExecMainStatus: "0" });
    say("after a kill systemd started it again; it stopped with exit code 0");
  } finally {
    await askPodman("rm", "--force", "--time", "20", NAME);
    await Deno.remove(data, { recursive: true });
    await Deno.remove(environment);
  }
}
