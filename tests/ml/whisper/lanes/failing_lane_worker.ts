/**
 * A lane's thread that, in place of handing over what it has read, ends by an error that nobody catches.
 */
import "../../../../ml/whisper/lanes/lane_worker.ts";

const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message: { result?: { segments?: unknown } }, ...rest: unknown[]) {
  if (!message.result?.segments) return postMessage.call(this, message, ...rest as []);
  setTimeout(() => {
    throw new Error("it broke in the middle");
  });
};
