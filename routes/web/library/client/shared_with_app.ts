import { type KeptFile, KeptFiles } from "../../app/client/shared_files.ts";
import { make, notify } from "../../shared/client/dom.ts";
import { SITE_PATH, sitePath } from "../../shared/client/site.ts";
import { libraryScript } from "../../words/en/library.ts";

const w = libraryScript.shared;
const keptFiles = new KeptFiles(SITE_PATH);

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
 * Asks whether to upload what another app shared: any site could have sent it.
 *
 * @param upload null where nobody has signed in: the files are kept until then
 */
export async function takeSharedFiles(upload: ((files: File[]) => void) | null): Promise<(file: File) => void> {
  const kept = await keptFiles.list().catch(() => []);
  if (kept.length > 0) ask(kept, upload && (() => upload(kept.map(({ file }) => file))));
  return (file) => {
    const sent = kept.find((one) => one.file === file);
    if (sent) void keptFiles.drop(sent.key);
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
    for (const { key } of kept) await keptFiles.drop(key);
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
