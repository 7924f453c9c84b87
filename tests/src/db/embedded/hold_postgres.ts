// Starts or joins the Postgres of a data folder, prints the pid of its server, and leaves it when stdin closes.
import { createLog } from "../../../../src/core/log.ts";
import { connect } from "../../../../src/db/pool/client.ts";
import { startPostgres } from "../../../../src/db/embedded/mod.ts";

const [dataDir, binDir] = Deno.args;
const postgres = await startPostgres({ dataDir, cacheDir: `${dataDir}/cache`, log: createLog("error"), binDir });
const sql = connect(postgres.database, { max: 1 });
await sql`create table if not exists notes (text text)`;
await sql.end();
console.log(JSON.stringify({ folder: postgres.folder, database: postgres.database }));
for await (const _ of Deno.stdin.readable);
await postgres.stop();
