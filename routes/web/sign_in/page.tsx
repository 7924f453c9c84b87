import type { SupabaseProject } from "../../../src/auth/supabase/project.ts";
import { OWNER } from "../../../src/auth/owner.ts";
import type { Viewer } from "../../deps.ts";
import { count } from "../shared/format.ts";
import { SupabaseForm } from "./supabase_form.tsx";

/** What prints the sign-in link. */
const COMMANDS = [
  ["from the source", "./sf sign-in"],
  ["with the program", "streamforge sign-in"],
  ["in a container", "docker exec CONTAINER streamforge sign-in"],
].map(([where, command]) => `# ${where}\n${command}`).join("\n");

/** Why the owner's token was refused. */
export type Refusal = { kind: "link" } | { kind: "token" } | { kind: "wait"; seconds: number };

export interface SignInProps {
  viewer: Viewer | null;
  /** null: only the owner signs in. */
  project: SupabaseProject | null;
  /** As the reader calls this server, such as `http://localhost:8000`; null: by an unknown name. */
  origin: string | null;
  /** The path of the page to go to then. */
  next: string;
  refusal: Refusal | null;
}

export function SignInPage({ viewer, project, origin, next, refusal }: SignInProps) {
  return (
    <>
      {viewer && (
        <p class="prose">
          You are signed in already, as {viewer.name}.{" "}
          <a href={next}>{next === "/" ? "Go to the library" : "Go to the page that you wanted"}</a>
        </p>
      )}
      {project && <SupabaseForm project={project} />}
      <section class="panel sign-in" aria-labelledby="owner-title">
        {project
          ? <h2 class="panel-title" id="owner-title">the owner</h2>
          : <h1 class="panel-title" id="owner-title">sign in</h1>}
        <TokenForm hasUsers={project !== null} hasFocus={!project && !viewer} next={next} refusal={refusal} />
        <OwnerHelp origin={origin} />
      </section>
    </>
  );
}

/** Works without a script. The name, which is always the same, is for password managers. */
function TokenForm(
  { hasUsers, hasFocus, next, refusal }:
    & { hasUsers: boolean; hasFocus: boolean }
    & Pick<SignInProps, "next" | "refusal">,
) {
  return (
    <form method="post" action="/sign-in">
      {refusal && <p class="problem" id="token-problem" role="alert">{refusalText(refusal)}</p>}
      <input type="hidden" name="next" value={next} />
      <input type="text" name="username" value={OWNER} autocomplete="username" readonly hidden />
      <label class="line">
        <span>token</span>
        <input
          type="password"
          name="token"
          autocomplete="current-password"
          autocapitalize="off"
          spellcheck={false}
          required
          autofocus={hasFocus}
          aria-invalid={refusal?.kind === "token" ? "true" : undefined}
          aria-describedby={refusal ? "token-problem" : undefined}
        />
      </label>
      <p class="row">
        <button class="button main" type="submit">{hasUsers ? "sign in as the owner" : "sign in"}</button>
      </p>
    </form>
  );
}

function refusalText(refusal: Refusal): string {
  if (refusal.kind === "link") {
    return "This sign-in link is not valid any more. Type the token, or use the present link.";
  }
  if (refusal.kind === "token") return "This is not the token of this server's owner. Copy the whole of it.";
  return `Too many wrong tokens came from this address. Try again in ${count(refusal.seconds, "second")}.`;
}

function OwnerHelp({ origin }: { origin: string | null }) {
  return (
    <div class="help">
      <p>
        This server has one owner. It prints a sign-in link when it starts in a terminal, never into a log; whoever
        opens that link in a browser is the owner there from then on. One of these prints the present link at any time,
        on the server's machine and with its settings:
      </p>
      <pre>{COMMANDS}</pre>
      <p>
        After ten wrong tokens an address has to wait for up to a minute before the next one is looked at. A browser
        that was signed in before does not have to wait because of wrong tokens from others.
      </p>
      <p>
        The link holds the owner's token, which is <code>OWNER_TOKEN</code> where that is set and else lies in the file
        {" "}
        <code>owner_token</code> of the data folder; <code>streamforge token</code>{" "}
        shows it. Scripts send it as a header:
      </p>
      <pre>curl -H "Authorization: Bearer $TOKEN" {origin ?? "$SERVER"}/api/videos</pre>
      <p>Without signing in you can watch what is public, and what is unlisted by its link.</p>
    </div>
  );
}
