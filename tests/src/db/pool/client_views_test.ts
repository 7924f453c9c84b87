/** What clients of a Supabase project read of the database, as PostgREST reads it for them. */
import assert from "node:assert/strict";
import { newId } from "../../../../src/core/ids.ts";
import { startPostgres } from "../../../../src/db/embedded/mod.ts";
import { connect, type Database, type Sql, type Transaction, transaction } from "../../../../src/db/pool/client.ts";
import { migrate } from "../../../../src/db/pool/migrate.ts";
import { quietLog } from "../../../database.ts";

// a server of its own: roles belong to all databases of a server, and other tests need one without these
const binDir = Deno.env.get("TEST_POSTGRES_BIN");
const dataDir = await Deno.makeTempDir({ prefix: "sf_views_" });
const cacheDir = `/tmp/streamforge-test-databases-${Deno.uid()}/cache`;
const postgres = await startPostgres({ dataDir, cacheDir, log: quietLog, binDir });
const socket = postgres.database as Exclude<Database, string>;
const superuser = connect(postgres.database, { max: 2 });

// as in Supabase: who migrates is no superuser, and PostgREST logs in as a role that owns nothing
await superuser.unsafe(`
  create role project login nosuperuser;
  create role authenticator login noinherit;
`);
await superuser`create database project owner project`;
const database = { ...socket, database: "project" };
const owner = connect({ ...database, user: "project" }, { max: 3 });
await migrate(owner, quietLog);
const rolesAtFirst = await superuser`select 1 from pg_roles where rolname in ('anon', 'authenticated')`;
await superuser.unsafe(`
  create role anon nologin;
  create role authenticated nologin;
  grant anon, authenticated to authenticator;
`);
const authenticator = connect({ ...database, user: "authenticator" }, { max: 2 });
const projectAdmin = connect(database, { max: 1 });

Deno.test.afterAll(async () => {
  for (const sql of [owner, authenticator, projectAdmin, superuser]) await sql.end({ timeout: 1 });
  await postgres.stop();
  await Deno.remove(dataDir, { recursive: true });
});

const ANN = "11111111-1111-4111-8111-111111111111";
const BEN = "22222222-2222-4222-8222-222222222222";
const SECRET = "zqsecret";
const VIEWS = ["videos", "tracks", "cues"];

interface Rows {
  [name: string]: unknown;
}

/** Runs a statement as PostgREST does for a client. @param user null: not signed in */
async function read(user: string | null, text: string, parameters: string[] = []): Promise<Rows[]> {
  return await transaction(authenticator, async (tx) => {
    await becomeClient(tx, user);
    return [...await tx.unsafe<Rows[]>(text, parameters)];
  });
}

async function becomeClient(tx: Transaction, user: string | null): Promise<void> {
  const role = user === null ? "anon" : "authenticated";
  const claims = JSON.stringify({ role, ...(user !== null && { sub: user, aud: "authenticated" }) });
  await tx`select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`;
}

