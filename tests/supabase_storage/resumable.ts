import { Hono } from "hono";
import {
  checkUpload,
  findBucket,
  type Project,
  roleOf,
  sizeLimit,
  StoreFailure,
  storeObject,
  type TusUpload,
} from "./project.ts";

/** All chunks but the last one have exactly so many bytes. */
const CHUNK_BYTES = 6 * 2 ** 20;

/** TUS 1.0.0 with creation, deferred lengths and termination. Its errors have their own HTTP status, and text. */
export function tusRoutes(project: Project): Hono {
  const { uploads } = project;
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.method !== "OPTIONS" && c.req.header("tus-resumable") !== "1.0.0") {
      return c.text("Tus-Resumable Required\n", 412);
    }
    if (c.req.method !== "HEAD" && await roleOf(c.req.raw, project) !== "service_role") {
      return c.text("new row violates row-level security policy", 403);
    }
    await next();
    c.res.headers.set("Tus-Resumable", "1.0.0");
  });
  app.onError((error, c) => {
    if (!(error instanceof StoreFailure)) return c.text(`Something went wrong with that request\n${error}`, 500);
    if (error.code === "AccessDenied") throw error; // found before TUS begins: in the shape of the other errors
    return new Response(error.message, { status: error.status });
  });
  const find = (id: string): TusUpload => {
    const upload = uploads.get(id);
    if (!upload) throw new StoreFailure(404, "", "The file for this url was not found\n");
    return upload;
  };

  app.post("/", (c) => {
    const fields = parseMetadata(c.req.header("upload-metadata") ?? "");
    const length = c.req.header("upload-length");
    if (length === undefined && c.req.header("upload-defer-length") !== "1") {
      throw new StoreFailure(400, "", "Upload-Length or Upload-Defer-Length header required\n");
    }
    const bucket = findBucket(project, fields.bucketName);
    const contentType = fields.contentType ?? "application/octet-stream";
    if (Number(length ?? 0) > sizeLimit(project, bucket)) throw new StoreFailure(413, "", "Maximum size exceeded\n");
    checkUpload(project, bucket, fields.objectName, contentType, 0);
    if (bucket.objects.has(fields.objectName) && c.req.header("x-upsert") !== "true") {
      throw new StoreFailure(409, "", "The resource already exists");
    }
    const id = btoa(`${bucket.id}/${fields.objectName}/${crypto.randomUUID()}`).replaceAll("/", "_").replace(/=+$/, "");
    uploads.set(id, {
      ...{ bucket: bucket.id, key: fields.objectName, contentType },
      cacheControl: fields.cacheControl ? `max-age=${fields.cacheControl}` : "no-cache",
      metadata: JSON.parse(fields.metadata ?? "{}"),
      ...{ length: length === undefined ? null : Number(length), chunks: [], offset: 0, isFinished: false },
    });
    // the name that the server has behind a proxy that does not tell its own: only the last part is of use
    return c.body(null, 201, { Location: `http://storage:5000/upload/resumable/${id}` });
  });

  app.get("/:id", (c) => {
    const { offset, length } = find(c.req.param("id"));
    c.header("Upload-Offset", `${offset}`);
    c.header(length === null ? "Upload-Defer-Length" : "Upload-Length", `${length ?? 1}`);
    return c.body(null, 200, { "Cache-Control": "no-store" });
  });

  app.patch("/:id", async (c) => {
    const upload = find(c.req.param("id"));
    const bucket = findBucket(project, upload.bucket);
    const length = c.req.header("upload-length");
    if (Number(c.req.header("upload-offset")) !== upload.offset) {
      throw new StoreFailure(409, "", "Upload-Offset conflict\n");
    }
    if (upload.isFinished) throw new StoreFailure(500, "", "The specified multipart upload does not exist.");
    if (Number(length ?? 0) > sizeLimit(project, bucket)) throw new StoreFailure(413, "", "Maximum size exceeded\n");
    if (length !== undefined) upload.length ??= Number(length);
    const endBefore = upload.offset + Number(c.req.header("content-length"));
    if (endBefore > (upload.length ?? sizeLimit(project, bucket))) {
      throw new StoreFailure(413, "", "upload's size exceeded\n");
    }
    await takeBytes(upload, c.req.raw.body);
    if (upload.offset !== upload.length) {
      if (upload.offset % CHUNK_BYTES !== 0) throw new StoreFailure(400, "", "a chunk has another size than 6 MiB");
      return c.body(null, 204, { "Upload-Offset": `${upload.offset}` });
    }
    upload.isFinished = true;
    const bytes = new Uint8Array(await new Blob(upload.chunks).arrayBuffer());
    const parts = Math.ceil(bytes.length / CHUNK_BYTES);
    storeObject(bucket, upload.key, { ...upload, bytes, parts });
    return c.body(null, 204, { "Upload-Offset": `${upload.offset}`, "Tus-Complete": "1" });
  });

  app.delete("/:id", (c) => {
    if (find(c.req.param("id")).isFinished) throw new StoreFailure(409, "", "The resource already exists");
    uploads.delete(c.req.param("id"));
    return c.body(null, 204);
  });
  return app;
}

/** Keeps what arrives, also of a body that breaks off. */
async function takeBytes(upload: TusUpload, body: ReadableStream<Uint8Array> | null): Promise<void> {
  for await (const chunk of body ?? []) {
    upload.chunks.push(new Uint8Array(chunk));
    upload.offset += chunk.length;
  }
}

function parseMetadata(header: string): Record<string, string> {
  const pairs = header.split(",").filter(Boolean).map((pair) => pair.trim().split(" "));
  if (pairs.length === 0) throw new StoreFailure(400, "", "Metadata header is required");
  return Object.fromEntries(pairs.map(([name, value = ""]) => [name, atob(value)]));
}
