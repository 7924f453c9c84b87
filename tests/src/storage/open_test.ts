import assert from "node:assert/strict";
import { ConfigError } from "../../../src/core/errors.ts";
import { readConfig } from "../../../src/core/settings/config.ts";
import { openStorage } from "../../../src/storage/open.ts";

const open = (env: Record<string, string>) => openStorage(readConfig({ DATA_DIR: "/data", ...env }));

Deno.test("the storage is the folder media of DATA_DIR, unless STORAGE names another", () => {
  assert.match(open({}).place, /:\/data\/media$/);
  const s3 = { STORAGE: "s3", S3_BUCKET: "clips", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  assert.equal(open(s3).place, "bucket clips at AWS, us-east-1");
  assert.equal(open({ ...s3, S3_ENDPOINT: "https://s3.example.com/" }).place, "bucket clips at https://s3.example.com");
});

Deno.test("S3_FORCE_PATH_STYLE puts the bucket into the path or the host; by default AWS alone has it in the host", async () => {
  const placeOf = async (more: Record<string, string>) => {
    const s3 = { STORAGE: "s3", S3_BUCKET: "clips", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
    const url = new URL((await open({ ...s3, ...more }).signedUrl("a", { seconds: 9, contentType: "video/mp4" }))!);
    return url.host + url.pathname;
  };
  const own = { S3_ENDPOINT: "https://s3.example.com" };
  assert.equal(await placeOf({}), "clips.s3.us-east-1.amazonaws.com/a");
  assert.equal(await placeOf({ S3_FORCE_PATH_STYLE: "1" }), "s3.us-east-1.amazonaws.com/clips/a");
  assert.equal(await placeOf(own), "s3.example.com/clips/a");
  assert.equal(await placeOf({ ...own, S3_FORCE_PATH_STYLE: "0" }), "clips.s3.example.com/a");
});

Deno.test("STORAGE=s3 without its settings is an error that names all that are missing", () => {
  assert.throws(() => open({ STORAGE: "s3" }), (error: Error) => {
    return error instanceof ConfigError &&
      error.message === "STORAGE is s3, which needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY too";
  });
  assert.throws(
    () => open({ STORAGE: "s3", S3_BUCKET: "b", S3_ACCESS_KEY_ID: "a" }),
    /needs S3_SECRET_ACCESS_KEY too$/,
  );
});

Deno.test("STORAGE=supabase needs the project's address and its service role key", () => {
  const supabase = {
    STORAGE: "supabase",
    SUPABASE_URL: "https://abc.supabase.co",
    SUPABASE_SERVICE_ROLE_KEY: "sb_secret_x",
  };
  assert.equal(open(supabase).place, "bucket streamforge of Supabase at https://abc.supabase.co");
  assert.throws(() => open({ STORAGE: "supabase" }), /needs SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY too$/);
});
