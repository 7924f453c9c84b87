import type { MediaInfo } from "../media_info.ts";
import { run } from "./run.ts";
import { untrustedProbeInput } from "./untrusted_input.ts";
import type { MediaTools } from "./tools.ts";

/**
 * Reads the packets of the picture and the sound that we use, without decoding them. An hour takes a few seconds.
 *
 * @param options.fields what ffprobe shows of each packet, in its own fixed order, as `-show_entries` takes it
 * @param options.onPacket gets the index of the stream and the values of `fields`, in the order of the file
 * @throws {ToolError} where ffprobe was killed or the machine failed
 */
export async function readPackets(
  tools: MediaTools,
  path: string,
  { info, fields, onPacket, signal }: {
    info: MediaInfo;
    fields: string;
    onPacket: (stream: number, values: string[]) => void;
    signal?: AbortSignal;
  },
): Promise<void> {
  const entries = `packet=stream_index,${fields}`;
  const args = ["-show_packets", "-show_entries", entries, "-of", "csv=p=0", ...untrustedProbeInput(path)];
  let rest = "";
  await run(tools, "ffprobe", args, {
    ...{ signal, readable: [path], wallSeconds: 4 * 3600, stallSeconds: 300 },
    onText: (text, process) => {
      process.noteProgress();
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [index, ...values] = line.split(",");
        const stream = index === "" ? -1 : Number(index);
        if (stream === info.video?.index || stream === info.audio?.index) onPacket(stream, values);
      }
    },
  });
}
