import { Hono } from "hono";
import type { Deps, Env } from "../../deps.ts";
import { nextPage } from "../../http/next_page.ts";
import { siteOf } from "../../http/site.ts";
import type { RenderPage } from "../shared/page_response.tsx";
import { words } from "../words/words.ts";
import { type Refusal, SignInPage } from "./page.tsx";

/**
 * How the owner and, where there is a Supabase project, its users sign in. A link with the owner's token and the form
 * are answered by `routes/api/session.ts`.
 */
export function signInPages({ auth }: Pick<Deps, "auth">, present: RenderPage): Hono<Env> {
  const project = auth.supabase?.project ?? null;
  return new Hono<Env>().get("/sign-in", (c) => {
    const { origin, prefix } = siteOf(c);
    return present(
      c,
      {
        ...{ title: words().signIn.title, path: "/sign-in", mainClass: "" },
        // this page's script talks to the project, no other page does
        ...(project && { script: "sign_in.js", isLive: false, allow: { "connect-src": new URL(project.url).origin } }),
      },
      <SignInPage
        viewer={c.get("viewer")}
        project={project}
        origin={origin}
        next={nextPage(c.req.query("next"), prefix)}
        refusal={readRefusal(c.req.query("problem"), c.req.query("seconds"))}
      />,
    );
  });
}

/** What the address says of a refused token. */
function readRefusal(problem: string | undefined, seconds: string | undefined): Refusal | null {
  if (problem === "link" || problem === "token") return { kind: problem };
  if (problem !== "wait") return null;
  return { kind: "wait", seconds: Math.min(60, Math.max(1, Math.ceil(Number(seconds)) || 1)) };
}
