import assert from "node:assert/strict";
import { checkRedirect } from "../../../src/cli/redirect_check.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { s3Env, s3Server } from "../../s3_server.ts";
import { withFolder } from "../../temporary_folder.ts";

const store = await s3Server();
Deno.test.afterAll(() => store.stop());

Deno.test("doctor says whether scripts of pages may read the bucket, and leaves nothing in it", () =>
  withFolder(async (folder) => {
    const bucket = await store.newBucket();
    const config = readConfig({ DATA_DIR: folder, STORAGE_REDIRECT: "1", ...s3Env(bucket) });
    await assert.rejects(checkRedirect(config), (error: Error) => {
      assert.equal(
        error.message,
        `${bucket.endpoint} answers signed URLs, but does not let scripts of pages read them: HLS does not play`,
      );
      return true;
    });
    await store.allowPages(bucket);
    assert.equal(
      await checkRedirect(config),
      `${bucket.endpoint} answers signed URLs, and lets scripts of all pages read them`,
    );
    const wrong = { ...config, s3SecretAccessKey: "of-another-store" };
    await assert.rejects(checkRedirect(wrong), /refuses this server/);
  }));

Deno.test("without URLs of its own a storage can't be redirected to", () =>
  withFolder(async (folder) => {
    const config = readConfig({ DATA_DIR: folder, STORAGE_REDIRECT: "1" });
    await assert.rejects(checkRedirect(config), /STORAGE_REDIRECT is 1, but STORAGE is local, .* set STORAGE to s3/);
  }));
