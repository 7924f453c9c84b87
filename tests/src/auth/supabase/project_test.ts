import assert from "node:assert/strict";
import { ConfigError } from "../../../../src/core/errors.ts";
import { readConfig } from "../../../../src/core/settings/config.ts";
import { supabaseProject } from "../../../../src/auth/supabase/project.ts";

const projectOf = (env: Record<string, string>) => supabaseProject(readConfig({ HOME: "/home/test", ...env }));
const SUPABASE_URL = "https://abcdefghijklmnop.supabase.co";
const legacyKey = (role: string) => ["e30", btoa(JSON.stringify({ role })).replaceAll("=", ""), "c2ln"].join(".");

Deno.test("users sign in where the project's address and its anon or publishable key are set", () => {
  assert.equal(projectOf({}), null);
  assert.equal(projectOf({ SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY: "sb_secret_x" }), null); // for storage alone
  assert.equal(projectOf({ SUPABASE_ANON_KEY: "sb_publishable_x" }), null);
  assert.deepEqual(projectOf({ SUPABASE_URL: `${SUPABASE_URL}/`, SUPABASE_ANON_KEY: "sb_publishable_x" }), {
    ...{ url: SUPABASE_URL, anonKey: "sb_publishable_x", serviceRoleKey: null, jwtSecret: null },
  });
  assert.equal(projectOf({ SUPABASE_URL, SUPABASE_ANON_KEY: legacyKey("anon") })!.anonKey, legacyKey("anon"));
});

Deno.test("a secret key in place of the anon key is refused: browsers would get it", () => {
  for (const key of ["sb_secret_x", legacyKey("service_role")]) {
    assert.throws(() => projectOf({ SUPABASE_URL, SUPABASE_ANON_KEY: key }), (error) => {
      assert(error instanceof ConfigError);
      assert.match(error.message, /SUPABASE_ANON_KEY is a service role or secret key/);
      assert(!error.message.includes(key));
      return true;
    });
  }
  const same = { SUPABASE_URL, SUPABASE_ANON_KEY: "key", SUPABASE_SERVICE_ROLE_KEY: "key" };
  assert.throws(() => projectOf(same), ConfigError);
});
