/** When this Worker ends its process. */
export interface ProcessLimit {
  seconds: number;
  /** The process ends with its parent. */
  parentPid: number;
}

const EVERY_MS = 1000;

self.onmessage = ({ data: { seconds, parentPid } }: MessageEvent<ProcessLimit>) => {
  const endMs = Date.now() + seconds * 1000;
  setInterval(() => {
    if (Date.now() >= endMs || Deno.ppid !== parentPid) Deno.kill(Deno.pid, "SIGKILL");
  }, EVERY_MS);
  self.postMessage("ready");
};
