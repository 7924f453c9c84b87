import { Hono } from "hono";
import { jwtVerify } from "jose";
import {
  checkUpload,
  findBucket,
  isService,
  type Project,
  roleOf,
  signToken,
  StoreFailure,
  storeObject,
  type TestObject,
} from "./project.ts";

/** Uploads, downloads, signed URLs, lists, moves and removal. */
export function objectRoutes(project: Project): Hono {
  const app = new Hono();
  const { secret } = project;
  const keyOf = (path: string, prefix: string) => {
    const [bucket, ...rest] = path.slice(path.indexOf(prefix) + prefix.length).split("/").map(decodeURIComponent);
    return { id: bucket, key: rest.join("/") };
  };
  const found = async (request: Request, id: string, key: string) => {
    const isAllowed = await isService(request, project);
    const object = findBucket(project, id).objects.get(key);
    if (!object || !isAllowed) throw new StoreFailure(404, "NoSuchKey", "Object not found");
    return object;
  };

  app.get("/bucket/:id", async (c) => {
    const isAllowed = await isService(c.req.raw, project);
    const { id, fileSizeLimit, allowedMimeTypes } = findBucket(project, isAllowed ? c.req.param("id") : "");
    return c.json({
      id,
      name: id,
      public: false,
      file_size_limit: fileSizeLimit,
      allowed_mime_types: allowedMimeTypes,
    });
  });

  app.get("/object/info/*", async (c) => {
    const { id, key } = keyOf(c.req.path, "/object/info/");
    // a wrong key counts as none here, and without one only public buckets exist
    await roleOf(c.req.raw, project).catch(() => findBucket(project, ""));
    const { bytes, etag, contentType, cacheControl, ...object } = await found(c.req.raw, id, key);
    return c.json({
      ...{ id: object.id, name: key, version: object.version, bucket_id: id, size: bytes.length, etag },
      ...{ content_type: contentType, cache_control: cacheControl, metadata: object.metadata },
      ...{ last_modified: object.updated, created_at: object.created },
    });
  });

  app.get("/object/authenticated/*", async (c) => {
    const { id, key } = keyOf(c.req.path, "/object/authenticated/");
    const object = await found(c.req.raw, id, key);
    return sendObject(project, object, c.req.header("range"), { "Cache-Control": object.cacheControl });
  });

  app.get("/object/sign/*", async (c) => {
    const { id, key } = keyOf(c.req.path, "/object/sign/");
    const currentDate = new Date(Date.now() + project.aheadSeconds * 1000);
    const options = { algorithms: ["HS256"], currentDate };
    const { payload } = await jwtVerify(c.req.query("token") ?? "", secret, options).catch((error) => {
      throw new StoreFailure(400, "InvalidJWT", (error as Error).message);
    });
    if (payload.url !== `${id}/${key}`) throw new StoreFailure(400, "InvalidSignature", "Invalid signature");
    const object = findBucket(project, id).objects.get(key);
    if (!object) throw new StoreFailure(404, "NoSuchKey", "Object not found");
    return sendObject(project, object, c.req.header("range"), { Expires: new Date(payload.exp! * 1000).toUTCString() });
  });

  app.post("/object/sign/*", async (c) => {
    const { id, key } = keyOf(c.req.path, "/object/sign/");
    const { expiresIn } = await c.req.json();
    if (!(expiresIn >= 1)) throw new StoreFailure(400, "InvalidRequest", "body/expiresIn must be >= 1");
    await roleOf(c.req.raw, project);
    const isThere = project.buckets.get(id)?.objects.has(key) && await isService(c.req.raw, project);
    if (!isThere) throw new StoreFailure(404, "NoSuchKey", "Object not found");
    const token = await signToken(secret, { url: `${id}/${key}`, scope: "download" }, expiresIn);
    return c.json({ signedURL: `/object/sign/${id}/${key}?token=${token}` });
  });

  app.post("/object/list-v2/:id", async (c) => {
    const { prefix = "", limit = 100, cursor = "" } = await c.req.json();
    const isAllowed = await isService(c.req.raw, project);
    const objects = isAllowed ? project.buckets.get(c.req.param("id"))?.objects : null; // no error for a missing bucket
    const names = [...objects?.keys() ?? []].filter((name) => name.startsWith(prefix) && name > atob(cursor)).sort();
    const page = names.slice(0, Math.min(limit, 1000));
    const hasNext = names.length > page.length;
    return c.json({
      hasNext,
      ...(hasNext && { nextCursor: btoa(page.at(-1)!) }),
      folders: [],
      objects: page.map((name) => listed(name, objects!.get(name)!)),
    });
  });

  app.post("/object/move", async (c) => {
    const { bucketId, sourceKey, destinationKey } = await c.req.json();
    const { objects } = findBucket(project, bucketId);
    const object = await found(c.req.raw, bucketId, sourceKey);
    if (objects.has(destinationKey)) {
      throw new StoreFailure(409, "ResourceAlreadyExists", "The resource already exists");
    }
    objects.delete(sourceKey);
    objects.set(destinationKey, { ...object, version: crypto.randomUUID() });
    return c.json({ message: "Successfully moved" });
  });

  app.delete("/object/:id", async (c) => {
    const { prefixes } = await c.req.json();
    if (!(prefixes?.length > 0)) {
      throw new StoreFailure(400, "InvalidRequest", "body/prefixes must NOT have fewer than 1 items");
    }
    if (prefixes.length > 1000) throw new StoreFailure(400, "InvalidRequest", "limited to 1000 objects per request.");
    const isAllowed = await isService(c.req.raw, project);
    const objects = isAllowed ? project.buckets.get(c.req.param("id"))?.objects : null;
    const there = (prefixes as string[]).filter((name) => objects?.has(name));
    return c.json(there.map((name) => {
      const object = objects!.get(name)!;
      objects!.delete(name);
      return listed(name, object);
    }));
  });

  app.post("/object/*", async (c) => {
    const { id, key } = keyOf(c.req.path, "/object/");
    if (!await isService(c.req.raw, project)) {
      throw new StoreFailure(403, "AccessDenied", "new row violates row-level security policy");
    }
    const bucket = findBucket(project, id);
    const contentType = c.req.header("content-type") ?? "application/octet-stream";
    checkUpload(project, bucket, key, contentType, Number(c.req.header("content-length") ?? 0));
    // checked once, at the start: of two uploads that overlap, the second replaces the first
    if (bucket.objects.has(key) && c.req.header("x-upsert") !== "true") {
      throw new StoreFailure(409, "KeyAlreadyExists", "The resource already exists");
    }
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const metadata = JSON.parse(atob(c.req.header("x-metadata") ?? btoa("{}")));
    const cacheControl = c.req.header("cache-control") ?? "no-cache";
    const object = storeObject(bucket, key, { bytes, contentType, cacheControl, metadata });
    return c.json({ Key: `${id}/${key}`, Id: object.id });
  });
  return app;
}

