// Probes a file and prints the result.
import { ToolError } from "../../../../src/core/errors.ts";
import { probe } from "../../../../src/media/probe.ts";
import { tools } from "../../../media_fixtures.ts";

const error = await probe(tools, Deno.args[0]).then(() => null, (error) => error);
console.log(error?.name, error instanceof ToolError ? error.end.kind : "", error?.message);
