/**
 * Libraries that stand in for CUDA's: every function that the provider wants exists and succeeds, and memory is the
 * host's, 3 GiB of it. So the real provider loads without a device, says which nodes it takes, and runs out of memory.
 * Nothing can be computed with them.
 */

const root = new URL("../../", import.meta.url).pathname;

/** Functions that have to do or return something; the others return 0. */
const CUDART = `
#include <stdlib.h>
#include <string.h>
typedef unsigned long long u64;
#define DEVICE_BYTES (3ull << 30)
int cudaGetDeviceCount(int *n) { *n = 1; return 0; }
int cudaGetDevice(int *n) { *n = 0; return 0; }
/* cudaDeviceProp of CUDA 13: name, total memory, warp size, threads, grid, capability 9.0, processors */
int cudaGetDeviceProperties(char *p, int device) {
  memset(p, 0, 1008);
  strcpy(p, "no device");
  *(u64 *)(p + 288) = DEVICE_BYTES;
  *(int *)(p + 308) = 32;
  *(int *)(p + 320) = 1024;
  *(int *)(p + 336) = 2147483647;
  *(int *)(p + 360) = 9;
  *(int *)(p + 384) = 132;
  return 0;
}
int cudaDeviceGetAttribute(int *v, int a, int d) { *v = a == 75 ? 9 : a == 76 ? 0 : a == 10 ? 32 : 1024; return 0; }
int cudaDriverGetVersion(int *v) { *v = 13000; return 0; }
int cudaRuntimeGetVersion(int *v) { *v = 13000; return 0; }
static int take_host(void **p, size_t n) { *p = calloc(1, n ? n : 1); return 0; }
int cudaMallocHost(void **p, size_t n) { return take_host(p, n); }
int cudaHostAlloc(void **p, size_t n, unsigned f) { return take_host(p, n); }
int cudaFreeHost(void *p) { free(p); return 0; }
/* the device's: a block has its size and its start before it, and 256 bytes of alignment; 2: out of memory */
static _Atomic size_t used;
static int take(void **p, size_t n) {
  char *start;
  *p = 0;
  if ((used += n) > DEVICE_BYTES || !(start = calloc(1, n + 512))) { used -= n; return 2; }
  size_t *block = (size_t *)(((size_t)start + 511) & ~255ull);
  block[-1] = n;
  block[-2] = (size_t)start;
  *p = block;
  return 0;
}
static int give(size_t *block) {
  if (!block) return 0;
  used -= block[-1];
  free((void *)block[-2]);
  return 0;
}
int cudaMalloc(void **p, size_t n) { return take(p, n); }
int cudaMallocFromPoolAsync(void **p, size_t n, void *q, void *s) { return take(p, n); }
int cudaFree(void *p) { return give(p); }
int cudaFreeAsync(void *p, void *s) { return give(p); }
int cudaMemcpy(void *d, const void *s, size_t n, int k) { memcpy(d, s, n); return 0; }
int cudaMemcpyAsync(void *d, const void *s, size_t n, int k, void *t) { memcpy(d, s, n); return 0; }
int cudaMemset(void *d, int v, size_t n) { memset(d, v, n); return 0; }
int cudaMemsetAsync(void *d, int v, size_t n, void *t) { memset(d, v, n); return 0; }
int cudaMemGetInfo(size_t *f, size_t *t) { *t = DEVICE_BYTES; *f = DEVICE_BYTES - used; return 0; }
int cudaStreamIsCapturing(void *s, int *c) { *c = 0; return 0; }
const char *cudaGetErrorString(int e) { return e == 2 ? "out of memory" : "a stand-in"; }
const char *cudaGetErrorName(int e) { return "a stand-in"; }
void **__cudaRegisterFatBinary(void *b) { static void *x[64]; return x; }
`;
/** cuDNN's frontend asks for the results of its search by number: there is one plan, which needs no memory. */
const CUDNN = `
#include <stdlib.h>
#include <string.h>
int cudnnBackendCreateDescriptor(int type, void **p) { *p = calloc(1, 4096); return 0; }
int cudnnBackendGetAttribute(void *d, int name, int type, long wanted, long *count, void *values) {
  if (count) *count = !values || wanted > 0;
  if (values && type != 15) memset(values, 0, type == 0 || type == 3 ? 8 : 4); /* 15: descriptors; 0, 3: 64 bits */
  return 0;
}
`;
/** Calls that make a handle. */
const MAKES = /Create(_v2|WithFlags)?$/;

/**
 * Puts the program's ONNX Runtime, its CUDA provider and CUDA's stand-ins into a folder: a process that is started with
 * it as LD_LIBRARY_PATH, and loads its libonnxruntime.so.1, has CUDA. Needs gcc and readelf.
 *
 * @param providerFolder with the provider's two libraries of the wheel onnxruntime-gpu
 */
export async function writeStandIns(providerFolder: string, folder: string): Promise<void> {
  const binding = `${root}node_modules/onnxruntime-node/bin/napi-v6/linux/x64`;
  await Deno.copyFile(`${binding}/libonnxruntime.so.1`, `${folder}/libonnxruntime.so.1`);
  for (const name of ["cuda", "shared"].map((one) => `libonnxruntime_providers_${one}.so`)) {
    await Deno.symlink(await Deno.realPath(`${providerFolder}/${name}`), `${folder}/${name}`);
  }
  await writeStubs(`${folder}/libonnxruntime_providers_cuda.so`, folder);
}

/** Writes the libraries that a provider wants into a folder. */
async function writeStubs(provider: string, folder: string): Promise<void> {
  const wanted = new Map<string, string[]>([["libcurand.so.10", []]]);
  for (const [, name, library] of (await output("readelf", ["-Ws", "--dyn-syms", provider])).matchAll(IMPORT)) {
    const of = library ?? "libcuda.so.1";
    wanted.set(of, [...wanted.get(of) ?? [], name]);
  }
  const cudnn = (await output("strings", ["-n", "5", provider])).matchAll(/^cudnn[A-Z]\w+$/gm);
  wanted.set("libcudnn.so.9", [...new Set([...cudnn].map(([name]) => name))]);
  for (const [library, names] of wanted) await writeLibrary(folder, library, names);
}

/** An undefined symbol of CUDA in readelf's list, with its library as version. */
const IMPORT = / UND ((?:cu|__cuda)\w+)(?:@(\S+))?/g;

async function writeLibrary(folder: string, library: string, names: string[]): Promise<void> {
  const head = library.startsWith("libcudart") ? CUDART : library.startsWith("libcudnn") ? CUDNN : "";
  const rest = names.filter((name) => !head.includes(` ${name}(`) && !head.includes(`*${name}(`)).map((name) =>
    MAKES.test(name)
      ? `int ${name}(void **p) { static char x[4096]; if (p) *p = x; return 0; }`
      : `long ${name}() { return ${name === "cudnnGetVersion" ? 91300 : 0}; }`
  );
  await Deno.writeTextFile(`${folder}/stub.c`, `${head}${rest.join("\n")}\n`);
  await Deno.writeTextFile(`${folder}/stub.map`, `${library} { global: *; };\n`);
  const versioned = /cudart|cublas/.test(library) ? ["-Wl,--version-script=stub.map"] : [];
  await output(
    "gcc",
    ["-shared", "-fPIC", "-w", "-o", library, "stub.c", `-Wl,-soname,${library}`, ...versioned],
    folder,
  );
}

async function output(command: string, args: string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd, stderr: "piped" }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
