import { playerScript } from "../../words/en/player.ts";
import { problemWords } from "../../shared/client/api.ts";
import { byId, notify } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";

const w = playerScript.replace;

/** "Replace the file…": chooses a file and sends it in place of the video's; while it is sent, the button stops that. */
export function wireReplacement(videoUrl: string): void {
  const button = document.querySelector<HTMLButtonElement>("#replace");
  if (!button) return;
  const input = byId<HTMLInputElement>("new-file");
  const state = byId("replacing");
  const [label, hint] = [button.textContent, state.textContent];
  let sending: XMLHttpRequest | null = null;
  const keepPage = (event: Event) => event.preventDefault(); // the browser asks before it leaves

  const end = () => {
    sending = null;
    delete button.dataset.sending;
    button.textContent = label;
    state.textContent = hint;
    input.value = ""; // so that the same file can be chosen again
    removeEventListener("beforeunload", keepPage);
  };

  button.addEventListener("click", () => sending ? sending.abort() : input.click());
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const request = sending = new XMLHttpRequest(); // fetch does not tell how much was sent
    request.open("PUT", sitePath(`${videoUrl}/file?filename=${encodeURIComponent(file.name)}`));
    request.setRequestHeader("accept", "application/json");
    let isSent = false; // whole: from then on the server may take it, whatever becomes of the connection
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      isSent = loaded >= total;
      state.textContent = isSent ? w.checking : w.sending(loaded / total);
    });
    request.addEventListener("load", () => {
      end();
      if (request.status === 202) notify(w.done);
      else notify(problemWords(request.status, request.responseText), "failed");
    });
    request.addEventListener("error", () => {
      end();
      notify(isSent ? w.lostAfter : w.lost, "failed");
    });
    request.addEventListener("abort", () => {
      end();
      notify(isSent ? w.stoppedAfter : w.stopped);
    });
    button.textContent = w.stop;
    button.dataset.sending = "";
    state.textContent = w.sending(0);
    addEventListener("beforeunload", keepPage);
    request.send(file);
  });
}
