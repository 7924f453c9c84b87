import { problemWords } from "../../shared/client/api.ts";
import { serverFetch } from "../../shared/client/connection.ts";
import { attempt, byId } from "../../shared/client/dom.ts";
import { fetchParts } from "../../shared/client/page_parts.ts";
import { sitePath } from "../../shared/client/site.ts";

const LOOK_MS = 5000;

/** The buttons of an empty library, and its text about the server, until that is complete. */
export function followFirstRun({ choose }: { choose(): void }): void {
  byId("choose-first").addEventListener("click", choose);
  const button = byId<HTMLButtonElement>("try-sample");
  button.addEventListener("click", async () => {
    button.disabled = true;
    await attempt(() => uploadSample(`${button.dataset.name}.mp4`));
    button.disabled = false;
  });
  const power = byId("server-power");
  const looking = setInterval(async () => {
    if (byId("empty").hidden) return;
    if (power.querySelector("[data-measured]")) return clearInterval(looking);
    const fresh = await fetchParts("/library/power").catch(() => null); // the next one tries again
    if (fresh) power.replaceChildren(...[...fresh.body.children].map((child) => document.importNode(child, true)));
  }, LOOK_MS);
}

/** Uploads the sample as any file, and opens its page. */
async function uploadSample(filename: string): Promise<void> {
  const sample = await answered(serverFetch("/library/sample.mp4"));
  const visibility = byId<HTMLSelectElement>("upload-visibility").value;
  const query = new URLSearchParams({ filename, visibility });
  const answer = await answered(serverFetch(`/api/videos?${query}`, { method: "POST", body: await sample.blob() }));
  const { id } = await answer.json();
  location.assign(sitePath(`/videos/${id}`));
}

/** @throws {Error} with words for the person */
async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (!response.ok) throw new Error(problemWords(response.status, await response.text()));
  return response;
}
