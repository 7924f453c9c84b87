import { supabaseStorage } from "../../../src/storage/supabase.ts";
import { STORE_LIMITS } from "../../../src/storage/store_limits.ts";
import { faultProxy } from "../../fault_proxy.ts";
import { supabaseStorageServer } from "../../supabase_storage_server.ts";
import { faultContract } from "./fault_contract.ts";

const folder = Deno.makeTempDirSync({ prefix: "streamforge_scratch_" });
const server = supabaseStorageServer();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
Deno.test.afterAll(() => server.stop());

let folders = 0;
const newScratch = () => ({ rootDir: `${folder}/${folders++}`, maxBytes: 2 ** 30, minFreeBytes: 0 });

faultContract("supabaseStorage", {
  make(limits) {
    const proxy = faultProxy(server.url);
    const settings = { url: server.url, serviceRoleKey: server.secretKey, bucket: server.newBucket() };
    const scratch = newScratch();
    const storage = supabaseStorage({ ...settings, url: proxy.origin }, { scratch, limits });
    const direct = supabaseStorage(settings, { scratch: newScratch(), limits: STORE_LIMITS });
    return Promise.resolve({ storage, direct, proxy, scratchDir: scratch.rootDir });
  },
  errorBody: (status) => JSON.stringify({ statusCode: String(status), error: "planted", message: "planted" }),
});
