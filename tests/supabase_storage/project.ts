import { createHash } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

export interface TestBucket {
  id: string;
  /** null: the project's limit. */
  fileSizeLimit: number | null;
  /** As `video/*`; null: all. */
  allowedMimeTypes: string[] | null;
  objects: Map<string, TestObject>;
}

export interface TestObject {
  id: string;
  version: string;
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  cacheControl: string;
  etag: string;
  metadata: Record<string, unknown>;
  created: Date;
  updated: Date;
}

/** What the parts of the server share. */
export interface Project {
  buckets: Map<string, TestBucket>;
  /** By id. */
  uploads: Map<string, TusUpload>;
  secret: Uint8Array;
  secretKey: string;
  fileSizeLimit: number;
  backend: "s3" | "file";
  /** How far the server's clock is ahead. */
  aheadSeconds: number;
}

/** A resumable upload. */
export interface TusUpload {
  bucket: string;
  key: string;
  contentType: string;
  cacheControl: string;
  metadata: Record<string, unknown>;
  /** null: not known yet. */
  length: number | null;
  chunks: Uint8Array<ArrayBuffer>[];
  offset: number;
  isFinished: boolean;
}

/** @throws {StoreFailure} if the request has no valid key */
export async function roleOf(request: Request, { secret, secretKey }: Project): Promise<string> {
  if (request.headers.get("apikey") === secretKey) return "service_role"; // the gateway makes a token of it
  const token = (request.headers.get("authorization") ?? "").replace(/^Bearer\s+/i, "");
  try {
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return String(payload.role);
  } catch (error) {
    throw new StoreFailure(403, "AccessDenied", (error as Error).message);
  }
}

/** Row level security: only the service role sees and writes objects. */
export async function isService(request: Request, project: Project): Promise<boolean> {
  return await roleOf(request, project) === "service_role";
}

export function findBucket({ buckets }: Project, id: string): TestBucket {
  const bucket = buckets.get(id);
  if (!bucket) throw new StoreFailure(404, "NoSuchBucket", "Bucket not found");
  return bucket;
}

/** @throws {StoreFailure} if the key, the type or the size is not accepted */
export function checkUpload(project: Project, bucket: TestBucket, key: string, type: string, bytes: number): void {
  if (!/^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/.test(key)) throw new StoreFailure(400, "InvalidKey", `Invalid key: ${key}`);
  const isAllowed = bucket.allowedMimeTypes?.some((allowed) => {
    return allowed === type || allowed.endsWith("/*") && type.startsWith(allowed.slice(0, -1));
  }) ?? true;
  if (!isAllowed) throw new StoreFailure(415, "InvalidMimeType", `mime type ${type} is not supported`);
  if (bytes > sizeLimit(project, bucket)) {
    throw new StoreFailure(413, "EntityTooLarge", "The object exceeded the maximum allowed size");
  }
}

export function sizeLimit(project: Project, bucket: TestBucket): number {
  return Math.min(project.fileSizeLimit, bucket.fileSizeLimit ?? Infinity);
}

/** Stores an object in one step: readers see the old one or the new one. */
export function storeObject(
  bucket: TestBucket,
  key: string,
  object: Pick<TestObject, "bytes" | "contentType" | "cacheControl" | "metadata"> & { parts?: number },
): TestObject {
  const { parts, ...stored } = object;
  const old = bucket.objects.get(key);
  const hash = createHash("md5").update(stored.bytes).digest("hex");
  const now = new Date();
  const made = {
    ...stored,
    id: old?.id ?? crypto.randomUUID(),
    version: crypto.randomUUID(),
    etag: `"${hash}${parts ? `-${parts}` : ""}"`,
    created: old?.created ?? now,
    updated: now,
  };
  bucket.objects.set(key, made);
  return made;
}

export async function signToken(secret: Uint8Array, claims: Record<string, unknown>, seconds: number): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuedAt(nowSeconds);
  return await token.setExpirationTime(nowSeconds + seconds).sign(secret);
}

/** An error that the store answers with. */
export class StoreFailure extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}
