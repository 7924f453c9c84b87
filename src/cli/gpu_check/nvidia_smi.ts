/** What `nvidia-smi` says without arguments. */
export interface DriverTable {
  driverVersion: string | null;
  /** The newest CUDA that the driver runs, such as "13.0"; null where it says none. */
  cudaVersion: string | null;
  devices: TableDevice[];
  /** Whether a device is divided into instances (MIG). */
  isDivided: boolean;
}

export interface TableDevice {
  index: number;
  /** Older drivers cut long names off, with "...". */
  name: string;
  /** MiB; null where it is not told. */
  usedMib: number | null;
  totalMib: number | null;
}

/** The version of the driver: up to R590 "Driver Version", from R610 on "KMD Version" (its part in the kernel). */
const DRIVER = /\b(?:Driver|KMD) Version:\s*([\d.]+)/;
/** From R610 on it is called "CUDA UMD Version". "ERR!" and "N/A" are possible. */
const CUDA = /\bCUDA (?:UMD )?Version:\s*(\d+\.\d+)/;
/** `|   0  NVIDIA H100 80GB HBM3          On  |   00000000:19:00.0 Off | ...`; Windows shows WDDM or TCC for On. */
const DEVICE = /^\|\s+(\d+)\s+(\S.*?)\s+(?:On|Off|N\/A|WDDM|TCC|MCDM|ERR!)\s*\|\s+[0-9A-F]{4,8}:[0-9A-F]{2}:/i;
const MEMORY = /\|\s*(\d+)MiB\s*\/\s*(\d+)MiB\s*\|/;

/** Reads the table that `nvidia-smi` prints. */
export function parseTable(text: string): DriverTable {
  const devices: TableDevice[] = [];
  const lines = text.split("\n");
  const instances = lines.findIndex((line) => /^\|\s*MIG devices:/.test(line));
  for (const [i, line] of (instances < 0 ? lines : lines.slice(0, instances)).entries()) {
    const row = DEVICE.exec(line);
    if (!row) continue;
    const memory = MEMORY.exec(lines[i + 1] ?? "");
    devices.push({
      index: Number(row[1]),
      name: row[2],
      usedMib: memory ? Number(memory[1]) : null,
      totalMib: memory ? Number(memory[2]) : null,
    });
  }
  return {
    driverVersion: DRIVER.exec(text)?.[1] ?? null,
    cudaVersion: CUDA.exec(text)?.[1] ?? null,
    devices,
    isDivided: instances >= 0 || lines.some((line) => /\|\s+Enabled \|\s*$/.test(line)),
  };
}

export interface ListedDevice {
  index: number;
  name: string;
  uuid: string;
  /** Its instances, where it is divided (MIG). */
  instances: { name: string; uuid: string }[];
}

/** Reads the output of `nvidia-smi -L`. */
export function parseList(text: string): ListedDevice[] {
  const devices: ListedDevice[] = [];
  for (const line of text.split("\n")) {
    const device = /^GPU (\d+): (.*) \(UUID: (GPU-[^)]+)\)/.exec(line);
    const instance = /^\s+(MIG \S+)\s+Device\s+\d+: \(UUID: (MIG-[^)]+)\)/.exec(line);
    if (device) devices.push({ index: Number(device[1]), name: device[2], uuid: device[3], instances: [] });
    else if (instance) devices.at(-1)?.instances.push({ name: instance[1], uuid: instance[2] });
  }
  return devices;
}

/** A failure of `nvidia-smi` in plain words, with what to do. */
export interface SmiProblem {
  problem: string;
  advice: string;
}

const PROBLEMS: [RegExp, problem: string, advice: string][] = [
  [
    /Driver\/library version mismatch/i,
    "the driver in the kernel and its libraries have different versions, as after an update",
    "restart the machine, or unload and load the nvidia modules; in a container start it again",
  ],
  [
    /couldn't communicate with the NVIDIA driver/i,
    "the programs of the driver are installed, but the driver does not run in the kernel",
    "install the driver for the running kernel (with Secure Boot, sign it) and restart; see `dmesg | grep -i nvidia`",
  ],
  [
    /couldn't find libnvidia-ml\.so/i,
    "the driver's library libnvidia-ml.so is missing",
    "install the driver's packages; in a container start it with `--gpus all` and NVIDIA's container toolkit",
  ],
  [
    /No devices were found/i,
    "the driver runs and finds no device",
    "see that the device is in `lspci | grep -i nvidia` and given to this machine or container; see `dmesg`",
  ],
  [
    /Failed to initialize NVML: (Unknown Error|Insufficient Permissions)/i,
    "the device may not be used from here, as in a container that lost its devices",
    "start the container again, or give it /dev/nvidia0, /dev/nvidiactl and /dev/nvidia-uvm by `--device`",
  ],
  [
    /GPU access blocked by the operating system/i,
    "Windows does not give its device to WSL",
    "install NVIDIA's driver for Windows, none inside WSL, and run `wsl --update`",
  ],
  [
    /GPU is lost|Unable to determine the device handle/i,
    "a device does not answer any more",
    "restart the machine; see `dmesg | grep -i xid`",
  ],
];

/** Explains the output of a failed `nvidia-smi`; null if it is none of the known failures. */
export function explainFailure(output: string): SmiProblem | null {
  const row = PROBLEMS.find(([pattern]) => pattern.test(output));
  return row ? { problem: row[1], advice: row[2] } : null;
}

/** A sample of `nvidia-smi --query-gpu=memory.used,utilization.gpu`: MiB and percent; null where it is not told. */
export interface DeviceSample {
  usedMib: number | null;
  busyPercent: number | null;
}

/** Reads lines of `--format=csv,noheader,nounits`. */
export function parseSamples(text: string): DeviceSample[] {
  const number = (cell: string | undefined) => /^\d+(\.\d+)?$/.test(cell?.trim() ?? "") ? Number(cell) : null;
  return text.split("\n").filter((line) => line.includes(",")).map((line) => {
    const [used, busy] = line.split(",");
    return { usedMib: number(used), busyPercent: number(busy) };
  });
}
