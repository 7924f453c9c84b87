/** A small file system that can be filled; unmounted when it goes out of scope. */
export interface SmallDisk extends AsyncDisposable {
  /** Absolute path of the mount point. */
  path: string;
  /** Fills it to the last block. */
  fill(): Promise<void>;
  /** Removes what `fill` wrote. */
  clear(): Promise<void>;
  /** Remounts it, as Linux does after a disk fault; no file may be open for writing. */
  setReadOnly(isReadOnly: boolean): Promise<void>;
}

/**
 * Mounts a tmpfs of `megabytes`. The user must be root, or be allowed to use `sudo -n`: without a real full disk the
 * tests would test nothing.
 */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await Deno.makeTempDir({ prefix: "streamforge_disk_" });
  const owner = `uid=${Deno.uid()},gid=${Deno.gid()},mode=0755`;
  await asRoot("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,${owner}`, "none", path);
  const filler = `${path}/filler`;
  return {
    path,
    async fill() {
      using file = await Deno.open(filler, { write: true, create: true, append: true });
      const block = new Uint8Array(4096).fill(1);
      try {
        for (;;) await file.write(block);
      } catch (error) {
        if ((error as { code?: string }).code !== "ENOSPC") throw error;
      }
    },
    clear: () => Deno.remove(filler),
    setReadOnly: (isReadOnly) => asRoot("mount", "-o", `remount,${isReadOnly ? "ro" : "rw"}`, path),
    async [Symbol.asyncDispose]() {
      await asRoot("umount", "--lazy", path);
      await Deno.remove(path).catch(() => {});
    },
  };
}

async function asRoot(...command: string[]): Promise<void> {
  const [program, ...args] = Deno.uid() === 0 ? command : ["sudo", "-n", ...command];
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(`${command.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
}
