import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type JWTVerifyOptions } from "jose";
import { messageOf, UnauthorizedError, UnavailableError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Identity } from "../auth.ts";
import { isSame } from "../cookies.ts";
import type { SupabaseProject } from "./project.ts";
import { type KeyTimes, projectKeys } from "./project_keys.ts";

/** Seconds by which the clocks of the project and of this server may differ. */
const CLOCK_SKEW_SECONDS = 30;
/** The algorithms of the project's public keys. HS256 is not among them: it would take a public key for a secret. */
const PUBLIC_KEY_ALGORITHMS = ["ES256", "RS256", "EdDSA"];
/** `iss` of the legacy API keys, which are tokens without a user: of hosted projects, and of the local stack. */
const API_KEY_ISSUERS = ["supabase", "supabase-demo"];
/** The user name of the holder of a service role or secret key, in `videos.owner`. */
export const SERVICE_ROLE = "service_role";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A user of the project as an access token tells it. */
export interface TokenUser {
  identity: Identity;
  /** When the token expires, in seconds since 1970. */
  expiresAt: number;
}

export interface AccessTokens {
  /**
   * Verifies an access token or an API key of the project.
   *
   * @returns null for what stands for nobody: the anon or publishable key
   * @throws {UnauthorizedError} saying what is wrong with it
   * @throws {UnavailableError} if the project's keys are needed and can't be fetched
   */
  verify(token: string): Promise<TokenUser | null>;
}

/**
 * Verifies the tokens of a Supabase project: HS256 by the legacy secret alone, all else by the project's public keys.
 *
 * The new API keys (`sb_secret_...`, `sb_publishable_...`) are no tokens and can't be verified: those that are in the
 * settings count, no others.
 */
export function accessTokens(
  project: SupabaseProject,
  { log, times }: { log: Log; times?: Partial<KeyTimes> },
): AccessTokens {
  const issuer = `${project.url}/auth/v1`;
  const publicKeys = projectKeys(`${issuer}/.well-known/jwks.json`, { log, times });
  const secret = project.jwtSecret === null ? null : new TextEncoder().encode(project.jwtSecret);

  async function verifySignature(token: string, claims: JWTVerifyOptions): Promise<JWTPayload> {
    const { alg } = decodeProtectedHeader(token);
    const options = { ...claims, clockTolerance: CLOCK_SKEW_SECONDS, requiredClaims: ["exp"] };
    if (alg === "HS256") {
      if (!secret) throw new UnauthorizedError("the token is signed with HS256: that needs SUPABASE_JWT_SECRET");
      return (await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })).payload;
    }
    return (await jwtVerify(token, publicKeys, { ...options, algorithms: PUBLIC_KEY_ALGORITHMS })).payload;
  }

  return {
    async verify(token) {
      if (project.serviceRoleKey !== null && isSame(token, project.serviceRoleKey)) return serviceRole(Infinity);
      if (isSame(token, project.anonKey)) return null;
      if (/^sb_(secret|publishable)_/.test(token)) {
        throw new UnauthorizedError("the Supabase API key is none of this server's settings: send an access token");
      }
      try {
        const isApiKey = ["anon", SERVICE_ROLE].includes(String(decodeJwt(token).role));
        const payload = await verifySignature(
          token,
          isApiKey ? { issuer: [issuer, ...API_KEY_ISSUERS] } : { issuer, audience: "authenticated" },
        );
        if (payload.role === "anon") return null;
        return payload.role === SERVICE_ROLE ? serviceRole(payload.exp!) : userOf(payload);
      } catch (error) {
        if (error instanceof UnauthorizedError || error instanceof UnavailableError) throw error;
        throw new UnauthorizedError(`the access token is not valid: ${reasonOf(error)}`, { cause: error });
      }
    },
  };
}

function serviceRole(expiresAt: number): TokenUser {
  return { identity: { user: SERVICE_ROLE, name: SERVICE_ROLE, isAdministrator: true }, expiresAt };
}

/** @throws {UnauthorizedError} if the token is of no user */
function userOf({ role, sub, email, phone, exp }: JWTPayload): TokenUser {
  if (role !== "authenticated") {
    throw new UnauthorizedError(`the access token's role is ${JSON.stringify(role)}: it must be "authenticated"`);
  }
  // "owner" and "service_role" are names of other users here
  if (!sub || !UUID.test(sub)) throw new UnauthorizedError("the access token names no user: sub must be a UUID");
  const name = [email, phone].find((value) => typeof value === "string" && value !== "") as string | undefined;
  const user = sub.toLowerCase();
  return { identity: { user, name: name ?? `user ${user.slice(0, 8)}`, isAdministrator: false }, expiresAt: exp! };
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) {
    return `it expired at ${new Date(error.payload.exp! * 1000).toISOString()}: refresh the session`;
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const value = JSON.stringify(error.payload[error.claim]) ?? "missing";
    return error.claim === "nbf" ? `it is not valid before ${value}` : `its claim ${error.claim} is ${value}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is wrong";
  if (error instanceof errors.JWKSNoMatchingKey) return "the project has no such key";
  if (error instanceof errors.JOSEAlgNotAllowed) return "its algorithm is not allowed";
  return messageOf(error);
}
