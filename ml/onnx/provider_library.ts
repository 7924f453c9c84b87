const PROVIDER = "libonnxruntime_providers_cuda.so";

/**
 * Returns why the CUDA provider can't be loaded, as the dynamic loader sees it; null if it finds all libraries. ONNX
 * Runtime itself says "Failed to load shared library" whatever is missing.
 *
 * @param folder of libonnxruntime.so.1, where the provider has to be
 */
export function providerLoadError(folder: string): string | null {
  try {
    Deno.dlopen(`${folder}/${PROVIDER}`, {}).close();
    return null;
  } catch (error) {
    const missing = /([^\s:]+): cannot open shared object file/.exec(String(error))?.[1];
    if (missing === undefined) return null; // the provider needs symbols of ONNX Runtime
    if (missing.endsWith(PROVIDER)) return `${PROVIDER} is not in ${folder}`;
    if (missing === "libcuda.so.1") return "libcuda.so.1, which comes with NVIDIA's driver, was not found";
    return `${missing} was not found: install CUDA and cuDNN, or name their folder in LD_LIBRARY_PATH`;
  }
}

/** The folder of the ONNX Runtime that this process has loaded; null if there is none. */
export function loadedRuntimeFolder(): string | null {
  try {
    return /\s(\/.*)\/libonnxruntime\.so/.exec(Deno.readTextFileSync("/proc/self/maps"))?.[1] ?? null;
  } catch {
    return null; // not Linux
  }
}
