import assert from "node:assert/strict";
import { fromS3Error } from "../../../src/storage/s3_errors.ts";
import { fromSupabaseError, SupabaseError } from "../../../src/storage/supabase_errors.ts";
import { TooLargeError } from "../../../src/core/errors.ts";
import { openAiError } from "../../../routes/openai/errors.ts";
import { problemOf } from "../../../routes/http/errors.ts";

const PLACE = "bucket secret-name at https://store.internal";

function refusalOfS3(name: string, httpStatusCode: number): unknown {
  const refusal = Object.assign(new Error(`the store says ${name}`), { name, $metadata: { httpStatusCode } });
  return fromS3Error(refusal, PLACE, "videos/x/original");
}

Deno.test("a full or limited store is told without its name, which is for the log", () => {
  const refusals: [unknown, number, RegExp][] = [
    [refusalOfS3("QuotaExceeded", 403), 507, /^there is no space left in this server's storage/],
    [refusalOfS3("EntityTooLarge", 400), 413, /^the file is larger than this server's storage takes/],
    [fromSupabaseError(new SupabaseError(413, "EntityTooLarge", "too large"), PLACE), 413, /larger than this server's/],
  ];
  for (const [error, status, words] of refusals) {
    assert.match((error as Error).message, /secret-name/); // what the log has
    const { detail, ...problem } = problemOf(error);
    assert.equal(problem.status, status);
    assert.match(detail, words);
    assert.match(openAiError(error).body.error.message, words);
  }
  const own = new TooLargeError("the file has 9 bytes: this server takes up to 8");
  assert.equal(problemOf(own).detail, own.message);
});
