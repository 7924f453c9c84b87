/** Outputs as people posted them in public bug reports, shortened to what matters. */
import assert from "node:assert/strict";
import { explainFailure, parseList, parseSamples, parseTable } from "../../../../src/cli/gpu_check/nvidia_smi.ts";

/** github.com/aikitoria/open-gpu-kernel-modules/pull/5 */
const RTX_580 = `
Tue Sep 16 20:59:23 2025
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 580.82.09              Driver Version: 580.82.09      CUDA Version: 13.0     |
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA GeForce RTX 5090        Off |   00000000:01:00.0 Off |                  N/A |
|  0%   31C    P8              6W /  600W |       2MiB /  32607MiB |      0%      Default |
|                                         |                        |                  N/A |
+-----------------------------------------+------------------------+----------------------+
|   1  NVIDIA GeForce RTX 4090        Off |   00000000:02:00.0 Off |                  Off |
| 44%   32C    P8             13W /  525W |       1MiB /  24564MiB |      0%      Default |
|                                         |                        |                  N/A |
+-----------------------------------------+------------------------+----------------------+
`;
/** github.com/sgl-project/sglang/issues/27487: the names of the versions are new */
const B200_610 = `
Sun Jun  7 08:16:57 2026
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 610.43.02              KMD Version: 610.43.02     CUDA UMD Version: 13.3     |
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA B200                    On  |   00000000:63:00.0 Off |                    0 |
| N/A   26C    P0            139W / 1000W |       0MiB / 183359MiB |      0%      Default |
|                                         |                        |             Disabled |
+-----------------------------------------+------------------------+----------------------+
`;
/** github.com/bottlerocket-os/bottlerocket-core-kit/pull/122: a narrower table */
const A10G_470 = `
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 470.256.02   Driver Version: 470.256.02   CUDA Version: 11.4     |
|-------------------------------+----------------------+----------------------+
| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|                               |                      |               MIG M. |
|===============================+======================+======================|
|   0  NVIDIA A10G         On   | 00000000:00:1E.0 Off |                    0 |
|  0%   25C    P8     9W / 300W |      0MiB / 22731MiB |      0%      Default |
|                               |                      |                  N/A |
+-------------------------------+----------------------+----------------------+
`;
/** github.com/microsoft/WSL/issues/11589: WSL, with a CUDA that does not answer and a name that is cut off */
const WSL_546 = `
Wed May 15 21:49:41 2024
+---------------------------------------------------------------------------------------+
| NVIDIA-SMI 545.46                 Driver Version: 546.80       CUDA Version: ERR!     |
|-----------------------------------------+----------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |         Memory-Usage | GPU-Util  Compute M. |
|                                         |                      |               MIG M. |
|=========================================+======================+======================|
|   0  NVIDIA GeForce RTX 3060 ...    On  | 00000000:01:00.0  On |                  N/A |
| N/A   54C    P8              16W /  80W |    816MiB /  6144MiB |      3%      Default |
`;
/** github.com/microsoft/WSL/issues/6014: nvidia-smi.exe of Windows */
const WINDOWS_460 = `
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 460.15       Driver Version: 460.15       CUDA Version: 11.1     |
|-------------------------------+----------------------+----------------------+
| GPU  Name            TCC/WDDM | Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|===============================+======================+======================|
|   0  GeForce RTX 207... WDDM  | 00000000:01:00.0 Off |                  N/A |
| N/A   45C    P5    12W /  N/A |    176MiB /  8192MiB |      0%      Default |
`;
/** github.com/NVIDIA/mig-parted/issues/31, with the instances' table of github.com/XuehaiPan/nvitop/pull/8 */
const MIG_545 = `
Wed Dec 13 00:29:41 2023
+---------------------------------------------------------------------------------------+
| NVIDIA-SMI 545.23.08              Driver Version: 545.23.08    CUDA Version: 12.3     |
|-----------------------------------------+----------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |         Memory-Usage | GPU-Util  Compute M. |
|                                         |                      |               MIG M. |
|=========================================+======================+======================|
|   0  NVIDIA A100-SXM4-80GB          On  | 00000000:01:00.0 Off |                   On |
| N/A   26C    P0              51W / 500W |     87MiB / 81920MiB |     N/A      Default |
|                                         |                      |              Enabled |
+-----------------------------------------+----------------------+----------------------+

+-----------------------------------------------------------------------------+
| MIG devices:                                                                |
+------------------+----------------------+-----------+-----------------------+
| GPU  GI  CI  MIG |         Memory-Usage |        Vol|         Shared        |
|      ID  ID  Dev |           BAR1-Usage | SM     Unc| CE  ENC  DEC  OFA  JPG|
|                  |                      |        ECC|                       |
|==================+======================+===========+=======================|
|  1    3   0   0  |  14366MiB / 19968MiB | 28      0 |  2   0    1    0    0 |
|                  |      4MiB / 32767MiB |           |                       |
+------------------+----------------------+-----------+-----------------------+
`;