function listed(name: string, { id, bytes, etag, contentType, cacheControl, created, updated }: TestObject) {
  const metadata = { eTag: etag, size: bytes.length, mimetype: contentType, cacheControl, contentLength: bytes.length };
  return { id, name, metadata, created_at: created, updated_at: updated, last_accessed_at: created };
}

/** Answers with the bytes. A range that no byte is in is a 500, or ignored, where the files are in S3, and else a 416. */
function sendObject(
  { backend }: Project,
  { bytes, contentType, etag, updated }: TestObject,
  range: string | undefined,
  more: Record<string, string>,
): Response {
  const headers = {
    ...{ "Accept-Ranges": "bytes", "Content-Type": contentType, ETag: etag, "Last-Modified": updated.toUTCString() },
    ...more,
  };
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  const start = first ? Number(first) : Math.max(0, bytes.length - Number(last));
  const end = first && last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1;
  const isReversed = first && last && Number(last) < Number(first);
  if (first + last === "" || isReversed && backend === "s3") return new Response(bytes, { headers });
  if (start >= bytes.length || isReversed) {
    if (backend === "file") throw new StoreFailure(416, "InvalidRange", "invalid range provided");
    throw new StoreFailure(500, "InternalError", "Internal Server Error");
  }
  const contentRange = `bytes ${start}-${end}/${bytes.length}`;
  return new Response(bytes.subarray(start, end + 1), {
    status: 206,
    headers: { ...headers, "Content-Range": contentRange },
  });
}
