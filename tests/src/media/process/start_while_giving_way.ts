/** Starts an endless ffmpeg while background processes are stopped, prints its pid, and waits to be killed. */
import { Background } from "../../../../src/media/process/background.ts";
import { start } from "../../../../src/media/process/run.ts";

const background = new Background();
background.giveWay(true);
const args = ["-f", "lavfi", "-i", "anullsrc", "-f", "null", "-progress", "pipe:1", "-"];
const tools = { ffmpegPath: "ffmpeg", ffprobePath: "ffprobe", background };
const process = await start(tools, "ffmpeg", args, { readable: [], wallSeconds: 300, stallSeconds: 300 });
console.log(process.pid);
await process.finished.catch(() => {});
