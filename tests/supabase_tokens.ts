import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { type AccessTokens, accessTokens } from "../src/auth/supabase/access_tokens.ts";
import type { KeyTimes } from "../src/auth/supabase/project_keys.ts";
import type { SupabaseProject } from "../src/auth/supabase/project.ts";
import { quietLog } from "./database.ts";

/** Users of the Supabase project of the tests. */
export const TEST_USERS = {
  first_user: { id: "11111111-1111-4111-8111-111111111111", email: "first@example.com" },
  second_user: { id: "22222222-2222-4222-8222-222222222222", email: "second@example.com" },
} as const;
export type TestUser = keyof typeof TEST_USERS;

export function isTestUser(name: string): name is TestUser {
  return Object.hasOwn(TEST_USERS, name);
}

/** A pair of keys of the project. */
export interface SigningKey {
  alg: "ES256" | "RS256";
  kid: string;
  privateKey: CryptoKey;
  /** Of the JSON Web Key Set. */
  jwk: Record<string, unknown>;
}

export async function signingKey(alg: SigningKey["alg"] = "ES256", kid: string = crypto.randomUUID()) {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { alg, kid, privateKey, jwk: { ...await exportJWK(publicKey), kid, alg, use: "sig" } } as SigningKey;
}

/** The keys of a Supabase project, served on a port of this machine, and tokens that they signed. */
export interface SupabaseTokens {
  /** The value of SUPABASE_URL. */
  url: string;
  project: SupabaseProject;
  /** What the server verifies tokens with. */
  verifier: AccessTokens;
  /** The keys that are served now: tests may change them. The first one signs. */
  keys: SigningKey[];
  /** How often the keys were asked for. */
  fetches: number;
  /** Answers in place of the keys: a failure that a test plants. */
  failure: (() => Response | Promise<Response>) | null;
  /** A valid access token of a user, with other claims where they are given; undefined leaves one out. */
  sign(user: TestUser, claims?: JWTPayload, key?: SigningKey): Promise<string>;
  close(): Promise<void>;
}

export async function supabaseTokens(
  { times, ...settings }: Partial<SupabaseProject> & { times?: Partial<KeyTimes> } = {},
): Promise<SupabaseTokens> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (new URL(request.url).pathname !== "/auth/v1/.well-known/jwks.json") return new Response(null, { status: 404 });
    tokens.fetches++;
    return tokens.failure?.() ?? Response.json({ keys: tokens.keys.map(({ jwk }) => jwk) });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const project = { url, anonKey: "sb_publishable_of-the-tests", serviceRoleKey: null, jwtSecret: null, ...settings };
  const tokens: SupabaseTokens = {
    url,
    project,
    verifier: accessTokens(project, { log: quietLog, times }),
    keys: [await signingKey()],
    fetches: 0,
    failure: null,
    sign: (user, claims, { alg, kid, privateKey } = tokens.keys[0]) =>
      new SignJWT({ ...claimsOf(url, user), ...claims }).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(privateKey),
    close: () => server.shutdown(),
  };
  return tokens;
}

/** The claims of an access token of Supabase Auth, valid for an hour. */
export function claimsOf(url: string, user: TestUser): JWTPayload {
  const { id, email } = TEST_USERS[user];
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: `${url}/auth/v1`,
    ...{ sub: id, aud: "authenticated", role: "authenticated", email, phone: "", is_anonymous: false },
    ...{ iat: now, exp: now + 3600, aal: "aal1", session_id: crypto.randomUUID() },
    ...{ app_metadata: { provider: "email", providers: ["email"] }, user_metadata: {} },
  };
}
