/**
 * `./sf test:image` builds the Dockerfile's CPU stage and the CUDA provider's stage, runs the CPU image with a read-only
 * root as its own user, uploads a clip, reads its captions, kills the server inside, and stops it. Then it does so with
 * the systemd unit, under a systemd in a container. It prints what it saw, what stands in for what, and ends with exit
 * code 1 if anything is not as it should be.
 *
 * As root: containers of another user need rights that few machines give out.
 */
import assert from "node:assert/strict";
import { buildStage, prepareBases } from "./build.ts";
import { askPodman, findRestrictions, inOwnMounts, podmanOutput, type Restrictions } from "./engine.ts";
import { strictSeccomp } from "./seccomp.ts";
import { checkUnit } from "./systemd.ts";
import { captionClip, makeData, reach, say, TOKEN, until as untilFor } from "./trial.ts";

const IMAGE = "localhost/streamforge:test";
const PROVIDER = "localhost/streamforge-cuda-provider:test";
const NAME = "streamforge-image-test";
/** The user of the image. */
const USER = 10001;
/** What deploy/compose.yaml gives the container too. */
const HARDENED = ["--read-only", "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=1g", "--shm-size=256m", "--cap-drop=all"]
  .concat(["--security-opt=no-new-privileges"]);

const until = <T>(what: string, seconds: number, look: () => Promise<T | null>) =>
  untilFor(what, { seconds, container: NAME }, look);

async function start(data: string, restrictions: Restrictions): Promise<string> {
  const { settings, runOptions, originOf } = reach(restrictions);
  const environment = Object.entries({ ...settings, OWNER_TOKEN: TOKEN }).map(([name, value]) =>
    `--env=${name}=${value}`
  );
  await podmanOutput(
    ...["run", "--detach", "--name", NAME, ...HARDENED, ...restrictions.runOptions, ...runOptions, ...environment],
    ...[`--volume=${data}:/data`, IMAGE],
  );
  return await originOf(NAME);
}

/** Runs a command in the container as its user. */
async function inside(...command: string[]): Promise<string> {
  const { out, err, code } = await askPodman("exec", NAME, ...command);
  return code === 0 ? out : `${out}${err}`;
}

/** The container's health as its own health check gives it. */
async function health(): Promise<string> {
  await askPodman("healthcheck", "run", NAME);
  return await podmanOutput("inspect", "--format", "{{.State.Health.Status}}", NAME);
}

async function checkUser(): Promise<void> {
  assert.equal(await inside("id", "-u"), String(USER));
  assert.match(await inside("sh", "-c", "touch /x"), /Read-only file system/);
  assert.match(await inside("sh", "-c", "touch /data/x && rm /data/x && echo writes"), /writes/);
  assert.match(await inside("cat", "/proc/1/comm"), /^tini$/);
  say(
    `user ${USER}, root read-only, /data writable, process 1 is tini, home ${await inside("sh", "-c", "echo $HOME")}`,
  );
}

/** Kills the server and its worker, and counts the processes that nobody collected. */
async function checkZombies(origin: string): Promise<void> {
  const list = () => inside("sh", "-c", "cat /proc/[0-9]*/stat");
  const pids = async () => [...(await list()).matchAll(/^(\d+) \(streamforge\) \S (\d+)/gm)].map(([, pid]) => pid);
  const before = await pids();
  assert.ok(before.length >= 3, `watcher, server and worker: ${before}`);
  await inside("sh", "-c", `kill -9 ${before.slice(1).join(" ")}`);
  await until("server after a kill", 60, async () => (await pids()).some((pid) => !before.includes(pid)) || null);
  await until("answer after a kill", 60, async () => (await fetch(`${origin}/health`)).ok || null);
  await until("end of the old database", 30, async () => / Z /.test(await list()) ? null : true);
  say("server and worker were killed: the watcher started them again, and no zombie is left");
}

