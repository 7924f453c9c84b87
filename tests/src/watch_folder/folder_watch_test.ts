import assert from "node:assert/strict";
import process from "node:process";
import { createLog } from "../../../src/core/log.ts";
import type { WatchMode } from "../../../src/core/settings/settings.ts";
import { connect } from "../../../src/db/pool/client.ts";
import { FolderWatch, STILL_MS } from "../../../src/watch_folder/folder_watch.ts";
import { testDatabase } from "../../database.ts";
import { withFolder } from "../../temporary_folder.ts";

const { sql, database } = await testDatabase();

/** A watch whose clock the test moves. */
function watchOf(root: string, { mode = "library", db = sql }: { mode?: WatchMode; db?: typeof sql } = {}) {
  const lines: string[] = [];
  let nowMs = 0;
  const log = createLog("info", (line) => lines.push(line));
  const watch = new FolderWatch({ sql: db, log, root, mode, nowMs: () => nowMs });
  return {
    lines,
    look: (afterMs = 0) => {
      nowMs += afterMs;
      return watch.look();
    },
    /** Sees what there is, and takes what has stayed still. */
    lookTwice: async () => {
      nowMs += 1;
      await watch.look();
      nowMs += STILL_MS;
      return await watch.look();
    },
  };
}

async function jobsBelow(root: string) {
  return await sql<{ kind: string; payload: Record<string, unknown> }[]>`
    select kind, payload from streamforge.jobs where payload ->> 'root' = ${root} order by created_at`;
}

Deno.test("a file is taken once its size and time have stayed the same for 10 s", async () => {
  await withFolder(async (root) => {
    const { look } = watchOf(root);
    const path = `${root}/film.mkv`;
    await Deno.writeTextFile(path, "1");
    assert.equal(await look(), 0);
    assert.equal(await look(STILL_MS - 1), 0);
    await Deno.writeTextFile(path, "12");
    await Deno.utime(path, 1_700_000_000, 1_700_000_000); // a copy that keeps the time of its source
    assert.equal(await look(1), 0, "it has grown");
    await Deno.utime(path, 1_700_000_000, 1_700_000_001);
    assert.equal(await look(STILL_MS), 0, "it was written");
    assert.equal(await look(STILL_MS), 1);
    const payload = { root, path, size_bytes: 2, modified_ms: 1_700_000_001_000 };
    assert.deepEqual([...await jobsBelow(root)], [{ kind: "import_file", payload }]);
    assert.equal(await look(STILL_MS), 0, "it is not taken twice");
  });
});

Deno.test("a file that can't be recorded is named, and those after it are taken", async () => {
  await withFolder(async (root) => {
    const name = () => Array.from({ length: 240 }, () => Math.floor(Math.random() * 36).toString(36)).join("");
    const deep = [root, ...Array.from({ length: 13 }, name)].join("/"); // more than an index holds
    await Deno.mkdir(deep, { recursive: true });
    await Deno.writeTextFile(`${deep}/a.mkv`, "1");
    await Deno.writeTextFile(`${root}/b.mkv`, "1");
    const { lookTwice, lines } = watchOf(root);
    assert.equal(await lookTwice(), 1);
    assert.equal((await jobsBelow(root))[0].payload.path, `${root}/b.mkv`);
    assert.equal(await lookTwice(), 0);
    assert.equal(lines.filter((line) => / warn /.test(line) && line.includes("a.mkv")).length, 1, lines.join("\n"));
  });
});

Deno.test("a restart takes no file again, but one that has changed", async () => {
  await withFolder(async (root) => {
    const path = `${root}/film.mkv`;
    await Deno.writeTextFile(path, "1");
    assert.equal(await watchOf(root).lookTwice(), 1);
    assert.equal(await watchOf(root).lookTwice(), 0);
    await Deno.writeTextFile(path, "other content");
    assert.equal(await watchOf(root).lookTwice(), 1);
    assert.equal((await jobsBelow(root)).length, 2);
  });
});

Deno.test("a renamed file is not taken again; a copy of it is", async () => {
  await withFolder(async (root) => {
    await Deno.mkdir(`${root}/seen`);
    await Deno.writeTextFile(`${root}/film.mkv`, "123");
    await Deno.utime(`${root}/film.mkv`, 1_700_000_000, 1_700_000_000);
    assert.equal(await watchOf(root).lookTwice(), 1);
    await Deno.rename(`${root}/film.mkv`, `${root}/seen/A film.mkv`);
    const { lookTwice, lines } = watchOf(root);
    assert.equal(await lookTwice(), 0);
    assert.match(lines.join("\n"), /was renamed; it is not taken again file="[^"]*A film.mkv"/);
    await Deno.copyFile(`${root}/seen/A film.mkv`, `${root}/copy.mkv`);
    await Deno.utime(`${root}/copy.mkv`, 1_700_000_000, 1_700_000_000);
    assert.equal(await lookTwice(), 1);
  });
});

Deno.test("a name is taken once its download is complete", async () => {
  await withFolder(async (root) => {
    const { lookTwice } = watchOf(root);
    await Deno.writeTextFile(`${root}/film.mkv.part`, "123");
    assert.equal(await lookTwice(), 0);
    await Deno.rename(`${root}/film.mkv.part`, `${root}/film.mkv`);
    assert.equal(await lookTwice(), 1);
  });
});

