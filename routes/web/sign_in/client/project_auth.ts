import { AuthClient } from "@supabase/supabase-js";

/** What the project has on, from its public settings. */
export interface ProjectSettings {
  hasEmail: boolean;
  allowsSignUp: boolean;
  /** OAuth providers, by the project's names. */
  providers: string[];
}

/** Names in the settings' list that are no OAuth provider. */
const NO_PROVIDERS = ["email", "phone", "anonymous_users", "saml"];
const SETTINGS_TIMEOUT_MS = 10_000;

const LABELS: Record<string, string> = {
  ...{ azure: "Microsoft", github: "GitHub", gitlab: "GitLab", linkedin_oidc: "LinkedIn", slack_oidc: "Slack" },
  ...{ workos: "WorkOS", x: "X", fly: "Fly.io" },
};

export function providerLabel(name: string): string {
  return LABELS[name] ?? name[0].toUpperCase() + name.slice(1);
}

/**
 * The auth client of supabase-js. It is for signing in alone: this server gets the session and renews it, so the page
 * keeps the tokens in memory, and nothing but the verifiers of links that are on their way in `localStorage`.
 */
export function projectAuth(url: string, key: string): InstanceType<typeof AuthClient> {
  return new AuthClient({
    url: `${url}/auth/v1`,
    headers: { apikey: key },
    flowType: "pkce",
    persistSession: true,
    autoRefreshToken: false,
    detectSessionInUrl: false,
    storageKey: "streamforge_supabase",
    storage: verifierStorage(),
  });
}

function verifierStorage() {
  const memory = new Map<string, string>();
  const isVerifier = (name: string) => name.endsWith("-code-verifier");
  return {
    getItem: (name: string) => isVerifier(name) ? localStorage.getItem(name) : memory.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (isVerifier(name)) localStorage.setItem(name, value);
      else memory.set(name, value);
    },
    removeItem: (name: string) => {
      if (isVerifier(name)) localStorage.removeItem(name);
      else memory.delete(name);
    },
  };
}

/** @throws {Error} with a `status` where the project answered */
export async function readSettings(url: string, key: string): Promise<ProjectSettings> {
  const response = await fetch(`${url}/auth/v1/settings`, {
    headers: { apikey: key },
    signal: AbortSignal.timeout(SETTINGS_TIMEOUT_MS),
  }).catch((cause) => {
    throw Object.assign(new Error("no answer", { cause }), { name: "AuthRetryableFetchError" });
  });
  if (!response.ok) {
    const name = response.status >= 500 ? "AuthRetryableFetchError" : "Error";
    throw Object.assign(new Error(`HTTP ${response.status}`), { name, status: response.status });
  }
  const { external = {}, disable_signup } = await response.json();
  return {
    hasEmail: external.email === true,
    allowsSignUp: disable_signup !== true,
    providers: Object.keys(external).filter((name) => external[name] === true && !NO_PROVIDERS.includes(name)),
  };
}
