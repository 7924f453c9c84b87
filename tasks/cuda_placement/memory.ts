/**
 * `deno task cuda:memory FOLDER` lets a lane of base run out of memory on ONNX Runtime's real CUDA provider, without a
 * GPU: on stand-ins for CUDA with 3 GiB (see stubs.ts). When all is taken it must read on the CPU, in the next job on
 * CUDA again, and of 64 windows fewer at once. It needs what `cuda:placement` needs.
 */
import { writeStandIns } from "./stubs.ts";

const [providerFolder] = Deno.args;
const folder = await Deno.makeTempDir();
try {
  await writeStandIns(providerFolder, folder);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${import.meta.dirname}/run_out_of_memory.ts`, folder],
    env: { LD_LIBRARY_PATH: folder },
  }).spawn().status;
  Deno.exitCode = code;
} finally {
  await Deno.remove(folder, { recursive: true });
}
