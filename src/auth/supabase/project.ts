import { ConfigError } from "../../core/errors.ts";
import type { Config } from "../../core/settings/config.ts";

/** A Supabase project whose users may sign in. */
export interface SupabaseProject {
  /** Without a slash at its end. */
  url: string;
  anonKey: string;
  serviceRoleKey: string | null;
  /** The legacy secret for HS256. */
  jwtSecret: string | null;
}

type SupabaseSettings = Pick<
  Config,
  "supabaseUrl" | "supabaseAnonKey" | "supabaseServiceRoleKey" | "supabaseJwtSecret"
>;

/**
 * Returns the project of the settings. null without SUPABASE_ANON_KEY: a project that only stores videos must not let
 * its users upload.
 *
 * @throws {ConfigError} if SUPABASE_ANON_KEY is a secret key: browsers get it
 */
export function supabaseProject(config: SupabaseSettings): SupabaseProject | null {
  const { supabaseUrl, supabaseAnonKey: anonKey } = config;
  if (supabaseUrl === null || anonKey === null) return null;
  if (anonKey === config.supabaseServiceRoleKey || isSecretKey(anonKey)) {
    throw new ConfigError(
      "SUPABASE_ANON_KEY is a service role or secret key, which browsers must not get: " +
        "it must be the project's anon or publishable key",
    );
  }
  return {
    url: supabaseUrl.replace(/\/+$/, ""),
    anonKey,
    serviceRoleKey: config.supabaseServiceRoleKey,
    jwtSecret: config.supabaseJwtSecret,
  };
}

/** Whether an API key of Supabase has all rights, by its prefix or its claims, which are not verified. */
function isSecretKey(key: string): boolean {
  if (key.startsWith("sb_secret_")) return true;
  try {
    return JSON.parse(atob(key.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).role === "service_role";
  } catch {
    return false; // no token
  }
}
