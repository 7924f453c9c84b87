import assert from "node:assert/strict";
import { checkProject } from "../../../../src/auth/supabase/check_project.ts";
import { supabaseAuthServer } from "../../../supabase_auth_server.ts";

Deno.test("doctor says what a project has on, or what is wrong with it", async () => {
  const server = await supabaseAuthServer({ providers: ["github"] });
  const { project, url } = server;
  assert.equal(await checkProject(project), `users of ${url} by github, email; tokens by ES256, RS256`);
  await assert.rejects(checkProject({ ...project, anonKey: "wrong" }), /refuses SUPABASE_ANON_KEY/);
  server.options.keys = [];
  await assert.rejects(checkProject(project), /no public keys: .* SUPABASE_JWT_SECRET is not set/);
  assert.match(await checkProject({ ...project, jwtSecret: "a secret" }), /tokens by HS256$/);
  server.options.failure = () => Response.json({ message: "paused" }, { status: 540 });
  await assert.rejects(checkProject(project), /settings answers with HTTP 540/);
  server.options.failure = () => new Response("<html>");
  await assert.rejects(checkProject(project), /settings can't be read/);
  await server.close();
  await assert.rejects(checkProject(project), /settings can't be read/);
});
