import assert from "node:assert/strict";
import { NotFoundError } from "../../../src/core/errors.ts";
import { posterKeys, type PosterPicture } from "../../../src/core/poster.ts";
import { queueAnalyses, recordAnalysis } from "../../../src/db/analyses/analyses.ts";
import { LostJobError } from "../../../src/db/jobs/job_rows.ts";
import { finish } from "../../../src/db/jobs/outcomes.ts";
import { type Transaction, transaction } from "../../../src/db/pool/client.ts";
import { choosePoster, notePosterFiles, setPosterCandidates } from "../../../src/db/videos/posters.ts";
import { deleteVideo, findVideo } from "../../../src/db/videos/videos.ts";
import { pictureKindOf } from "../../../src/media/poster_files.ts";
import { testDatabase } from "../../database.ts";
import { emptyFolder, ffmpeg } from "../../media_fixtures.ts";
import { claimJob, problemOf, seedVideo, startApp } from "../harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const SIZE = { width: 640, height: 360 };
const PICTURE: PosterPicture = { small: SIZE, large: { width: 1280, height: 720 }, hasWebp: true };
const CANDIDATES = [
  { start: 1, score: 0.4, faces: 0, reasons: ["sharp"] },
  { start: 7.5, score: 0.8, faces: 1, reasons: ["face", "well_lit"] },
];

/** A video with two candidates, whose files hold their keys. */
async function withCandidates(job = "job"): Promise<string> {
  const id = await seedVideo(app, {
    visibility: "public",
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } },
  });
  await makeCandidates(id, job);
  return id;
}

async function makeCandidates(id: string, job: string): Promise<void> {
  const folder = `videos/${id}/thumbnails/${job}-1`;
  for (const n of [0, 1]) for (const key of posterKeys(`${folder}/${n}`, PICTURE)) await app.storage.putText(key, key);
  await transaction(sql, (tx) => recordCandidates(tx, id, { folder, candidates: CANDIDATES, best: 1 }));
}

async function recordCandidates(
  tx: Transaction,
  id: string,
  { folder, candidates, best }: { folder: string; candidates: typeof CANDIDATES; best: number },
): Promise<void> {
  await queueAnalyses(tx, id, ["thumbnails"]);
  const made = { result: { candidates }, madeBy: "thumbnail rule 1", seconds: 1, revisionId: null };
  await recordAnalysis(tx, id, "thumbnails", made);
  const pictures = candidates.map(() => PICTURE);
  await setPosterCandidates(tx, id, { folder, pictures }, { number: best, start: candidates[best].start });
  await tx`update streamforge.jobs set state = 'done' where video_id = ${id}`;
}

const takeBack = (id: string) => app.request(`/api/videos/${id}/thumbnail`, { as: "owner", method: "DELETE" });

const list = async (id: string) => await (await app.request(`/api/videos/${id}/thumbnails`)).json();

async function put(id: string, body: unknown, as: "owner" | "anonymous" = "owner"): Promise<Response> {
  return await app.request(`/api/videos/${id}/thumbnail`, { as, method: "PUT", body: JSON.stringify(body) });
}

async function send(id: string, body: BodyInit): Promise<Response> {
  return await app.request(`/api/videos/${id}/thumbnail/picture`, { as: "owner", method: "PUT", body });
}

async function poster(id: string, query = "", format = "jpg"): Promise<string> {
  const response = await app.request(`/api/stream/${id}/thumbnail.${format}${query}`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), format === "jpg" ? "image/jpeg" : "image/webp");
  return await response.text();
}

Deno.test("thumbnails (5.2): the candidates are listed with their pictures, and the machine's choice is the poster", async () => {
  const id = await withCandidates();
  const { set, poster: chosen, candidates } = await list(id);
  assert.deepEqual(chosen, { by: "analysis", source: "candidate", start: 7.5, width: 1280, height: 720 });
  assert.deepEqual(candidates.map(({ is_poster }: { is_poster: boolean }) => is_poster), [false, true]);
  const { small_url, large_webp_url } = candidates[0];
  assert.equal(small_url, `/api/videos/${id}/thumbnails/0-small.jpg?set=${set}`);
  assert.equal(await (await app.request(small_url)).text(), `videos/${id}/thumbnails/job-1/0-small.jpg`);
  assert.equal((await app.request(large_webp_url)).headers.get("Content-Type"), "image/webp");
  assert.equal(await poster(id), `videos/${id}/thumbnails/job-1/1-small.jpg`);
  assert.equal(await poster(id, "?size=large", "webp"), `videos/${id}/thumbnails/job-1/1-large.webp`);
  for (const file of ["2-small.jpg", "0-huge.jpg", "x"]) {
    await problemOf(await app.request(`/api/videos/${id}/thumbnails/${file}`), 404);
  }
});

