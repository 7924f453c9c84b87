import assert from "node:assert/strict";
import { announceRevision } from "../../../../src/db/tracks/pending_revisions.ts";
import { newId } from "../../../../src/core/ids.ts";
import { removeUnsavedRevisions } from "../../../../src/jobs/sweeps/unsaved_revisions.ts";
import { captionFiles } from "../../../../src/storage/object_keys.ts";
import { seedCaptions, seedVideo, startApp } from "../../../routes/harness.ts";
import { quietLog, testDatabase } from "../../../database.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());
const context = { sql, storage: app.storage, log: quietLog };
const RENDITIONS = { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } };

async function captioned() {
  const id = await seedVideo(app, { renditions: RENDITIONS });
  await seedCaptions(app, id);
  const [track] = (await (await app.request(`/api/videos/${id}/tracks`)).json()).tracks;
  const filesOf = async () => (await app.files()).filter((path) => path.includes(`${id}/captions/`)).length;
  const save = () =>
    app.request(`/api/videos/${id}/tracks/${track.id}`, {
      method: "PUT",
      as: "owner",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ base_revision: track.revision, cues: [{ start: 0, end: 1, text: "Mine." }] }),
    });
  return { id, track, filesOf, save };
}

/** Moves all pending revisions half an hour into the past. */
async function letPass(): Promise<void> {
  await sql`update streamforge.pending_revisions set created_at = created_at - interval '30 minutes'`;
}

/** Until this goes out of scope, the database refuses every revision, as on a full disk. */
async function refusingRevisions(): Promise<AsyncDisposable> {
  await sql`create function streamforge.refuse() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`;
  await sql`create trigger refuse before insert on streamforge.revisions
    for each row execute function streamforge.refuse()`;
  return {
    async [Symbol.asyncDispose]() {
      await sql`drop function streamforge.refuse() cascade`;
    },
  };
}

Deno.test("files of captions whose row could not be written are deleted later, and saved ones stay", async () => {
  const { filesOf, save } = await captioned();
  const before = await filesOf();
  {
    await using _ = await refusingRevisions();
    const response = await save();
    assert.equal(response.status, 507, await response.text());
  }
  assert.equal(await filesOf(), before + 3, "the row may still be written");
  assert.equal(await removeUnsavedRevisions(context), 0, "too new to be deleted");
  await letPass();
  assert.equal(await removeUnsavedRevisions(context), 1);
  assert.equal(await filesOf(), before);
  assert.equal(await removeUnsavedRevisions(context), 0);
});

Deno.test("a save leaves nothing to sweep, and a revision with a row keeps its files", async () => {
  const { id, filesOf, save } = await captioned();
  const response = await save();
  assert.equal(response.status, 200, await response.text());
  const [{ left }] = await sql<{ left: number }[]>`select count(*) as left from streamforge.pending_revisions`;
  assert.equal(left, 0);
  const [{ revision }] = await sql<{ revision: string }[]>`
    select current_revision as revision from streamforge.tracks where video_id = ${id}`;
  await announceRevision(sql, { revisionId: revision, videoId: id }); // a kill right after the row leaves this
  await letPass();
  const before = await filesOf();
  assert.equal(await removeUnsavedRevisions(context), 0);
  assert.equal(await filesOf(), before);
});

Deno.test("the sweep deletes files of a process that was killed between files and row", async () => {
  const { id, filesOf } = await captioned();
  const before = await filesOf();
  const revisionId = newId();
  await announceRevision(sql, { revisionId, videoId: id });
  await app.storage.putText(captionFiles(id, revisionId).srtKey, "half");
  await letPass();
  assert.equal(await removeUnsavedRevisions(context), 1);
  assert.equal(await filesOf(), before);
});

Deno.test("a save that paused until its files were swept is refused, and leaves no captions without files", async () => {
  const { id, track, filesOf, save } = await captioned();
  const before = await filesOf();
  // as on a machine that is paused between the files and the row: both saves wait until the sweep is done
  await sql.begin(async (tx) => {
    await tx`select 1 from streamforge.videos where id = ${id} for no key update`;
    const saving = save();
    while (await filesOf() < before + 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await letPass();
    assert.equal(await removeUnsavedRevisions(context), 1);
    return { saving };
  }).then(async ({ saving }) => {
    const response = await saving;
    assert.equal(response.status, 503, await response.text());
  });
  assert.equal(await filesOf(), before);
  const [{ revision }] = await sql<{ revision: string }[]>`
    select current_revision as revision from streamforge.tracks where video_id = ${id}`;
  assert.equal(revision, track.revision);
});
