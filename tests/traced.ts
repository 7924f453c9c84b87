import assert from "node:assert/strict";

/** Where ONNX Runtime recognises CI by one of these variables, it sends nothing anyway. */
const CI = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL", "CODEBUILD_BUILD_ID"]
  .concat([
    "BUILDKITE",
    "TEAMCITY_VERSION",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
  ]);
/** Deno looks for newer versions, and `ORT_DISABLE_TELEMETRY` is what StreamForge has to set itself. */
const UNSET = [...CI, "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "TMPDIR"].flatMap((name) => ["--unsetenv", name]);
const ENDPOINT = /socket\(AF_INET6?,/;
const STORE = /"[^"]*\/\.cache\/Microsoft\b/;

/** A command that runs without a network and under strace, with a home of its own. */
export interface Traced {
  child: Deno.ChildProcess;
  /** Whether it opened a socket of IP, for whatever address. */
  hasOpenedSocket(): Promise<boolean>;
  /** Whether it touched the folder where ONNX Runtime keeps its identifier of the machine. */
  hasTouchedStore(): Promise<boolean>;
}

/** @param folder gets the trace, and is the home */
export async function traced(folder: string, command: string[]): Promise<Traced> {
  await Deno.mkdir(folder, { recursive: true });
  const log = `${folder}/strace.log`;
  const read = () => Deno.readTextFile(log).catch(() => "");
  const world = ["--unshare-net", "--dev-bind", "/", "/", "--chdir", folder, "--die-with-parent", ...UNSET];
  const env = ["HOME", folder, "DENO_NO_UPDATE_CHECK", "1", "DENO_DIR", denoDir()];
  for (let i = 0; i < env.length; i += 2) world.push("--setenv", env[i], env[i + 1]);
  const watch = ["strace", "--follow-forks", "--seccomp-bpf", "--trace=socket,connect,mkdir,openat", `--output=${log}`];
  const child = new Deno.Command("bwrap", {
    args: [...world, "--", ...watch, ...command],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return {
    child,
    hasOpenedSocket: async () => ENDPOINT.test(await read()),
    hasTouchedStore: async () => STORE.test(await read()),
  };
}

function denoDir(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** Asserts that a command, which has ended, neither opened a socket nor touched the store. */
export async function assertSentNothing({ hasOpenedSocket, hasTouchedStore }: Traced): Promise<void> {
  assert.deepEqual([await hasOpenedSocket(), await hasTouchedStore()], [false, false], "a socket; a file");
}
