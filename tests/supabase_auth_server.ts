import { createHash, randomBytes, randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { SupabaseProject } from "../src/auth/supabase/project.ts";
import { type SigningKey, signingKey } from "./supabase_tokens.ts";

/**
 * A small server with the documented behaviour of Supabase Auth, for the real supabase-js in a real browser: passwords,
 * sign-up, links and codes by mail, PKCE, one OAuth provider, refresh tokens for one use, sign-out, public keys.
 * https://supabase.com/docs/reference/self-hosting-auth and https://supabase.com/docs/guides/auth
 */
export interface SupabaseAuthServer {
  /** The value of SUPABASE_URL. */
  url: string;
  project: SupabaseProject;
  /** The value of SUPABASE_ANON_KEY; requests without it are refused. */
  anonKey: string;
  /** The mails so far. */
  mails: { to: string; link: string; code: string }[];
  /** The requests so far, as `POST /token?grant_type=refresh_token`. */
  requests: string[];
  /** May be changed at any time. */
  options: AuthServerOptions;
  addUser(email: string, password: string, options?: { isConfirmed?: boolean }): User;
  /** Ends all sessions of a user, as the dashboard does. */
  revoke(email: string): void;
  close(): Promise<void>;
}

export interface AuthServerOptions {
  accessSeconds: number;
  /** Seconds in which a used refresh token still works. */
  reuseSeconds: number;
  /** Whether new users need no confirmation by mail. */
  autoconfirm: boolean;
  disableSignup: boolean;
  hasEmail: boolean;
  /** The OAuth providers that are on; each signs in `provider@example.com`. */
  providers: string[];
  /** The allow list of addresses to redirect to. */
  redirectUrls: string[];
  /** Signs with HS256 in place of the keys. */
  jwtSecret: string | null;
  keys: SigningKey[];
  /** Answers every request in place of the server, if it returns something. */
  failure: ((request: string) => Response | null | Promise<Response | null>) | null;
}

interface User {
  id: string;
  email: string;
  password: string;
  isConfirmed: boolean;
}
interface Session {
  id: string;
  user: User;
}
interface RefreshToken {
  session: Session;
  parent: string | null;
  usedAt: number | null;
}
interface Flow {
  user: User;
  challenge: string;
}
interface MailToken {
  user: User;
  type: string;
  challenge: string | null;
  code: string;
}

class AuthError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

const ANON_KEY = "sb_publishable_of-the-auth-server";
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
  "Access-Control-Expose-Headers": "X-Total-Count, Link, X-Supabase-Api-Version",
  "Access-Control-Allow-Headers": "apikey, authorization, content-type, x-client-info, x-supabase-api-version",
};
const newSecret = () => randomBytes(12).toString("base64url");

export async function supabaseAuthServer(given: Partial<AuthServerOptions> = {}): Promise<SupabaseAuthServer> {
  const options: AuthServerOptions = {
    ...{ accessSeconds: 3600, reuseSeconds: 10, autoconfirm: false, disableSignup: false, hasEmail: true },
    ...{
      providers: [],
      redirectUrls: [],
      jwtSecret: null,
      keys: [await signingKey("ES256"), await signingKey("RS256")],
    },
    ...{ failure: null },
    ...given,
  };
  const state = new AuthState(options);
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/auth\/v1/, "");
    const name = `${request.method} ${path}${url.searchParams.has("grant_type") ? url.search : ""}`;
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
    requests.push(name);
    try {
      const failure = await options.failure?.(name);
      if (failure) return failure;
      const isPublic = path === "/.well-known/jwks.json" || (request.method === "GET" && /verify|authorize/.test(path));
      if (!isPublic && request.headers.get("apikey") !== ANON_KEY) {
        return Response.json({ message: "No API key found in request" }, { status: 401, headers: CORS });
      }
      const answer = await state.answer(request, path, url.searchParams);
      for (const [header, value] of Object.entries(CORS)) answer.headers.set(header, value);
      return answer;
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const { status, code, message } = error;
      const headers = { ...CORS, "x-supabase-api-version": "2024-01-01" };
      return Response.json({ code, message }, { status, headers });
    }
  });
  state.url = `http://127.0.0.1:${server.addr.port}/auth/v1`;
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    project: { url, anonKey: ANON_KEY, serviceRoleKey: null, jwtSecret: options.jwtSecret },
    ...{ anonKey: ANON_KEY, mails: state.mails, requests, options },
    addUser: (email, password, { isConfirmed = true } = {}) => state.addUser(email, password, isConfirmed),
    revoke: (email) => state.endSessions(({ user }) => user.email === email),
    close: () => server.shutdown(),
  };
}

