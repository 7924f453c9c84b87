/** Processors that add products of int8 in 32 bits: VNNI and AMX, as Linux names them. */
const SUMS_IN_32_BITS = /\b(avx512_vnni|avx_vnni|avx_vnni_int8|amx_int8)\b/;

/**
 * The largest magnitude that the right operand of an int8 product may have, for its sums to be right on this processor.
 *
 * x86 without VNNI or AMX (AMD before Zen 4, Intel before Ice Lake) adds pairs of products in 16 bits, which saturate:
 * 2 * 255 * 127 does not fit, 2 * 255 * 64 does. ONNX Runtime's documentation calls it "reduce range". Half of the values of
 * an attention score were off where it was ignored.
 * @param cpuFlags as /proc/cpuinfo lists them; where nothing tells them, the smaller range is always right
 */
export function int8Range(
  arch: string = Deno.build.arch,
  cpuFlags: string = readCpuFlags(),
): 127 | 64 {
  return arch !== "x86_64" || SUMS_IN_32_BITS.test(cpuFlags) ? 127 : 64;
}

function readCpuFlags(): string {
  try {
    return Deno.readTextFileSync("/proc/cpuinfo").match(/^flags\s*:(.*)$/m)?.[1] ?? "";
  } catch {
    return ""; // not Linux
  }
}
