import assert from "node:assert/strict";
import { checkStorage } from "../../../src/cli/storage_check.ts";
import { localStorage } from "../../../src/storage/local.ts";
import { s3Storage } from "../../../src/storage/s3.ts";
import { STORE_LIMITS } from "../../../src/storage/store_limits.ts";
import { type FaultProxy, faultProxy, type SeenRequest } from "../../fault_proxy.ts";
import { s3Server } from "../../s3_server.ts";
import { withFolder } from "../../temporary_folder.ts";

const server = await s3Server();
Deno.test.afterAll(() => server.stop());
const limits = { ...STORE_LIMITS, retrySeconds: 0 };

async function withBucket(check: (run: () => Promise<string>, proxy: FaultProxy) => Promise<void>): Promise<void> {
  const settings = await server.newBucket();
  await using proxy = faultProxy(server.endpoint);
  const scratch = { rootDir: "/nowhere", maxBytes: 0 };
  const storage = s3Storage({ ...settings, endpoint: proxy.origin }, { scratch, limits });
  await check(() => checkStorage(storage), proxy);
  proxy.reset();
  const direct = s3Storage(settings, { scratch });
  assert.deepEqual(await Array.fromAsync(direct.list("")), [], "nothing is left");
}

Deno.test("checkStorage() says what it did on an S3 store", () =>
  withBucket(async (run) => {
    assert.match(
      await run(),
      /^bucket test-\S+ at http:\S+: an object was written, read, read in part, read by a signed URL, deleted$/,
    );
  }));

Deno.test("checkStorage() works in a folder, which has no signed URLs", () =>
  withFolder(async (folder) => {
    assert.match(await checkStorage(localStorage(folder)), /written, read, read in part, not signed \(.*\), deleted$/);
  }));

const steps: [string, (request: SeenRequest, count: number) => boolean][] = [
  ["written", ({ method }) => method === "PUT"],
  ["read back", ({ method }, count) => method === "GET" && count === 1],
  ["read in part", ({ method }, count) => method === "GET" && count === 2],
  ["read by a signed URL", ({ target }) => target.includes("X-Amz-Signature")],
];
for (const [step, isHit] of steps) {
  Deno.test(`checkStorage() names the storage and the step that fails: ${step}`, () =>
    withBucket(async (run, proxy) => {
      let reads = 0;
      proxy.decide = (request) => {
        if (request.method === "GET") reads++;
        return isHit(request, reads)
          ? { kind: "answer", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }
          : null;
      };
      await assert.rejects(
        run,
        new RegExp(`^Error: bucket \\S+ at \\S+: an object could not be ${step}: .*(AccessDenied|403)`),
      );
    }));
}

Deno.test("checkStorage() finds a store that ignores ranges, or gives back something else", () =>
  withBucket(async (run, proxy) => {
    proxy.decide = ({ method }) => method === "GET" ? { kind: "answer", status: 200, body: "something else" } : null;
    await assert.rejects(run, /could not be read back: it holds "something else", not "written by doctor"/);
    let reads = 0;
    proxy.decide = ({ method }) =>
      method === "GET" && ++reads === 2 ? { kind: "answer", status: 200, body: "written by doctor" } : null;
    await assert.rejects(run, /could not be read in part: .*ignores its range/);
  }));
