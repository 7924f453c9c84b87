export { type EmbeddedPostgres, startPostgres } from "./server.ts";
