import { percent } from "../../shared/format.ts";
import { problemWords } from "../../shared/client/api.ts";
import { byId, notify } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";

/** "replace file…": chooses a file and sends it in place of the video's; while it is sent, the button stops that. */
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
      state.textContent = isSent ? "looking at the file" : `sending ${percent(loaded / total)}`;
    });
    request.addEventListener("load", () => {
      end();
      if (request.status === 202) notify("The new file is being prepared. Viewers see the old one until it plays.");
      else notify(problemWords(request.status, request.responseText), "failed");
    });
    request.addEventListener("error", () => {
      end();
      const words = isSent
        ? "The connection was lost. This page shows whether the file arrived."
        : "The file could not be sent: the connection was lost. The video is as it was.";
      notify(words, "failed");
    });
    request.addEventListener("abort", () => {
      end();
      notify(
        isSent
          ? "The whole file was sent already. This page shows whether it arrived."
          : "The file was not sent. The video is as it was.",
      );
    });
    button.textContent = "stop";
    button.dataset.sending = "";
    state.textContent = `sending ${percent(0)}`;
    addEventListener("beforeunload", keepPage);
    request.send(file);
  });
}