async function stop(data: string): Promise<void> {
  const stopMs = performance.now();
  await podmanOutput("stop", "--time", "60", NAME);
  const seconds = ((performance.now() - stopMs) / 1000).toFixed(1);
  assert.equal(await podmanOutput("inspect", "--format", "{{.State.ExitCode}}", NAME), "0", "the exit code");
  const left: string[] = [];
  for await (const { name } of Deno.readDir(`${data}/postgres`)) {
    if (await Deno.stat(`${data}/postgres/${name}/postmaster.pid`).then(() => true, () => false)) left.push(name);
  }
  assert.deepEqual(left, [], "databases that still run");
  await podmanOutput("rm", NAME);
  say(`SIGTERM stopped it in ${seconds} s with exit code 0, and its database was shut down`);
}

/** Runs `doctor` in a new container. @returns its lines */
async function doctor(data: string, options: string[]): Promise<string> {
  const { out, err } = await askPodman("run", "--rm", ...options, `--volume=${data}:/data`, IMAGE, "doctor");
  return `${out}\n${err}`.trim();
}

async function checkSandbox(data: string, { runOptions }: Restrictions): Promise<void> {
  const seccomp = await strictSeccomp();
  const cases: [name: string, options: string[], expected: RegExp][] = [
    ["podman's own seccomp profile", HARDENED, /^ok {4}sandbox +bubblewrap: /m],
    ["a seccomp profile that refuses user namespaces, as Docker's does", [
      ...HARDENED,
      `--security-opt=seccomp=${seccomp}`,
    ], /^warn {2}sandbox +setpriv: .*\(bwrap: /m],
    ["no seccomp profile", [...HARDENED, "--security-opt=seccomp=unconfined"], /^ok {4}sandbox +bubblewrap: /m],
    [
      "a /tmp that refuses execution, as docker's --tmpfs makes it",
      HARDENED.map((option) => option.replace(",exec,", ",noexec,")),
      /^FAIL {2}device .*the folder for temporary files must allow execution/m,
    ],
  ];
  for (const [name, options, expected] of cases) {
    const lines = await doctor(data, [...options, ...runOptions]);
    say(`doctor under ${name}:\n${lines}`);
    assert.match(lines, expected, name);
  }
}

async function checkProvider(runOptions: string[]): Promise<void> {
  say(`the stage cuda-provider is built, after ${await buildStage("cuda-provider", PROVIDER)} s`);
  const files = await podmanOutput("run", "--rm", ...runOptions, "--entrypoint=ls", PROVIDER, "-s", "/onnxruntime");
  for (
    const name of ["libonnxruntime.so.1", "libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so"]
  ) {
    assert.ok(files.includes(name), `${name} is missing: ${files}`);
  }
  say(`/onnxruntime holds, in KiB:\n${files}`);
}

async function main(): Promise<void> {
  await askPodman("rm", "--force", NAME);
  await prepareBases();
  say(`the CPU image is built, after ${await buildStage("cpu", IMAGE)} s: ${await podmanOutput("images", IMAGE)}`);
  const restrictions = await findRestrictions(IMAGE);
  for (const note of restrictions.notes) say(`note: ${note}`);
  const data = await makeData(USER);
  try {
    const origin = await start(data, restrictions);
    say(
      `before the server answers, its health is ${await podmanOutput(
        "inspect",
        "--format",
        "{{.State.Health.Status}}",
        NAME,
      )}`,
    );
    await until("health", 120, async () => await health() === "healthy" || null);
    say("its health check says healthy");
    await checkUser();
    await captionClip(origin, NAME);
    await checkZombies(origin);
    await stop(data);
    await checkSandbox(data, restrictions);
    await checkUnit(IMAGE, restrictions);
    await checkProvider(restrictions.runOptions);
  } finally {
    await askPodman("rm", "--force", "--time", "20", NAME);
    await Deno.remove(data, { recursive: true });
  }
  say("everything is as it should be");
}

if (import.meta.main) {
  const code = await inOwnMounts(import.meta.filename!);
  if (code !== null) Deno.exit(code);
  await main();
}