class AuthState {
  url = "";
  mails: SupabaseAuthServer["mails"] = [];
  #options: AuthServerOptions;
  #users: User[] = [];
  #refreshTokens = new Map<string, RefreshToken>();
  #flows = new Map<string, Flow>();
  #mailTokens = new Map<string, MailToken>();

  constructor(options: AuthServerOptions) {
    this.#options = options;
  }

  async answer(request: Request, path: string, query: URLSearchParams): Promise<Response> {
    const body = request.method === "GET" ? {} : JSON.parse(await request.text() || "{}");
    const redirectTo = this.#allowed(query.get("redirect_to"));
    switch (`${request.method} ${path}`) {
      case "GET /.well-known/jwks.json":
        return Response.json({ keys: this.#options.keys.map(({ jwk }) => jwk) });
      case "GET /settings":
        return Response.json(this.#settings());
      case "POST /signup":
        return Response.json(await this.#signUp(body, redirectTo));
      case "POST /token":
        return Response.json(await this.#grant(query.get("grant_type"), body));
      case "POST /otp":
        this.#sendLink("magiclink", this.#userForLink(body), body.code_challenge, redirectTo);
        return Response.json({});
      case "POST /resend": {
        const user = this.#find(body.email);
        if (user && !user.isConfirmed) this.#sendLink(body.type, user, body.code_challenge, redirectTo);
        return Response.json({});
      }
      case "POST /recover": {
        const user = this.#find(body.email);
        if (user) this.#sendLink("recovery", user, body.code_challenge, redirectTo);
        return Response.json({}); // the same for unknown addresses
      }
      case "GET /verify":
        return this.#followLink(query.get("token") ?? "", redirectTo);
      case "POST /verify":
        return Response.json(await this.#verifyCode(body));
      case "GET /authorize":
        return this.#authorize(query, redirectTo);
      case "GET /user":
        return Response.json(userJson((await this.#sessionOf(request)).user));
      case "PUT /user": {
        const { user } = await this.#sessionOf(request);
        checkPassword(body.password);
        user.password = body.password;
        return Response.json(userJson(user));
      }
      case "POST /logout": {
        const { id, user } = await this.#sessionOf(request);
        const isGlobal = (query.get("scope") ?? "global") === "global";
        this.endSessions((session) => isGlobal ? session.user === user : session.id === id);
        return new Response(null, { status: 204 });
      }
    }
    throw new AuthError(404, "not_found", `no ${path}`);
  }

  addUser(email: string, password: string, isConfirmed: boolean): User {
    const user = { id: randomUUID(), email, password, isConfirmed };
    this.#users.push(user);
    return user;
  }

  endSessions(isEnded: (session: Session) => boolean): void {
    for (const [token, { session }] of this.#refreshTokens) if (isEnded(session)) this.#refreshTokens.delete(token);
  }

  #find(email: string): User | undefined {
    return this.#users.find((user) => user.email === String(email).toLowerCase());
  }

  /** An address of the allow list, else its first one, which stands for the project's Site URL. */
  #allowed(redirectTo: string | null): string {
    const { redirectUrls } = this.#options;
    return redirectTo !== null && redirectUrls.includes(redirectTo)
      ? redirectTo
      : redirectUrls[0] ?? "http://localhost/";
  }

  #settings() {
    const { providers, hasEmail, disableSignup, autoconfirm } = this.#options;
    const names = ["anonymous_users", "apple", "azure", "github", "gitlab", "google", "phone"];
    const external = Object.fromEntries(names.map((name) => [name, providers.includes(name)]));
    return {
      external: { ...external, email: hasEmail },
      ...{ disable_signup: disableSignup, mailer_autoconfirm: autoconfirm, phone_autoconfirm: false },
      ...{ sms_provider: "twilio", saml_enabled: false },
    };
  }

  async #signUp({ email, password, code_challenge }: Record<string, string>, redirectTo: string): Promise<unknown> {
    if (this.#options.disableSignup) {
      throw new AuthError(422, "signup_disabled", "Signups not allowed for this instance");
    }
    checkPassword(password);
    if (this.#find(email)) throw new AuthError(422, "user_already_exists", "User already registered");
    const user = this.addUser(email.toLowerCase(), password, this.#options.autoconfirm);
    if (user.isConfirmed) return await this.#newSession(user);
    this.#sendLink("signup", user, code_challenge, redirectTo);
    return { ...userJson(user), confirmation_sent_at: new Date().toISOString() };
  }

  async #grant(type: string | null, body: Record<string, string>): Promise<unknown> {
    if (type === "password") {
      const user = this.#find(body.email);
      if (!user || user.password !== body.password) {
        throw new AuthError(400, "invalid_credentials", "Invalid login credentials");
      }
      if (!user.isConfirmed) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
      return await this.#newSession(user);
    }
    if (type === "refresh_token") return await this.#refresh(body.refresh_token);
    const flow = this.#flows.get(body.auth_code);
    if (!flow) throw new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
    const challenge = createHash("sha256").update(body.code_verifier ?? "").digest("base64url");
    if (challenge !== flow.challenge) {
      throw new AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
    }
    this.#flows.delete(body.auth_code);
    return await this.#newSession(flow.user);
  }

  /** Rotates: the token before the newest one gives the newest again, older ones only within the reuse interval. */
  async #refresh(token: string): Promise<unknown> {
    if (!/^[\w-]{12,}$/.test(token)) throw new AuthError(400, "validation_failed", "Refresh token is not valid");
    const used = this.#refreshTokens.get(token);
    if (!used) throw new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    const family = [...this.#refreshTokens].filter(([, { session }]) => session.id === used.session.id);
    const [active] = family.find(([, { usedAt }]) => usedAt === null)!;
    if (used.usedAt !== null) {
      if (this.#refreshTokens.get(active)!.parent === token) return await this.#sessionJson(used.session, active);
      if (Date.now() > used.usedAt + this.#options.reuseSeconds * 1000) {
        this.endSessions(({ id }) => id === used.session.id);
        throw new AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
      }
    }
    used.usedAt ??= Date.now();
    return await this.#issue(used.session, token);
  }

  #newSession(user: User): Promise<unknown> {
    return this.#issue({ id: randomUUID(), user }, null);
  }

  #issue(session: Session, parent: string | null): Promise<unknown> {
    const token = newSecret();
    this.#refreshTokens.set(token, { session, parent, usedAt: null });
    return this.#sessionJson(session, token);
  }

  async #sessionJson({ id, user }: Session, refreshToken: string): Promise<unknown> {
    const { accessSeconds, jwtSecret, keys: [key] } = this.#options;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: this.url, sub: user.id, aud: "authenticated", role: "authenticated", email: user.email, phone: "" },
      ...{ iat: now, exp: now + accessSeconds, session_id: id, aal: "aal1", is_anonymous: false },
    };
    const token = jwtSecret
      ? await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(jwtSecret))
      : await new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
    return {
      ...{ access_token: token, token_type: "bearer", expires_in: accessSeconds, expires_at: now + accessSeconds },
      ...{ refresh_token: refreshToken, user: userJson(user) },
    };
  }

  async #sessionOf(request: Request): Promise<Session> {
    const token = request.headers.get("Authorization")?.replace(/^Bearer /, "") ?? "";
    const { jwtSecret, keys: [key] } = this.#options;
    const verifyKey = jwtSecret ? new TextEncoder().encode(jwtSecret) : key.jwk;
    const { payload } = await jwtVerify(token, verifyKey as never).catch(() => {
      throw new AuthError(403, "bad_jwt", "invalid JWT");
    });
    const found = [...this.#refreshTokens.values()].find(({ session }) => session.id === payload.session_id);
    if (!found) throw new AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist");
    return found.session;
  }

  #userForLink({ email, create_user }: { email?: string; create_user?: boolean }): User {
    const user = this.#find(email ?? "");
    if (user) return user;
    if (!create_user || this.#options.disableSignup) {
      throw new AuthError(422, "otp_disabled", "Signups not allowed for otp");
    }
    return this.addUser(email!.toLowerCase(), newSecret(), false);
  }

  #sendLink(type: string, user: User, challenge: string | null, redirectTo: string): void {
    const token = `${challenge ? "pkce_" : ""}${newSecret()}`;
    const code = String(100_000 + randomBytes(3).readUIntBE(0, 3) % 900_000);
    this.#mailTokens.set(token, { user, type, challenge, code });
    const query = new URLSearchParams({ token, type, redirect_to: redirectTo });
    this.mails.push({ to: user.email, link: `${this.url}/verify?${query}`, code });
  }

  #followLink(token: string, redirectTo: string): Response {
    const mail = this.#mailTokens.get(token);
    this.#mailTokens.delete(token); // for one use
    if (!mail?.challenge) {
      const error = new URLSearchParams({
        ...{ error: "access_denied", error_code: "otp_expired" },
        error_description: "Email link is invalid or has expired",
      });
      return redirect(`${redirectTo}?${error}#${error}`);
    }
    mail.user.isConfirmed = true;
    return redirect(`${redirectTo}?code=${this.#newFlow(mail.user, mail.challenge)}`);
  }

