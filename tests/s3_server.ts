import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketCorsCommand,
} from "@aws-sdk/client-s3";
import { s3Client, type S3Settings } from "../src/storage/s3_client.ts";
import { STORE_LIMITS } from "../src/storage/store_limits.ts";

/** A running S3 server, versitygw, on an empty folder. It checks signatures, and that signed URLs have not expired. */
export interface S3Server extends AsyncDisposable {
  /** Makes a bucket. */
  newBucket(): Promise<S3Settings>;
  /** Makes small objects. */
  makeObjects(bucket: string, keys: string[]): Promise<void>;
  /** Lets scripts of all pages read the bucket's objects, as docs/running.md tells. */
  allowPages(settings: S3Settings): Promise<void>;
  deleteObject(settings: S3Settings, key: string): Promise<void>;
  /** The keys of all uploads that were begun and not finished. */
  unfinishedUploads(settings: S3Settings): Promise<string[]>;
  endpoint: string;
  stop(): Promise<void>;
}

/** The settings of a program that stores in a bucket. */
export function s3Env({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Settings): Record<string, string> {
  return {
    STORAGE: "s3",
    S3_ENDPOINT: endpoint!,
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

const ACCESS_KEY = "AKTESTTESTTESTTEST";
const SECRET = "secret-of-the-tests";
const REGION = "eu-test-1";
const START_SECONDS = 30;

/** Starts the server on a free port, and builds it if this machine has none yet. */
export async function s3Server(): Promise<S3Server> {
  const program = await versitygw();
  const folder = await Deno.makeTempDir({ prefix: "streamforge_s3_" });
  const port = freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  for (const name of ["objects", "metadata"]) await Deno.mkdir(`${folder}/${name}`);
  const child = new Deno.Command(program, {
    args: [
      ...["--port", `127.0.0.1:${port}`, "--access", ACCESS_KEY, "--secret", SECRET, "--region", REGION],
      ...["--quiet", "--keep-alive", "posix"],
      ...["--sidecar", `${folder}/metadata`, `${folder}/objects`], // not every file system of a test has attributes
    ],
    env: { GOMAXPROCS: "2" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const server: S3Server = {
    endpoint,
    async newBucket() {
      const bucket = `test-${crypto.randomUUID()}`;
      const settings = {
        ...{ endpoint, bucket, region: REGION, accessKeyId: ACCESS_KEY, secretAccessKey: SECRET, forcePathStyle: null },
      };
      await s3Client(settings, STORE_LIMITS).send(new CreateBucketCommand({ Bucket: bucket }));
      return settings;
    },
    async makeObjects(bucket, keys) {
      for (const key of keys) {
        const path = `${folder}/objects/${bucket}/${key}`;
        await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
        await Deno.writeTextFile(path, "x");
      }
    },
    async deleteObject(settings, key) {
      await s3Client(settings, STORE_LIMITS).send(new DeleteObjectCommand({ Bucket: settings.bucket, Key: key }));
    },
    async unfinishedUploads(settings) {
      const command = new ListMultipartUploadsCommand({ Bucket: settings.bucket });
      const { Uploads = [] } = await s3Client(settings, STORE_LIMITS).send(command);
      return Uploads.map(({ Key }) => Key!);
    },
    async allowPages(settings) {
      await s3Client(settings, STORE_LIMITS).send(
        new PutBucketCorsCommand({
          Bucket: settings.bucket,
          CORSConfiguration: {
            CORSRules: [{
              AllowedOrigins: ["*"],
              AllowedMethods: ["GET", "HEAD"],
              AllowedHeaders: ["*"],
              ExposeHeaders: ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"],
              MaxAgeSeconds: 3600,
            }],
          },
        }),
      );
    },
    async stop() {
      try {
        child.kill("SIGTERM");
      } catch { /* it has ended */ }
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
  await untilItListens(port, child);
  return server;
}

async function versitygw(): Promise<string> {
  const script = new URL("install_versitygw.sh", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command("sh", { args: [script], stderr: "inherit" }).output();
  if (!success) throw new Error("the S3 server of the tests could not be built");
  return new TextDecoder().decode(stdout).trim();
}

export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilItListens(port: number, child: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  for (const startedMs = Date.now(); !hasEnded && Date.now() - startedMs < START_SECONDS * 1000;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`versitygw ${hasEnded ? "ended" : "does not listen"}: run it by hand to see why`);
}
