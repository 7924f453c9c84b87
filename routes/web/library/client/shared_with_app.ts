import { dropKeptFile, type KeptFile, listKeptFiles } from "../../app/client/shared_files.ts";
import { make, notify } from "../../shared/client/dom.ts";
import { sitePath } from "../../shared/client/site.ts";
import { libraryScript } from "../../words/en/library.ts";

const w = libraryScript.shared;

/** Says what became of a share that brought no file. Takes the word of it out of the address. */
export function reportShare(): void {
  const address = new URL(location.href);
  const problem = address.searchParams.get("shared");
  if (problem === null) return;
  address.searchParams.delete("shared");
  history.replaceState(history.state, "", address);
  notify(problem === "none" ? w.nothing : w.failed, "failed");
}

/**
 * Uploads what another app shared. In a tab it asks first: any site could have sent the files there, but only the
 * system opens the installed app with them.
 *
 * @param upload null where nobody has signed in: the files are kept until then
 */
export async function takeSharedFiles(upload: ((files: File[]) => void) | null): Promise<(file: File) => void> {
  const kept = await listKeptFiles().catch(() => []);
  if (kept.length > 0) {
    const files = kept.map(({ file }) => file);
    if (upload && matchMedia("(display-mode: standalone)").matches) upload(files);
    else ask(kept, upload && (() => upload(files)));
  }
  return (file) => {
    const sent = kept.find((one) => one.file === file);
    if (sent) void dropKeptFile(sent.key);
  };
}

function ask(kept: readonly KeptFile[], upload: (() => void) | null): void {
  const names = kept.map(({ file }) => file.name);
  const drop = make("button", { type: "button", class: "button" }, w.drop);
  const go = upload
    ? make("button", { type: "button", class: "button main" }, w.upload)
    : make("a", { class: "button main", href: sitePath("/sign-in?next=%2F") }, w.signIn);
  const panel = make(
    "section",
    { class: "panel shared-files", "aria-label": w.title },
    make("p", {}, upload ? w.ask(names) : w.askToSignIn(names)),
    make("p", { class: "row-buttons" }, go, drop),
  );
  drop.addEventListener("click", async () => {
    for (const { key } of kept) await dropKeptFile(key);
    panel.remove();
  });
  if (upload) {
    go.addEventListener("click", () => {
      panel.remove();
      upload();
    });
  }
  document.getElementById("main")!.prepend(panel);
}
