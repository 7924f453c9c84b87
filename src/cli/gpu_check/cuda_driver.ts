/** What CUDA's driver library says: the same calls that ONNX Runtime makes first. */
export interface CudaDriver {
  /** The newest CUDA that the driver runs, such as "13.0". */
  cudaVersion: string;
  devices: { name: string; memoryBytes: number; computeCapability: string }[];
}

const SYMBOLS = {
  cuInit: { parameters: ["u32"], result: "i32" },
  cuDriverGetVersion: { parameters: ["buffer"], result: "i32" },
  cuDeviceGetCount: { parameters: ["buffer"], result: "i32" },
  cuDeviceGet: { parameters: ["buffer", "i32"], result: "i32" },
  cuDeviceGetName: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  cuDeviceTotalMem_v2: { parameters: ["buffer", "i32"], result: "i32" },
  cuDeviceGetAttribute: { parameters: ["buffer", "i32", "i32"], result: "i32" },
} as const;
/** CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR. */
const CAPABILITY = [75, 76];
/** Results of cuInit that a user can do something about, as cuda.h numbers them. */
const RESULTS: Record<number, string> = {
  3: "the driver is not initialized",
  34: "libcuda.so.1 is a stub, not a driver's",
  46: "the device can't be used now: a process that has it alone, or a fault",
  100: "the driver finds no device",
  101: "the device's number is wrong: see CUDA_VISIBLE_DEVICES",
  802: "the device is not ready: on machines with NVSwitch, NVIDIA's fabric manager must run",
  803: "the driver in the kernel and libcuda.so.1 have different versions: restart the machine or container",
  804: "this device does not support the compatibility libraries of CUDA: a newer driver is needed",
  999: "an unknown error: see that /dev/nvidia-uvm is there and the module nvidia_uvm is loaded",
};

/**
 * Asks the driver by its library. Run it in a process of its own: a broken driver may crash it.
 *
 * @throws {Error} if there is no library, or no device that works
 */
export function askCudaDriver(library = "libcuda.so.1"): CudaDriver {
  const { symbols } = Deno.dlopen(library, SYMBOLS);
  const must = (result: number, call: string) => {
    if (result !== 0) throw new Error(`${call} of ${library} answers ${result}: ${RESULTS[result] ?? "see cuda.h"}`);
  };
  const number = (call: (into: Int32Array<ArrayBuffer>) => number, name: string) => {
    const into = new Int32Array(1);
    must(call(into), name);
    return into[0];
  };
  must(symbols.cuInit(0), "cuInit");
  const version = number((into) => symbols.cuDriverGetVersion(into), "cuDriverGetVersion");
  const count = number((into) => symbols.cuDeviceGetCount(into), "cuDeviceGetCount");
  const devices = Array.from({ length: count }, (_, i) => {
    const device = number((into) => symbols.cuDeviceGet(into, i), "cuDeviceGet");
    const name = new Uint8Array(256);
    must(symbols.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    const bytes = new BigUint64Array(1);
    must(symbols.cuDeviceTotalMem_v2(bytes, device), "cuDeviceTotalMem");
    const [major, minor] = CAPABILITY.map((attribute) => {
      return number((into) => symbols.cuDeviceGetAttribute(into, attribute, device), "cuDeviceGetAttribute");
    });
    return {
      name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
      memoryBytes: Number(bytes[0]),
      computeCapability: `${major}.${minor}`,
    };
  });
  return { cudaVersion: `${Math.floor(version / 1000)}.${version % 1000 / 10}`, devices };
}
