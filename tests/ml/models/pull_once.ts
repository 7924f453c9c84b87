// Started by store_test.ts as a second process: pulls "mini" from the given hub into the given folder.
import { ModelStore } from "../../../ml/models/store.ts";
import { createLog } from "../../../src/core/log.ts";
import { modelOf } from "./hub.ts";

const [modelsDir, hubUrl] = Deno.args;
const store = new ModelStore(modelsDir, createLog("error"), { hubUrl, pythons: [], catalog: [modelOf()] });
await store.resolve("mini");