Deno.test("the owner chooses a candidate, which stays when others are made, and takes the choice back", async () => {
  const id = await withCandidates();
  const { set } = await list(id);
  const chosen = await put(id, { candidate: 0, set });
  assert.equal(chosen.status, 200);
  assert.deepEqual((await chosen.json()).poster.by, "person");
  assert.equal(await poster(id), `videos/${id}/thumbnails/job-1/0-small.jpg`, "a copy of its file");

  await makeCandidates(id, "later");
  assert.deepEqual((await list(id)).poster, { by: "person", source: "candidate", start: 1, width: 1280, height: 720 });
  assert.equal(await poster(id), `videos/${id}/thumbnails/job-1/0-small.jpg`);
  assert.match(await problemOf(await put(id, { candidate: 0, set }), 409), /made anew since/);

  const before = (await findVideo(sql, id))!.poster!;
  const back = await takeBack(id);
  assert.deepEqual((await back.json()).poster.by, "analysis");
  assert.equal(await poster(id), `videos/${id}/thumbnails/later-1/1-small.jpg`);
  const unused = await sql`select key from streamforge.unused_objects where key like ${`${before.prefix}%`}`;
  assert.equal(unused.length, 4, "the copies are left to the sweep");
});

Deno.test("a picture that the owner sends becomes the poster everywhere, decoded and encoded again", async () => {
  const id = await seedVideo(app, {
    ...{ title: "With a picture", visibility: "public" },
    renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } },
  });
  const path = `${await emptyFolder()}/own.png`;
  await ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=1600x1600", "-frames:v", "1", "-metadata", "comment=a secret", path]);
  const sent = await send(id, await Deno.readFile(path));
  assert.equal(sent.status, 200);
  assert.deepEqual((await sent.json()).poster, {
    by: "person",
    source: "upload",
    start: null,
    width: 1280,
    height: 1280,
  });
  for (const format of ["jpg", "webp"]) {
    const bytes = await (await app.request(`/api/stream/${id}/thumbnail.${format}?size=large`)).bytes();
    assert.equal(pictureKindOf(bytes), format === "jpg" ? "jpeg" : "webp");
    assert.ok(!new TextDecoder("latin1").decode(bytes).includes("a secret"));
  }
  assert.ok(
    !(await app.files()).some((path) => path.startsWith(`${app.dataDir}/work/`)),
    "the folder of work is empty",
  );
  const video = await (await app.request(`/api/videos/${id}`)).json();
  assert.equal(video.thumbnail_url, `/api/stream/${id}/thumbnail.jpg`);
  const url = encodeURIComponent(`http://localhost/videos/${id}`);
  const oembed = await (await app.request(`/oembed?url=${url}`)).json();
  assert.deepEqual([oembed.thumbnail_width, oembed.thumbnail_height], [640, 640]);
  const pages = ["/", `/videos/${id}`, `/embed/${id}`];
  for (const page of pages) {
    const html = await (await app.request(page, { as: "browser" })).text();
    assert.match(html, new RegExp(`/api/stream/${id}/thumbnail\\.jpg\\?(size=large&amp;)?v=[\\w-]{22}`), page);
  }
  assert.match(
    await (await app.request("/", { as: "browser" })).text(),
    new RegExp(`srcset="/api/stream/${id}/thumbnail\\.webp\\?v=[\\w-]{22}`),
  );
});

Deno.test("what is no picture, or too large a file, is refused with the reason, and nothing is left", async () => {
  const id = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } } });
  assert.match(await problemOf(await send(id, "<svg></svg>"), 415), /must be a JPEG, PNG or WebP file/);
  assert.match(await problemOf(await send(id, "\x89PNG\r\n\x1a\n"), 415), /no picture|JPEG, PNG/);
  const broken = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
  assert.match(await problemOf(await send(id, broken), 415), /could not be decoded/);
  assert.match(await problemOf(await send(id, new Uint8Array(10_000_001)), 413), /larger than 10 MB/);
  assert.equal((await findVideo(sql, id))!.poster, null);
  assert.ok(!(await app.files()).some((path) => path.includes(`${id}/posters/`)));
});