Deno.test("parseTable() reads the tables of drivers from 460 to 610, of Linux, WSL and Windows", () => {
  const device = (index: number, name: string, usedMib: number, totalMib: number) => ({
    index,
    name,
    usedMib,
    totalMib,
  });
  const cases: [text: string, driver: string, cuda: string | null, devices: ReturnType<typeof device>[]][] = [
    [RTX_580, "580.82.09", "13.0", [
      device(0, "NVIDIA GeForce RTX 5090", 2, 32607),
      device(1, "NVIDIA GeForce RTX 4090", 1, 24564),
    ]],
    [B200_610, "610.43.02", "13.3", [device(0, "NVIDIA B200", 0, 183359)]],
    [A10G_470, "470.256.02", "11.4", [device(0, "NVIDIA A10G", 0, 22731)]],
    [WSL_546, "546.80", null, [device(0, "NVIDIA GeForce RTX 3060 ...", 816, 6144)]],
    [WINDOWS_460, "460.15", "11.1", [device(0, "GeForce RTX 207...", 176, 8192)]],
    [MIG_545, "545.23.08", "12.3", [device(0, "NVIDIA A100-SXM4-80GB", 87, 81920)]],
  ];
  for (const [text, driverVersion, cudaVersion, devices] of cases) {
    const isDivided = text === MIG_545;
    assert.deepEqual(parseTable(text), { driverVersion, cudaVersion, devices, isDivided });
  }
  assert.deepEqual(parseTable(""), { driverVersion: null, cudaVersion: null, devices: [], isDivided: false });
});

Deno.test("parseList() reads devices and their instances", () => {
  // github.com/DataDog/datadog-agent/pull/33120 and github.com/NVIDIA/nvidia-container-toolkit/issues/203
  const text = `GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16)
  MIG 1g.10gb     Device  0: (UUID: MIG-feb88891-0321-5fef-9c87-d4af3b54259e)
  MIG 1g.10gb     Device  1: (UUID: MIG-a25704ba-3a06-5299-a795-fd7cf4d13973)
GPU 1: NVIDIA A100 80GB PCIe (UUID: GPU-932bfb2c-849a-2a22-1e84-9eff6bc02b39)
`;
  assert.deepEqual(
    parseList(text).map(({ name, instances }) => [name, instances.map(({ uuid }) => uuid.slice(0, 12))]),
    [
      ["NVIDIA A100-SXM4-80GB", ["MIG-feb88891", "MIG-a25704ba"]],
      ["NVIDIA A100 80GB PCIe", []],
    ],
  );
  assert.deepEqual(parseList("No devices were found\n"), []);
});

Deno.test("explainFailure() knows what nvidia-smi says where it fails", () => {
  const cases: [output: string, problem: RegExp][] = [
    ["Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 570.124", /different versions/],
    [
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
      /does not run in the kernel/,
    ],
    ["No devices were found", /finds no device/],
    ["Failed to initialize NVML: Unknown Error", /may not be used from here/],
    ["Failed to initialize NVML: GPU access blocked by the operating system", /Windows/],
    ["NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", /libnvidia-ml\.so/],
    ["Unable to determine the device handle for GPU 0000:82:00.0: Unknown Error", /does not answer/],
  ];
  for (const [output, problem] of cases) assert.match(explainFailure(output)?.problem ?? "", problem, output);
  assert.equal(explainFailure(RTX_580), null);
});

Deno.test("parseSamples() keeps numbers, and nothing else", () => {
  assert.deepEqual(parseSamples("512, 87\n1024, 3\n[N/A], [N/A]\n[Insufficient Permissions], 5\n\n"), [
    { usedMib: 512, busyPercent: 87 },
    { usedMib: 1024, busyPercent: 3 },
    { usedMib: null, busyPercent: null },
    { usedMib: null, busyPercent: 5 },
  ]);
});
