/** podman's profile of system calls, as containers-common installs it. */
const PODMAN_PROFILE = "/usr/share/containers/seccomp.json";
/** System calls that Docker's default profile keeps for CAP_SYS_ADMIN and podman's does not. */
const NAMESPACES = ["clone", "clone3", "mount", "pivot_root", "setns", "umount", "umount2", "unshare"];
/** CLONE_NEWNS and the other flags that make namespaces. */
const NAMESPACE_FLAGS = 0x7e02_0000;
const ENOSYS = 38;

interface Rule {
  names: string[];
  action: string;
  [more: string]: unknown;
}

/**
 * Writes podman's profile with Docker's default rules about namespaces: processes and threads, but no user namespace.
 *
 * @returns the file
 */
export async function strictSeccomp(): Promise<string> {
  const profile: { syscalls: Rule[] } = JSON.parse(await Deno.readTextFile(PODMAN_PROFILE));
  for (const rule of profile.syscalls) {
    if (rule.action === "SCMP_ACT_ALLOW") rule.names = rule.names.filter((name) => !NAMESPACES.includes(name));
  }
  profile.syscalls = profile.syscalls.filter(({ names }) => names.length > 0);
  profile.syscalls.push(
    {
      names: ["clone"],
      action: "SCMP_ACT_ALLOW",
      args: [{ index: 0, value: NAMESPACE_FLAGS, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ" }],
    },
    // the C library then calls clone
    { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS },
  );
  const file = await Deno.makeTempFile({ prefix: "seccomp_", suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(profile));
  return file;
}