/** Inserts a video with finished captions. @returns its id and its track's */
async function insertVideo(
  sql: Sql,
  { user, visibility, title, isHidden = false }: {
    user: string;
    visibility: string;
    title: string;
    isHidden?: boolean;
  },
): Promise<{ id: string; track: string }> {
  const [id, track, old, current] = [newId(), newId(), newId(), newId()];
  await transaction(sql, async (tx) => {
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, file_name, size_bytes, error, delete_at, language,
        thumbnail_key)
      values (${id}, ${user}, ${title}, ${visibility}, 'zqfile.mp4', 1, 'zqerror', ${
      isHidden ? new Date() : null
    }, 'en',
        'zqkey')`;
    await tx`insert into streamforge.tracks (id, video_id, language) values (${track}, ${id}, 'en')`;
    for (const revision of [old, current]) {
      await tx`
        insert into streamforge.revisions (id, track_id, source, state, author, note, finished_at)
        values (${revision}, ${track}, 'edited', 'finished', ${user}, 'zqnote', now())`;
    }
    await tx`
      insert into streamforge.cues (revision_id, position, start_seconds, end_seconds, text)
      values (${old}, 1, 0, 1, 'zqold'), (${current}, 1, 0, 1, ${`cue of ${title}`})`;
    await tx`update streamforge.tracks set current_revision = ${current} where id = ${track}`;
  });
  return { id, track };
}

const videos = {
  annPrivate: await insertVideo(owner, { user: ANN, visibility: "private", title: `${SECRET} of Ann` }),
  annUnlisted: await insertVideo(owner, { user: ANN, visibility: "unlisted", title: `${SECRET} link of Ann` }),
  annPublic: await insertVideo(owner, { user: ANN, visibility: "public", title: "public of Ann" }),
  benPrivate: await insertVideo(owner, { user: BEN, visibility: "private", title: `${SECRET} of Ben` }),
  benHidden: await insertVideo(owner, { user: BEN, visibility: "public", title: `${SECRET} deleted`, isHidden: true }),
};
const ofAnn = [videos.annPrivate.id, videos.annUnlisted.id, videos.annPublic.id].sort();

async function isRefused(work: Promise<unknown>, message = /permission denied|cannot (insert|update|delete)/) {
  await assert.rejects(work, message);
}

Deno.test("the migration needs neither a superuser nor Supabase's roles, and grants nothing", async () => {
  assert.deepEqual([...rolesAtFirst], []);
  for (const user of [null, ANN]) {
    for (const view of VIEWS) await isRefused(read(user, `select * from streamforge_api.${view}`));
    await isRefused(read(user, `select * from streamforge_api.video_by_id('x')`));
    await isRefused(read(user, `select streamforge.expose_to_clients()`));
  }
  await isRefused(authenticator`select streamforge.expose_to_clients()`);
});

Deno.test("expose_to_clients() refuses a database without the roles of a Supabase project", async () => {
  await superuser`create database plain owner project`;
  const plain = connect({ ...socket, database: "plain", user: "project" }, { max: 1 });
  await superuser`alter role authenticated rename to other_name`;
  try {
    await migrate(plain, quietLog);
    await assert.rejects(
      async () => await plain`select streamforge.expose_to_clients()`,
      /this database has no role authenticated: it is not that of a Supabase project/,
    );
  } finally {
    await superuser`alter role other_name rename to authenticated`;
    await plain.end();
    await superuser`drop database plain`;
  }
});

Deno.test("a user reads their own videos and the public ones with their captions, and nobody the public ones alone", async () => {
  await owner`select streamforge.expose_to_clients()`;
  const ids = async (user: string | null) =>
    (await read(user, "select id from streamforge_api.videos order by id")).map(({ id }) => id);
  assert.deepEqual(await ids(ANN), ofAnn);
  assert.deepEqual(await ids(BEN), [videos.annPublic.id, videos.benPrivate.id].sort());
  assert.deepEqual(await ids(newId()), [videos.annPublic.id]);
  assert.deepEqual(await ids(null), [videos.annPublic.id]);
  assert.deepEqual(await ids("owner"), [videos.annPublic.id]);

  const own = await read(ANN, "select title, is_own from streamforge_api.videos where is_own order by title");
  assert.equal(own.length, 3);
  assert.deepEqual(await read(BEN, "select is_own from streamforge_api.videos where visibility = 'public'"), [
    { isOwn: false },
  ]);
  for (const user of [null, ANN, BEN]) {
    const shown = (await ids(user)).sort();
    const tracks = await read(user, "select video_id from streamforge_api.tracks");
    assert.deepEqual(tracks.map(({ videoId }) => videoId).sort(), shown);
    const cues = await read(user, "select video_id, text from streamforge_api.cues");
    assert.deepEqual(cues.map(({ videoId }) => videoId).sort(), shown, "only the current revisions");
    assert.ok(cues.every(({ text }) => String(text).startsWith("cue of ")));
  }
});

Deno.test("nothing that is for the server or the owner alone is among the columns", async () => {
  for (const view of VIEWS) {
    const text = JSON.stringify(await read(ANN, `select * from streamforge_api.${view}`));
    assert.ok(text.includes(videos.annPrivate.id));
    for (const mark of ["zqfile", "zqerror", "zqkey", "zqnote", "zqold", ANN]) {
      assert.ok(!text.includes(mark), `${view} shows ${mark}`);
    }
  }
});

Deno.test("an unlisted video is read by its id, and a private, deleted or missing one gives no row", async () => {
  const { annPrivate, annUnlisted, benHidden } = videos;
  const count = async (user: string | null, { id, track }: { id: string; track: string }) => {
    const [found] = await read(
      user,
      `select (select count(*) from streamforge_api.video_by_id($1)) as videos,
        (select count(*) from streamforge_api.tracks_of_video($1)) as tracks,
        (select count(*) from streamforge_api.cues_of_track($2)) as cues`,
      [id, track],
    );
    return Object.values(found);
  };
  for (const user of [null, BEN, ANN]) assert.deepEqual(await count(user, annUnlisted), [1, 1, 1]);
  assert.deepEqual(await count(ANN, annPrivate), [1, 1, 1]);
  for (const user of [null, BEN]) {
    for (const none of [annPrivate, { id: newId(), track: newId() }, benHidden]) {
      assert.deepEqual(await count(user, none), [0, 0, 0]);
    }
  }
  const [row] = await read(BEN, "select * from streamforge_api.video_by_id($1)", [annUnlisted.id]);
  assert.deepEqual([row.title, row.isOwn], [`${SECRET} link of Ann`, false]);
});

Deno.test("clients write nothing, reach no table and call no function of the server", async () => {
  for (const user of [null, ANN]) {
    for (const view of VIEWS) {
      const column = view === "videos" ? "id" : "video_id";
      await isRefused(read(user, `update streamforge_api.${view} set ${column} = 'x'`));
      await isRefused(read(user, `delete from streamforge_api.${view}`));
      await isRefused(read(user, `insert into streamforge_api.${view} (${column}) values ('x')`));
      await isRefused(read(user, `truncate streamforge_api.${view}`), /permission denied|is not a table/);
    }
    for (const from of ["videos", "cues", "jobs", "user_sessions", "client_videos", "client_tracks", "migrations"]) {
      await isRefused(read(user, `select 1 from streamforge.${from}`));
    }
    for (const call of ["client_user()", "hide_from_clients()", "enable_row_security()", "search_index('x')"]) {
      await isRefused(read(user, `select streamforge.${call}`));
    }
    await isRefused(read(user, "create function streamforge_api.mine() returns int language sql as 'select 1'"));
    await isRefused(read(user, "create view streamforge_api.mine as select 1"));
  }
});

Deno.test("views that are granted whole by mistake can't be written through", async () => {
  await owner`grant all on all tables in schema streamforge_api to anon, authenticated`;
  try {
    for (const view of VIEWS) {
      await isRefused(read(ANN, `update streamforge_api.${view} set language = 'x'`), /cannot update|does not exist/);
      await isRefused(read(ANN, `delete from streamforge_api.${view}`), /cannot delete/);
    }
    await isRefused(read(ANN, `insert into streamforge_api.videos (id) values ('x')`), /cannot insert/);
  } finally {
    await owner`select streamforge.expose_to_clients()`;
  }
});

Deno.test("tables that are granted by mistake show clients no row, and the server's own role all", async () => {
  await owner.unsafe(`
    grant usage on schema streamforge to anon, authenticated;
    grant all on all tables in schema streamforge to anon, authenticated;`);
  const tables = await owner<{ name: string; isOn: boolean }[]>`
    select relname as name, relrowsecurity as is_on from pg_class
    where relnamespace = 'streamforge'::regnamespace and relkind = 'r'`;
  try {
    assert.deepEqual(tables.filter(({ isOn }) => !isOn).map(({ name }) => name), [], "row level security is off");
    for (const user of [null, ANN]) {
      for (const { name } of tables) {
        assert.deepEqual(await read(user, `select * from streamforge.${name}`), [], name);
        assert.deepEqual(await read(user, `delete from streamforge.${name} returning 1`), [], name);
      }
      await isRefused(
        read(user, `insert into streamforge.uploads (id, owner, expires_at) values ('x', 'x', now())`),
        /violates row-level security policy/,
      );
    }
    assert.equal((await owner`select 1 from streamforge.videos`).length, 5);
  } finally {
    await owner.unsafe(`
      revoke all on all tables in schema streamforge from anon, authenticated;
      revoke all on schema streamforge from anon, authenticated;`);
  }
});

Deno.test("a server whose role does not own the tables reads and writes them as it was granted", async () => {
  await superuser`create role server login`;
  await owner.unsafe(`
    grant usage on schema streamforge to server;
    grant all on all tables in schema streamforge to server;
    grant usage on all sequences in schema streamforge to server;`);
  const server = connect({ ...database, user: "server" }, { max: 1 });
  try {
    assert.equal((await server`select 1 from streamforge.videos`).length, 5);
    const { id } = await insertVideo(server, { user: BEN, visibility: "private", title: "by the server" });
    assert.equal((await server`delete from streamforge.videos where id = ${id} returning 1`).length, 1);
    // a policy with a condition would keep operators that are not leakproof from the index
    const plan = await transaction(server, async (tx) => {
      await tx`set local enable_seqscan = off`;
      return await tx`explain select 1 from streamforge.search_passages where terms @@ 'fox'::tsquery`;
    });
    assert.match(JSON.stringify(plan), /Index Cond: \(terms @@/);
  } finally {
    await server.end();
  }
});

Deno.test("conditions of a client see no other's row: not by a function, an error or a plan", async () => {
  const seen: string[] = [];
  await projectAdmin.unsafe(`
    create function public.spy(text) returns boolean language plpgsql cost 0.0001 as
      $$ begin raise notice 'seen %', $1; return true; end $$;
    grant execute on function public.spy(text) to anon, authenticated`);
  const { default: postgresJs } = await import("postgres");
  const spying = postgresJs({
    ...database,
    user: "authenticator",
    onnotice: ({ message }) => seen.push(message ?? ""),
  });
  try {
    for (const [view, column] of [["videos", "title"], ["tracks", "video_id"], ["cues", "text"]]) {
      await spying.begin(async (tx) => {
        await becomeClient(tx as unknown as Transaction, null);
        await tx.unsafe(`select * from streamforge_api.${view} where public.spy(${column})`);
        const plan = await tx.unsafe(`explain (analyze, verbose) select * from streamforge_api.${view}`);
        assert.ok(!JSON.stringify(plan).includes(SECRET));
      });
    }
  } finally {
    await spying.end();
  }
  assert.ok(seen.some((message) => message.includes("public of Ann")));
  for (const message of seen) {
    assert.ok(!message.includes(SECRET) && !message.includes(videos.annPrivate.id), message);
  }
  // an error in a condition would tell that there is a row
  const divided =
    `select 1 from streamforge_api.videos where 1 / (case when title like '${SECRET}%' then 0 else 1 end) = 1`;
  assert.equal((await read(null, divided)).length, 1);
  await assert.rejects(read(ANN, divided), /division by zero/);
  const cast = `select 1 from streamforge_api.cues where text like '%${SECRET}%' and text::integer > 0`;
  assert.deepEqual(await read(null, cast), []);
});

Deno.test("a search_path, temporary objects or claims without a user open nothing", async () => {
  const rows = await transaction(authenticator, async (tx) => {
    await becomeClient(tx, BEN);
    await tx.unsafe(`
      create temporary table videos as select 'x' as id;
      create function pg_temp.client_user() returns text language sql as $$ select '${ANN}' $$;
      set local search_path = pg_temp, streamforge_api`);
    return await tx.unsafe<Rows[]>(`select id from streamforge_api.videos where is_own`);
  }).catch((error) => {
    if (!/permission denied/.test(String(error))) throw error; // no temporary objects for clients: as good
    return [{ id: videos.benPrivate.id }];
  });
  assert.deepEqual(rows.map(({ id }) => id), [videos.benPrivate.id]);

  for (const claims of ["", "{}", '{"sub":null}', '{"sub":""}', `{"sub":["${ANN}"]}`, `{"sub":{"a":"${ANN}"}}`, "[]"]) {
    const found = await transaction(authenticator, async (tx) => {
      await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
      return await tx`select id from streamforge_api.videos`;
    });
    assert.deepEqual(found.map(({ id }) => id), [videos.annPublic.id], claims);
  }
});

Deno.test("one row, one video's captions and the newest videos are read by an index among many", async () => {
  await transaction(projectAdmin, async (tx) => {
    await tx`set local session_replication_role = replica`; // no triggers: these videos need not be found by search
    await tx`
      insert into streamforge.videos (id, owner, title, visibility, file_name, size_bytes, created_at)
      select 'many_' || lpad(n::text, 17, '0'), 'somebody ' || n % 500, 'A talk', 'private', 'f', 1,
        now() - make_interval(secs => n)
      from generate_series(1, 20000) n`;
  });
  await projectAdmin`analyze`;
  const plan = async (text: string) => {
    const lines = await read(ANN, `explain (analyze, costs off, timing off, summary off) ${text}`);
    return lines.map((line) => Object.values(line)[0]).join("\n");
  };
  const { annPrivate } = videos;
  for (
    const text of [
      "select * from streamforge_api.videos order by created_at desc limit 20",
      "select * from streamforge_api.videos where is_own order by created_at desc",
      `select * from streamforge_api.videos where id = '${annPrivate.id}'`,
      `select * from streamforge_api.cues where video_id = '${annPrivate.id}'`,
      `select * from streamforge_api.cues_of_track('${annPrivate.track}')`,
    ]
  ) {
    const found = await plan(text);
    assert.doesNotMatch(found, /Seq Scan on videos(?!.*never executed)/, `${text}\n${found}`);
  }
  assert.equal((await read(ANN, "select id from streamforge_api.videos")).length, 3);
});

Deno.test("hide_from_clients() takes all of it away, and anonymous clients can be left out", async () => {
  await owner`select streamforge.expose_to_clients(to_anonymous => false)`;
  assert.equal((await read(ANN, "select 1 from streamforge_api.videos")).length, 3);
  await isRefused(read(null, "select 1 from streamforge_api.videos"));
  await owner`select streamforge.hide_from_clients()`;
  for (const view of VIEWS) await isRefused(read(ANN, `select 1 from streamforge_api.${view}`));
  const [{ grants }] = await owner<{ grants: number }[]>`
    select count(*) as grants from information_schema.role_table_grants
    where grantee in ('anon', 'authenticated') and table_schema like 'streamforge%'`;
  assert.equal(grants, 0);
});
