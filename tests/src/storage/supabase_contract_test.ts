import { supabaseStorage } from "../../../src/storage/supabase.ts";
import { faultProxy } from "../../fault_proxy.ts";
import { supabaseStorageServer } from "../../supabase_storage_server.ts";
import { storageContract } from "./contract.ts";
import { faultContract } from "./fault_contract.ts";

const folder = Deno.makeTempDirSync({ prefix: "streamforge_scratch_" });
const server = supabaseStorageServer();
const newer = supabaseStorageServer({ usesHttpStatus: true, backend: "file" });
const serviceRoleKey = await server.key("service_role");
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
Deno.test.afterAll(async () => {
  await server.stop();
  await newer.stop();
});
let folders = 0;
const newScratch = () => ({ rootDir: `${folder}/${folders++}`, maxBytes: 2 ** 30, minFreeBytes: 0 });

storageContract("supabaseStorage", () => {
  const settings = { url: server.url, serviceRoleKey, bucket: server.newBucket() };
  return Promise.resolve(supabaseStorage(settings, { scratch: newScratch() }));
});

storageContract("supabaseStorage, with a secret key and HTTP statuses", () => {
  const settings = { url: newer.url, serviceRoleKey: newer.secretKey, bucket: newer.newBucket() };
  return Promise.resolve(supabaseStorage(settings, { scratch: newScratch() }));
});

faultContract("supabaseStorage", {
  make(limits) {
    const proxy = faultProxy(server.url);
    const settings = { url: server.url, serviceRoleKey, bucket: server.newBucket() };
    const scratch = newScratch();
    const storage = supabaseStorage({ ...settings, url: proxy.origin }, { scratch, limits });
    const direct = supabaseStorage(settings, { scratch: newScratch() });
    return Promise.resolve({ storage, direct, proxy, scratchDir: scratch.rootDir });
  },
  errorBody: (status) => JSON.stringify({ statusCode: `${status}`, error: "planted", message: "planted" }),
});