Deno.test("a frame is taken by a job; wrong choices are refused with what would be right", async () => {
  const id = await withCandidates();
  const taken = await put(id, { start: 3.25 });
  assert.equal(taken.status, 202);
  const { job } = await taken.json();
  assert.deepEqual([job.kind, job.state], ["take_thumbnail", "queued"]);
  const [{ payload }] = await sql`select payload from streamforge.jobs where id = ${job.id}`;
  assert.deepEqual(payload, { start: 3.25 });
  assert.match(await problemOf(await put(id, { start: 4 }), 409), /with other options/);

  assert.match(await problemOf(await put(id, {}), 422), /either `candidate` or `start`/);
  assert.match(await problemOf(await put(id, { candidate: 0, start: 1 }), 422), /either `candidate` or `start`/);
  assert.match(await problemOf(await put(id, { candidate: 7 }), 404), /there is no candidate 7: there are 0 to 1/);
  assert.match(await problemOf(await put(id, { start: 99 }), 409), /the video ends at 12\.5/);
  assert.match(await problemOf(await put(id, { start: -1 }), 422), /start is -1/);
  assert.equal((await put(id, { candidate: 0 }, "anonymous")).status, 401);
  const bare = await seedVideo(app, { renditions: { "720p": { shortSide: 720, bytes: new Uint8Array([1]) } } });
  assert.match(await problemOf(await put(bare, { candidate: 0 }), 404), /no candidates \(yet\)/);
  await sql`update streamforge.videos set has_video = false where id = ${bare}`;
  assert.match(await problemOf(await put(bare, { start: 1 }), 409), /has no picture: a picture can be uploaded/);
});

Deno.test("a later choice is not replaced by a frame that was asked for before", async () => {
  const id = await withCandidates();
  const folder = await emptyFolder();
  await ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=320x180", "-frames:v", "1", `${folder}/own.png`]);
  const picture = await Deno.readFile(`${folder}/own.png`);
  const choices = [() => put(id, { candidate: 0 }), () => send(id, picture), () => takeBack(id)];
  for (const choose of choices) {
    const { job } = await (await put(id, { start: 3 })).json();
    const claimed = await claimJob(sql, id, "take_thumbnail"); // it runs
    assert.equal(claimed.id, job.id);
    assert.equal((await choose()).status, 200);
    const { poster } = (await findVideo(sql, id))!;
    const frame = { ...PICTURE, prefix: "videos/a/posters/b", source: "frame", start: 3 } as const;
    await assert.rejects(finish(sql, claimed, (tx) => choosePoster(tx, id, frame)), LostJobError);
    const [{ state }] = await sql`select state from streamforge.jobs where id = ${job.id}`;
    assert.deepEqual([state, (await findVideo(sql, id))!.poster], ["cancelled", poster]);
  }
});

Deno.test("a choice is taken back while candidates are made anew: the best of the new ones gets the place", async () => {
  const id = await withCandidates();
  const [isWritten, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const making = transaction(sql, async (tx) => {
    const folder = `videos/${id}/thumbnails/fewer-1`;
    await recordCandidates(tx, id, { folder, candidates: CANDIDATES.slice(0, 1), best: 0 });
    isWritten.resolve();
    await mayEnd.promise;
  });
  await isWritten.promise;
  const answer = takeBack(id);
  for (let tries = 0;; tries++) {
    const waiting = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like '%poster_candidates%for no key update%'`;
    if (waiting.length > 0) break;
    assert.ok(tries < 500, "the request does not wait for the transaction");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  mayEnd.resolve();
  await making;
  assert.deepEqual((await (await answer).json()).poster, {
    ...{ by: "analysis", source: "candidate", start: 1 },
    ...PICTURE.large,
  });
  assert.equal((await findVideo(sql, id))!.poster!.prefix, `videos/${id}/thumbnails/fewer-1/0`);
});

Deno.test("files of a poster whose video is deleted meanwhile are left to the sweep", async () => {
  const id = await seedVideo(app);
  const prefix = `videos/${id}/posters/late`;
  await notePosterFiles(sql, prefix, PICTURE);
  await deleteVideo(sql, id);
  const poster = { ...PICTURE, prefix, source: "upload", start: null } as const;
  await assert.rejects(transaction(sql, (tx) => choosePoster(tx, id, poster)), NotFoundError);
  const unused = await sql`select key from streamforge.unused_objects where key like ${`${prefix}%`}`;
  assert.equal(unused.length, 4);
});
