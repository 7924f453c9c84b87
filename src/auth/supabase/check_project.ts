import { messageOf } from "../../core/errors.ts";
import type { SupabaseProject } from "./project.ts";

const TIMEOUT_MS = 8000;

/**
 * Asks a project what signing in needs: its settings, with the anon key, and its public keys.
 *
 * @returns what it has on, in one line
 * @throws {Error} saying what is wrong
 */
export async function checkProject({ url, anonKey, jwtSecret }: SupabaseProject): Promise<string> {
  const settings = await readJson(`${url}/auth/v1/settings`, { apikey: anonKey });
  if (settings.status === 401) throw new Error(`${url} refuses SUPABASE_ANON_KEY`);
  const { external } = settings.body;
  if (settings.status !== 200 || typeof external !== "object" || external === null) {
    throw new Error(`${url}/auth/v1/settings answers with HTTP ${settings.status}, and not with the settings`);
  }
  const keys = await readJson(`${url}/auth/v1/.well-known/jwks.json`, {});
  const algorithms = Array.isArray(keys.body.keys) ? keys.body.keys.map(({ alg }) => String(alg)) : [];
  if (jwtSecret !== null) algorithms.push("HS256");
  if (algorithms.length === 0) {
    throw new Error(`${url} has no public keys: it signs with the legacy secret, and SUPABASE_JWT_SECRET is not set`);
  }
  const ways = Object.entries(external).filter(([, isOn]) => isOn === true).map(([name]) => name);
  return `users of ${url} by ${ways.join(", ") || "nothing"}; tokens by ${[...new Set(algorithms)].join(", ")}`;
}

async function readJson(
  address: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return { status: response.status, body: response.ok ? JSON.parse(text) ?? {} : {} };
  } catch (error) {
    throw new Error(`${address} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
