import assert from "node:assert/strict";
import { chooseDevice, shortReason } from "../../../ml/onnx/device.ts";
import { loadedRuntimeFolder, providerLoadError } from "../../../ml/onnx/provider_library.ts";
import { withFolder } from "../../temporary_folder.ts";

const LIBRARY = "../../../node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1";

/** Writes a provider that needs a library of this name: ONNX Runtime's own, with another one renamed. */
async function writeProvider(folder: string, needed: string): Promise<void> {
  const own = "libstdc++.so.6";
  const bytes = await Deno.readFile(new URL(LIBRARY, import.meta.url));
  const text = new TextDecoder("latin1").decode(bytes);
  const name = new TextEncoder().encode(needed.padEnd(own.length, "\0"));
  for (let at = text.indexOf(own); at >= 0; at = text.indexOf(own, at + 1)) bytes.set(name, at);
  await Deno.writeFile(`${folder}/libonnxruntime_providers_cuda.so`, bytes);
}

Deno.test("providerLoadError() names the library that is missing, and what it comes with", async () => {
  await withFolder(async (folder) => {
    assert.equal(providerLoadError(folder), `libonnxruntime_providers_cuda.so is not in ${folder}`);
    await writeProvider(folder, "libcuda.so.1");
    assert.match(providerLoadError(folder)!, /^libcuda\.so\.1, which comes with NVIDIA's driver, was not found$/);
    await writeProvider(folder, "libcudnn.so.99");
    assert.match(providerLoadError(folder)!, /^libcudnn\.so\.99 was not found: install CUDA and cuDNN/);
  });
});

Deno.test("chooseDevice() says which library is missing, not only that one is", async () => {
  const { device, reason } = await chooseDevice("cuda", []);
  if (device === "cuda") return; // a machine with CUDA
  assert.match(reason!, /^no CUDA device is here \((lib\S+ (is not in \/.+|was not found.*)|.*CUDA.*)\)$/);
  assert.match(loadedRuntimeFolder()!, /onnxruntime/);
});

Deno.test("shortReason() keeps of ONNX Runtime's message what CUDA said, and what to do about an old driver", () => {
  const at = "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 std::conditional_t<THRW, void> ";
  const old =
    "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=a ; line=352";
  const none = "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=a ; expr=cudaSetDevice(id);";
  assert.equal(
    shortReason(at + old),
    "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version; " +
      "docs/running.md tells how to use CUDA 12",
  );
  assert.equal(shortReason(at + none), "CUDA failure 100: no CUDA-capable device is detected");
  assert.equal(shortReason("this  build has\nno CUDA "), "this build has no CUDA");
});
