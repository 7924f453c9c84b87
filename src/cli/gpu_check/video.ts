import { messageOf } from "../../core/errors.ts";
import { videoEncoding } from "../../media/encoder.ts";
import { run } from "../../media/process/run.ts";
import type { MediaTools } from "../../media/process/tools.ts";
import type { Finding } from "./task.ts";

const MEASURED_SECONDS = 10;
const TRIED_SECONDS = 1;

/**
 * Encodes a clip by NVENC and by libx264, and decodes one by NVDEC and by ffmpeg's own decoder.
 *
 * @param options.workDir a folder for the clips
 * @param options.isMeasured false: a second of video shows whether they work, as without a GPU that can be used
 */
export async function tryVideo(
  tools: MediaTools,
  { workDir, isMeasured, limitSeconds, signal }: {
    workDir: string;
    isMeasured: boolean;
    limitSeconds: number;
    signal: AbortSignal;
  },
): Promise<Finding> {
  const endMs = performance.now() + limitSeconds * 1000;
  const clipSeconds = isMeasured ? MEASURED_SECONDS : TRIED_SECONDS;
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=1280x720:rate=30:duration=${clipSeconds}`];
  const path = `${workDir}/clip.mp4`;
  const attempt = async (args: string[], readable: string[] = []) => {
    const startMs = performance.now();
    const secondsLeft = (endMs - startMs) / 1000;
    if (secondsLeft < 1) return { seconds: 0, problem: "no time was left" };
    const limits = { writableDir: workDir, usesGpu: true, wallSeconds: secondsLeft, stallSeconds: secondsLeft, signal };
    try {
      const { code, stderr } = await run(tools, "ffmpeg", args, { ...limits, readable });
      const problem = code === 0 ? null : explainVideo(messageOf(stderr.error("ffmpeg refused it")));
      return { seconds: (performance.now() - startMs) / 1000, problem };
    } catch (error) {
      return { seconds: (performance.now() - startMs) / 1000, problem: explainVideo(messageOf(error)) };
    }
  };
  const software = await attempt([...picture, ...videoEncoding("libx264", 720), `file:${path}`]);
  if (software.problem) {
    const advice = ["install ffmpeg with libx264, or set FFMPEG_PATH"];
    return { state: "absent", summary: `ffmpeg does not encode here: ${software.problem}`, advice };
  }
  const nvenc = await attempt([...picture, ...videoEncoding("h264_nvenc", 720), `file:${workDir}/nvenc.mp4`]);
  const input = ["-i", `file:${path}`, "-f", "null", "-"];
  const decoded = await attempt(input, [path]);
  // where NVDEC does not work ffmpeg decodes by itself; hwdownload refuses such frames
  const nvdec = await attempt(
    ["-hwaccel", "cuda", "-hwaccel_output_format", "cuda", "-i", `file:${path}`]
      .concat(["-vf", "hwdownload,format=nv12", "-f", "null", "-"]),
    [path],
  );
  const speed = ({ seconds }: { seconds: number }) => `${(clipSeconds / seconds).toFixed(1)} x`;
  const says = (name: string, gpu: typeof nvenc, cpu: typeof nvenc, other: string) =>
    gpu.problem ? `${name} does not work (${gpu.problem})` : `${name} ${speed(gpu)}, ${other} ${speed(cpu)}`;
  const lines = [says("NVENC", nvenc, software, "libx264"), says("NVDEC", nvdec, decoded, "ffmpeg's own decoder")];
  const data = { clipSeconds, software, nvenc, decoded, nvdec };
  const both = [nvenc, nvdec].filter(({ problem }) => problem === null).length;
  if (both === 2) return { state: "ok", summary: "NVENC and NVDEC work", lines, data };
  if (performance.now() > endMs - 1000) return { state: "cut", summary: "its time was over", lines, data };
  const isDriver = [nvenc, nvdec].every(({ problem }) => problem === null || /NVIDIA's driver/.test(problem));
  const advice = isDriver
    ? ["install NVIDIA's driver; a container needs NVIDIA_DRIVER_CAPABILITIES=compute,video,utility"]
    : [
      "ffmpeg must be built with --enable-nvenc and --enable-cuda-llvm or --enable-ffnvcodec, as Debian's and " +
      "Ubuntu's are; data-center GPUs such as H100 and A100 have NVDEC and no NVENC",
    ];
  const summary = both === 0 ? "neither NVENC nor NVDEC works" : `${nvenc.problem ? "NVDEC" : "NVENC"} alone works`;
  return { state: both === 0 ? "absent" : "ok", summary, lines, advice, data };
}

/** ffmpeg's error in one line; a part that ffmpeg was built without, or a library that is missing, in plain words. */
export function explainVideo(message: string): string {
  const encoder = /Unknown encoder '(\w+)'/i.exec(message)?.[1];
  if (encoder) return `this ffmpeg was built without ${encoder}`;
  if (/Unrecognized hwaccel/i.test(message)) return "this ffmpeg was built without CUDA's decoders";
  const library = /Cannot load (lib\S+)/i.exec(message)?.[1];
  if (library) return `${library}, which comes with NVIDIA's driver, was not found`;
  return message.replace(/\s+/g, " ");
}
