/** CPU flags of Linux for processors that add int8 products in 32 bits: VNNI and AMX. */
const SUMS_IN_32_BITS = /\b(avx512_vnni|avx_vnni|avx_vnni_int8|amx_int8)\b/;

/**
 * Returns the largest magnitude of the right operand of an int8 product whose sums are right on this processor.
 *
 * x86 without VNNI or AMX (AMD before Zen 4, Intel before Ice Lake) adds pairs of products in 16 bits, which saturate:
 * 2 * 255 * 127 does not fit, 2 * 255 * 64 does. ONNX Runtime's documentation calls this "reduce range". Without it,
 * half of the values of an attention score were wrong.
 * @param cpuFlags from /proc/cpuinfo; if they are unknown, the smaller range is always right
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
