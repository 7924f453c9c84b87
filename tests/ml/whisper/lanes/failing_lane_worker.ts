/** A lane's thread that fails with an uncaught error instead of returning a result. */
import "../../../../ml/whisper/lanes/lane_worker.ts";

const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message: { result?: { segments?: unknown } }, ...rest: unknown[]) {
  if (!message.result?.segments) return postMessage.call(this, message, ...rest as []);
  setTimeout(() => {
    throw new Error("it broke in the middle");
  });
};