Deno.test("of two workers that look at once, one takes a file", async () => {
  await withFolder(async (root) => {
    const other = connect(database);
    try {
      for (let i = 0; i < 20; i++) await Deno.writeTextFile(`${root}/${i}.mkv`, `${i}`);
      const watches = [watchOf(root), watchOf(root, { db: other })];
      const taken = await Promise.all(watches.map(({ lookTwice }) => lookTwice()));
      assert.equal(taken[0] + taken[1], 20);
      assert.equal((await jobsBelow(root)).length, 20);
    } finally {
      await other.end();
    }
  });
});

Deno.test("in sidecar mode a file with captions is left alone", async () => {
  await withFolder(async (root) => {
    const { lookTwice } = watchOf(root, { mode: "sidecar" });
    for (const name of ["a.mkv", "a.en.srt", "b.mkv"]) await Deno.writeTextFile(`${root}/${name}`, name);
    assert.equal(await lookTwice(), 1);
    assert.deepEqual((await jobsBelow(root)).map(({ kind, payload }) => [kind, payload.path]), [
      ["caption_file", `${root}/b.mkv`],
    ]);
  });
});

Deno.test("a file that can't be read is named once and tried again after ten minutes", async () => {
  await withFolder(async (root) => {
    const path = `${root}/film.mkv`;
    await Deno.writeTextFile(path, "1");
    await Deno.chmod(path, 0);
    await withoutPrivileges(root, async () => {
      const { look, lookTwice, lines } = watchOf(root);
      assert.equal(await lookTwice(), 0);
      assert.equal(await look(STILL_MS), 0);
      assert.equal(await look(600_000), 0, "it is tried again, and told no second time");
      const warnings = lines.filter((line) => line.includes("can't be used"));
      assert.equal(warnings.length, 1, lines.join("\n"));
      assert.match(warnings[0], / warn .*film\.mkv.*denied/i);
    }, async () => await Deno.chmod(path, 0o644));
    assert.equal(await watchOf(root).lookTwice(), 1);
  });
});

Deno.test("in sidecar mode a folder that can't be written is named once, and no file in it is taken", async () => {
  await withFolder(async (root) => {
    await Deno.mkdir(`${root}/closed`);
    for (const name of ["a.mkv", "b.mkv"]) await Deno.writeTextFile(`${root}/closed/${name}`, name);
    await Deno.chmod(`${root}/closed`, 0o555);
    await withoutPrivileges(root, async () => {
      const { look, lookTwice, lines } = watchOf(root, { mode: "sidecar" });
      assert.equal(await lookTwice(), 0);
      assert.equal(await look(STILL_MS), 0);
      const warnings = lines.filter((line) => line.includes("can't be used"));
      assert.equal(warnings.length, 1, lines.join("\n"));
      assert.match(warnings[0], /closed .*denied/i);
    }, async () => await Deno.chmod(`${root}/closed`, 0o755));
    assert.equal(await watchOf(root, { mode: "sidecar" }).lookTwice(), 2);
  });
});

/** Runs `use` as a user without root's rights, then `restore` as before. */
async function withoutPrivileges(folder: string, use: () => Promise<void>, restore: () => Promise<void>) {
  const isRoot = Deno.uid() === 0;
  await Deno.chmod(folder, 0o755);
  if (isRoot) process.seteuid!(65534);
  try {
    await use();
  } finally {
    if (isRoot) process.seteuid!(0);
    await restore();
  }
}

Deno.test("a folder that goes away is named once, and its files are not forgotten", async () => {
  await withFolder(async (folder) => {
    const root = `${folder}/mounted`;
    await Deno.mkdir(root);
    await Deno.writeTextFile(`${root}/film.mkv`, "1");
    const { lookTwice, look, lines } = watchOf(root);
    assert.equal(await lookTwice(), 1);
    await Deno.rename(root, `${folder}/away`);
    for (let i = 0; i < 3; i++) assert.equal(await look(5000), 0);
    await Deno.rename(`${folder}/away`, root);
    assert.equal(await lookTwice(), 0);
    await Deno.writeTextFile(`${root}/second.mkv`, "2");
    assert.equal(await lookTwice(), 1);
    const told = lines.filter((line) => line.includes("the watch folder can"));
    assert.deepEqual(told.map((line) => / (warn|info) +(.*?)(;| folder=)/.exec(line)?.slice(1, 3)), [
      ["warn", "the watch folder can't be read"],
      ["info", "the watch folder can be read again"],
    ]);
  });
});

Deno.test("while the database is away nothing is lost", async () => {
  await withFolder(async (root) => {
    await Deno.writeTextFile(`${root}/film.mkv`, "1");
    const away = connect("postgres://u@127.0.0.1:9/none", { max: 1 });
    try {
      await assert.rejects(watchOf(root, { db: away }).lookTwice());
    } finally {
      await away.end();
    }
    assert.equal(await watchOf(root).lookTwice(), 1);
  });
});
