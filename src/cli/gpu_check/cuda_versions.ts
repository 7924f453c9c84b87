/** The libraries that ONNX Runtime's CUDA provider needs of a version of CUDA, with cuDNN 9. */
export interface CudaVersion {
  /** For pip. onnxruntime-gpu's own extras name cuFFT too, which 1.30 loads for Fourier transforms alone. */
  packages: string[];
  /** The oldest driver. */
  driver: number;
  /** The provider can't be loaded without them. */
  linked: string[];
  /** cuDNN loads them at need: their folders must be known to the loader. */
  loadedAtNeed: string[];
}

/** Not linked: the provider loads it for the encoder's convolutions. */
export const CUDNN = "libcudnn.so.9";
/** cuDNN's engines are linked with it; no package of NVIDIA's has it. */
export const ZLIB = "libz.so.1";

export type CudaMajor = "12" | "13";

export const CUDA_VERSIONS: Record<CudaMajor, CudaVersion> = {
  "12": {
    packages: [
      "nvidia-cuda-runtime-cu12",
      "nvidia-cublas-cu12",
      "nvidia-curand-cu12",
      "nvidia-cufft-cu12",
      "nvidia-cuda-nvrtc-cu12",
      "nvidia-nvjitlink-cu12",
      "nvidia-cudnn-cu12~=9.0",
    ],
    driver: 525,
    linked: ["libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10", "libcufft.so.11"],
    loadedAtNeed: ["libnvrtc.so.12", "libnvJitLink.so.12"],
  },
  "13": {
    packages: [
      "nvidia-cuda-runtime~=13.0",
      "nvidia-cublas~=13.0",
      "nvidia-curand~=10.0",
      "nvidia-cuda-nvrtc~=13.0",
      "nvidia-nvjitlink~=13.0",
      "nvidia-cudnn-cu13~=9.0",
    ],
    driver: 580,
    linked: ["libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10"],
    loadedAtNeed: ["libnvrtc.so.13", "libnvJitLink.so.13"],
  },
};

/** The version of CUDA that a provider was built for, by the libraries that it is linked with; 13 if none tells. */
export function cudaMajor(linked: string[]): CudaMajor {
  const major = /\blibcu(?:dart|blas|blasLt)\.so\.(\d+)/.exec(linked.join(" "))?.[1];
  return major === "12" ? "12" : "13";
}
