import type { SupabaseProject } from "../../../src/auth/supabase/project.ts";
import { OWNER } from "../../../src/auth/owner.ts";
import type { Viewer } from "../../deps.ts";
import { fillIn } from "../words/fill.ts";
import { words } from "../words/words.ts";
import { SupabaseForm } from "./supabase_form.tsx";

/** What prints the sign-in link. */
const COMMANDS = {
  source: "./sf sign-in",
  program: "streamforge sign-in",
  container: "docker exec CONTAINER streamforge sign-in",
};

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
  const { signIn: w } = words();
  return (
    <>
      {viewer && (
        <p class="prose">
          {w.already(viewer.name)} <a href={next}>{next === "/" ? w.toLibrary : w.toWanted}</a>
        </p>
      )}
      {project && <SupabaseForm project={project} />}
      <section class="panel sign-in" aria-labelledby="owner-title">
        {project
          ? <h2 class="panel-title" id="owner-title">{w.owner}</h2>
          : <h1 class="panel-title" id="owner-title">{w.title}</h1>}
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
  const { signIn: w } = words();
  return (
    <form method="post" action="/sign-in">
      {refusal && <p class="problem" id="token-problem" role="alert">{refusalText(refusal)}</p>}
      <input type="hidden" name="next" value={next} />
      <input type="text" name="username" value={OWNER} autocomplete="username" readonly hidden />
      <label class="line">
        <span>{w.token}</span>
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
        <button class="button main" type="submit">{hasUsers ? w.signInAsOwner : w.signIn}</button>
      </p>
    </form>
  );
}

function refusalText(refusal: Refusal): string {
  const { signIn: w } = words();
  if (refusal.kind === "link") return w.refusedLink;
  return refusal.kind === "token" ? w.refusedToken : w.refusedWait(refusal.seconds);
}

/** What everybody can do; for people who run the server also where its token is. */
function OwnerHelp({ origin }: { origin: string | null }) {
  const { signIn: w } = words();
  const commands = (["source", "program", "container"] as const).map((where) =>
    `# ${w.commands[where]}\n${COMMANDS[where]}`
  );
  return (
    <div class="help">
      <p>{w.helpWho}</p>
      <p>{w.helpWithout}</p>
      <p>{w.helpWhere}</p>
      <details>
        <summary>{w.helpMore}</summary>
        <p>{w.helpCommands}</p>
        <pre>{commands.join("\n")}</pre>
        <p>
          {fillIn(w.helpToken, {
            setting: () => <code>OWNER_TOKEN</code>,
            file: () => <code>owner_token</code>,
            command: () => <code>streamforge token</code>,
          })}
        </p>
        <pre>curl -H "Authorization: Bearer $TOKEN" {origin ?? "$SERVER"}/api/videos</pre>
        <p>{w.helpWait}</p>
      </details>
    </div>
  );
}
