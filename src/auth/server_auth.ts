import { UnauthorizedError } from "../core/errors.ts";
import type { Auth } from "./auth.ts";
import { bearerToken } from "./cookies.ts";
import type { OwnerAuth } from "./owner.ts";
import type { SupabaseAuth } from "./supabase/supabase_auth.ts";

/** All that may sign in to this server: its owner and, where there is a Supabase project, the project's users. */
export interface ServerAuth extends Auth {
  owner: OwnerAuth;
  supabase: SupabaseAuth | null;
}

export function serverAuth({ owner, supabase }: Pick<ServerAuth, "owner" | "supabase">): ServerAuth {
  return {
    owner,
    supabase,
    async authenticate(request, address, { isCounted } = { isCounted: true }) {
      const bearer = bearerToken(request);
      const isUsers = supabase !== null && bearer !== null && isOfSupabase(bearer);
      const identity = await owner.authenticate(request, address, { isCounted: isCounted && !isUsers });
      if (identity) return identity;
      if (bearer === null) return await supabase?.sessions.authenticate(request) ?? null;
      if (isUsers) return await supabase.verify(bearer);
      if (bearer === "" && !/^bearer(\s|$)/i.test(request.headers.get("Authorization")!)) return null;
      const right = supabase ? ", or send an access token of its Supabase project" : "";
      throw new UnauthorizedError(`the Bearer token is not this server's: see its sign-in link${right}`);
    },
  };
}

/**
 * Whether a token has the form of an access token or an API key. Guesses of that form are not counted, so it must be
 * one that nobody chooses for the owner's token: a JWT begins with `{"` in base64.
 */
function isOfSupabase(token: string): boolean {
  return /^sb_(publishable|secret)_/.test(token) || /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token);
}
