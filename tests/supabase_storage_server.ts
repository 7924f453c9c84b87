/**
 * A small server that behaves as Supabase Storage does, for the storage contract: objects, resumable uploads, signed
 * URLs, lists, removal, and errors in its shapes. Written from its documentation, and corrected where the real server
 * (supabase/storage 1.70.6) differs from it: docs/adr/0033-supabase-storage.md lists that. Objects are held
 * in memory.
 */
import { Hono } from "hono";
import { objectRoutes } from "./supabase_storage/objects.ts";
import { type Project, signToken, StoreFailure, type TestBucket } from "./supabase_storage/project.ts";
import { tusRoutes } from "./supabase_storage/resumable.ts";

export interface SupabaseServerOptions {
  /** Answers errors with their own HTTP status, as newer versions may; else with 400 and the status in the body. */
  usesHttpStatus?: boolean;
  /** The project's file size limit, in bytes. */
  fileSizeLimit?: number;
  /** Where the server keeps its files, which decides how it answers ranges that no byte is in. */
  backend?: Project["backend"];
}

/** Plants a fault: answers in place of the server, or passes the request on. */
export type Intercept = (request: Request, pass: () => Promise<Response>) => Promise<Response>;

/** Starts the server on a free port of 127.0.0.1. */
export function supabaseStorageServer(
  { usesHttpStatus = false, fileSizeLimit = 50 * 2 ** 30, backend = "s3" }: SupabaseServerOptions = {},
) {
  const buckets = new Map<string, TestBucket>();
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const secretKey = `sb_secret_${crypto.randomUUID()}`;
  const project: Project = {
    ...{ buckets, uploads: new Map(), secret, secretKey, fileSizeLimit, backend, aheadSeconds: 0 },
  };
  let intercept: Intercept | null = null;
  const app = new Hono().basePath("/storage/v1");
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("Access-Control-Allow-Origin", "*"); // the gateway in front of the services does this
  });
  app.onError((error, c) => {
    if (!(error instanceof StoreFailure)) {
      return c.json({ statusCode: "500", error: "Internal", message: `${error}` }, 500);
    }
    const { status, code, message } = error;
    const http = usesHttpStatus ? status : status === 500 ? 500 : 400;
    const body = { statusCode: `${status}`, error: code, message, code };
    return new Response(JSON.stringify(body), { status: http, headers: { "Content-Type": "application/json" } });
  });
  app.route("/upload/resumable", tusRoutes(project));
  app.route("/", objectRoutes(project));
  const answer = async (request: Request) => await app.fetch(request);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    return intercept ? intercept(request, () => answer(request)) : answer(request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    buckets,
    /** How many resumable uploads were begun, and neither finished nor removed. */
    unfinishedUploads: () => [...project.uploads.values()].filter(({ isFinished }) => !isFinished).length,
    /** Sets the server's clock ahead. */
    passTime: (seconds: number) => void (project.aheadSeconds += seconds),
    /** Sets what answers the next requests; null: the server itself. */
    plant: (fault: Intercept | null) => void (intercept = fault),
    /** The project's `sb_secret_...` key. */
    secretKey,
    /** A legacy key. */
    key: (role: "anon" | "service_role") => signToken(secret, { role }, 3600),
    newBucket(limits: Partial<Pick<TestBucket, "fileSizeLimit" | "allowedMimeTypes">> = {}): string {
      const id = `bucket-${buckets.size}`;
      buckets.set(id, { id, fileSizeLimit: null, allowedMimeTypes: null, objects: new Map(), ...limits });
      return id;
    },
    stop: () => server.shutdown(),
  };
}
