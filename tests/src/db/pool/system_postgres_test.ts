import assert from "node:assert/strict";

/** Tests of queries: of videos, tracks and jobs, of migrations and of notifications. */
const SUITES = [
  ...[
    "tracks/building_revisions",
    "videos/videos",
    "videos/video_jobs",
    "pool/migrate",
    "pool/notify",
    "pool/client_views",
  ],
  ...["jobs/claim", "jobs/crashes", "jobs/lease", "jobs/outcomes", "jobs/space_waits"],
].map((name) => `${import.meta.dirname}/../${name}_test.ts`);

/** The path of the operating system's Postgres: another major version than the embedded one. */
function systemBinaries(): string {
  const parent = "/usr/lib/postgresql";
  const majors = [...Deno.readDirSync(parent)].map(({ name }) => Number(name)).filter((major) => major > 0);
  return `${parent}/${Math.min(...majors)}/bin`;
}

Deno.test("the queries give the same results on the operating system's PostgreSQL", async () => {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--no-check", ...SUITES],
    env: { TEST_POSTGRES_BIN: systemBinaries(), NO_COLOR: "1" },
    stderr: "null",
  }).output();
  const output = new TextDecoder().decode(stdout);
  assert.ok(success, output);
  const passed = Number(/ok \| (\d+) passed/.exec(output)?.[1]);
  assert.ok(passed > 30, `only ${passed} tests ran:\n${output}`);
});
