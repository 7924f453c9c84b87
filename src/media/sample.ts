import { assetPath } from "../core/assets.ts";

/**
 * A short video of English speech that ships with the program: what an empty library offers to try, and what the speed
 * of captions is measured with. LJ001-0001 to 0008 of LJ Speech, a reading for LibriVox in the public domain, with its
 * waveform and a line that moves along:
 *
 *   ffmpeg -i lj001.flac -filter_complex "[0:a]asplit[s][w];
 *     [w]showwavespic=s=608x200:colors=0x62e58a:scale=sqrt[p];
 *     color=0x050806:s=640x360:r=6[b]; color=0xe6f6e3:s=3x220:r=6[l];
 *     [b][p]overlay=16:80[x]; [x][l]overlay=x='16+608*t/53.48':y=70,format=yuv420p[v]" \
 *     -map "[v]" -map "[s]" -t 53.48 -c:v libx264 -preset veryslow -crf 30 -g 60 -c:a aac -b:a 32k -ar 24000 -ac 1 \
 *     -movflags +faststart -map_metadata -1 -fflags +bitexact src/media/sample.mp4
 */
export const SAMPLE = { seconds: 53.48, bytes: 347_092, language: "en" } as const;

/** The sample's bytes. Inside the compiled binary it is no file that ffmpeg could open. */
export async function readSample(): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(assetPath("sample.mp4"));
}
