/**
 * `deno task cuda 12` makes this checkout use the ONNX Runtime whose CUDA provider is built for CUDA 12, and
 * `deno task cuda 13` the one for CUDA 13 (the default): it pins onnxruntime-node in deno.json and installs it. Library
 * and provider must be of one version, because the library's symbols carry it. The image's build argument CUDA uses it.
 */
const root = new URL("..", import.meta.url).pathname;

/** npm's hashes of versions that deno.lock does not hold. */
const INTEGRITY: Record<string, string> = {
  "1.26.0": "sha512-OHl6PiOEOqxaLHL0N9eFrbzS7IGmu3BtJNH3RTEnRAheCIkfc3gjcjl4sGcjp9C22ZC9YTquDOxSdT/stBQ6BQ==",
};

/**
 * Returns the version of ONNX Runtime for a major version of CUDA: that of the wheel in tasks/image/cudaNN.txt.
 *
 * @throws {RangeError} if there is none
 */
export function versionForCuda(cuda: string): string {
  if (!["12", "13"].includes(cuda)) throw new RangeError(`the version of CUDA is "${cuda}": it must be 12 or 13`);
  return /^onnxruntime-gpu==(\S+)/m.exec(Deno.readTextFileSync(`${root}tasks/image/cuda${cuda}.txt`))![1];
}

/** The text of deno.json with another version of onnxruntime-node. */
export function withVersion(denoJson: string, version: string): string {
  return denoJson.replace(/npm:onnxruntime-node@[\d.]+/, `npm:onnxruntime-node@${version}`);
}

async function use(cuda: string): Promise<void> {
  const version = versionForCuda(cuda);
  const before = await Deno.readTextFile(`${root}deno.json`);
  await Deno.writeTextFile(`${root}deno.json`, withVersion(before, version));
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["install", "--quiet"], cwd: root }).output();
  if (!success) throw new Error(`deno install failed for onnxruntime-node ${version}`);
  const { npm } = JSON.parse(await Deno.readTextFile(`${root}deno.lock`));
  const { integrity } = npm[`onnxruntime-node@${version}`];
  if (integrity !== (INTEGRITY[version] ?? integrity)) {
    throw new Error(`onnxruntime-node ${version} has the hash ${integrity}: it must be ${INTEGRITY[version]}`);
  }
  console.log(`ONNX Runtime ${version}, for CUDA ${cuda}`);
}

if (import.meta.main) await use(Deno.args[0] ?? "");