  async #verifyCode({ email, token }: Record<string, string>): Promise<unknown> {
    const found = [...this.#mailTokens].find(([, { user, code }]) => user.email === email && code === token);
    if (!found) throw new AuthError(403, "otp_expired", "Token has expired or is invalid");
    this.#mailTokens.delete(found[0]);
    found[1].user.isConfirmed = true;
    return await this.#newSession(found[1].user);
  }

  #authorize(query: URLSearchParams, redirectTo: string): Response {
    const provider = query.get("provider")!;
    if (!this.#options.providers.includes(provider)) {
      throw new AuthError(400, "validation_failed", "Unsupported provider: provider is not enabled");
    }
    const email = `${provider}@example.com`;
    const user = this.#find(email) ?? this.addUser(email, newSecret(), true);
    return redirect(`${redirectTo}?code=${this.#newFlow(user, query.get("code_challenge")!)}`);
  }

  #newFlow(user: User, challenge: string): string {
    const code = randomUUID();
    this.#flows.set(code, { user, challenge });
    return code;
  }
}

function checkPassword(password: string): void {
  if (String(password).length < 6) {
    throw new AuthError(422, "weak_password", "Password should be at least 6 characters.");
  }
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } });
}

function userJson({ id, email, isConfirmed }: User) {
  const now = new Date().toISOString();
  return {
    ...{ id, aud: "authenticated", role: "authenticated", email, phone: "", identities: [], created_at: now },
    ...{ email_confirmed_at: isConfirmed ? now : undefined, app_metadata: {}, user_metadata: {}, updated_at: now },
  };
}
