/**
 * The player with STORAGE_REDIRECT=1: media comes from a store of another origin, a real S3 server or Supabase Storage.
 */
import { browserTest } from "../../../browser.ts";
import { s3Env, s3Server } from "../../../s3_server.ts";
import { supabaseStorageServer } from "../../../supabase_storage_server.ts";
import { openPlayers } from "./player_page.ts";
import { assertPlaysFromStore } from "./redirected_playback.ts";

const s3 = await s3Server();
const s3Bucket = await s3.newBucket();
await s3.allowPages(s3Bucket);
const supabase = supabaseStorageServer();
const supabaseEnv = {
  STORAGE: "supabase",
  SUPABASE_URL: supabase.url,
  SUPABASE_SERVICE_ROLE_KEY: supabase.secretKey,
  SUPABASE_BUCKET: supabase.newBucket(),
};
const fromS3 = await openPlayers({ env: { ...s3Env(s3Bucket), STORAGE_REDIRECT: "1" } });
const fromSupabase = await openPlayers({ env: { ...supabaseEnv, STORAGE_REDIRECT: "1" } });
Deno.test.afterAll(async () => {
  await s3.stop();
  await supabase.stop();
});

Deno.test(
  browserTest(
    "a private video plays by HLS and by MP4 over the redirect to S3, with its pictures",
    () => assertPlaysFromStore(fromS3, s3Bucket.endpoint!),
  ),
);

Deno.test(
  browserTest(
    "a private video plays by HLS and by MP4 over the redirect to Supabase, with its pictures",
    () => assertPlaysFromStore(fromSupabase, supabase.url),
  ),
);
