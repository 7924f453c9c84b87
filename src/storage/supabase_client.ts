import { createClient } from "@supabase/supabase-js";
import { delay } from "../core/async.ts";
import { isTransient, SupabaseError, supabaseError } from "./supabase_errors.ts";
import { ConnectionError, RetryTimer, type StoreLimits } from "./store_limits.ts";
import { timedFetch } from "./timed_fetch.ts";

export interface SupabaseSettings {
  /** The address of the project, as `https://abcdefghijklmnop.supabase.co`. */
  url: string;
  /** The service role key, a JWT, or a secret key, as `sb_secret_...`. */
  serviceRoleKey: string;
  bucket: string;
}

/** What the functions of supabase-js return. */
type Answer = { data: unknown; error: null } | { data: null; error: Error };

type Files = ReturnType<ReturnType<typeof createClient>["storage"]["from"]>;

/** Requests to Supabase Storage. Their errors are `SupabaseError`s and `ConnectionError`s. */
export type SupabaseClient = ReturnType<typeof supabaseClient>;

/**
 * A client of a project's storage: supabase-js where its answers are small, and `fetch` for the bytes of objects, which
 * supabase-js has whole in memory. Every request has a time limit. Those through `ask` are repeated, with random,
 * growing delays until `retrySeconds` have passed, if another try may heal their failure.
 */
export function supabaseClient({ url, serviceRoleKey, bucket }: SupabaseSettings, limits: StoreLimits) {
  const fetchOnce = timedFetch(limits);
  const { storage } = createClient(url, serviceRoleKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: retryingFetch(fetchOnce, limits) },
  });
  const headers = { apikey: serviceRoleKey, authorization: `Bearer ${serviceRoleKey}` };
  const endpoint = `${url.replace(/\/+$/, "")}/storage/v1`;

  return {
    /** Without a slash at the end. */
    endpoint,
    /** The headers that authorize a request. */
    headers,

    /** Asks by supabase-js. @throws {SupabaseError} {ConnectionError} */
    async ask<A extends Answer>(request: (files: Files) => PromiseLike<A>): Promise<NonNullable<A["data"]>> {
      const { data, error } = await request(storage.from(bucket));
      if (error) throw ownError(error);
      return data!;
    },

    /** @throws {SupabaseError} if the bucket is missing or the key is refused */
    async getBucket(): Promise<void> {
      const { error } = await storage.getBucket(bucket);
      if (error) throw ownError(error);
    },

    /** One request for an object's bytes. @throws {SupabaseError} if it is not answered with them {ConnectionError} */
    async download(key: string, range: string | null, signal?: AbortSignal): Promise<Response> {
      const response = await fetchOnce(`${endpoint}/object/authenticated/${encodeURIComponent(bucket)}/${key}`, {
        // without compression: the length and the tag of the answer are those of the object
        headers: { ...headers, "accept-encoding": "identity", ...(range && { range }) },
        signal,
      });
      if (response.ok) return response;
      throw supabaseError(response.status, await response.text());
    },

    /** One request, as `fetch`. */
    fetchOnce,
  };
}

/** A `fetch` for small answers, which are complete when it returns, and for bodies that can be sent again. */
function retryingFetch(fetchOnce: typeof fetch, limits: StoreLimits): typeof fetch {
  return async (input, init) => {
    const timer = new RetryTimer(limits);
    const headers = new Headers(init?.headers);
    if (init?.body instanceof Uint8Array) headers.set("content-length", `${init.body.length}`);
    for (;;) {
      const answer = await complete(() => fetchOnce(input, { ...init, headers }));
      const failure = answer instanceof Response ? await errorOf(answer) : answer;
      const delayMs = isTransient(failure) ? timer.nextDelayMs(retryAfterMs(answer)) : null;
      if (delayMs === null) {
        if (answer instanceof Response) return answer;
        throw answer;
      }
      await delay(delayMs, init?.signal ?? undefined);
    }
  };
}

/** An answer with all its bytes, or the error of the connection. */
async function complete(request: () => Promise<Response>): Promise<Response | ConnectionError> {
  try {
    const response = await request();
    const { status, headers } = response;
    const bytes = await response.bytes();
    return new Response(bytes.length > 0 ? bytes : null, { status, headers });
  } catch (error) {
    if (error instanceof ConnectionError) return error;
    throw error;
  }
}

async function errorOf(answer: Response): Promise<SupabaseError | null> {
  return answer.ok ? null : supabaseError(answer.status, await answer.clone().text());
}

/** What the store asks to wait: `Retry-After` in seconds. */
export function retryAfterMs(answer: unknown): number {
  const seconds = answer instanceof Response ? Number(answer.headers.get("retry-after")) : 0;
  return Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : 0;
}

/** The error inside one of supabase-js. */
function ownError(error: Error & { originalError?: unknown; status?: number; statusCode?: string; code?: string }) {
  const { originalError, status = 0, statusCode, code, message } = error;
  // it can't parse what another server, or a page of a proxy, says with status 200
  if (originalError instanceof SyntaxError) return new SupabaseError(404, "", "the answer is not JSON");
  return originalError ?? supabaseError(status, JSON.stringify({ statusCode, code, message }));
}
