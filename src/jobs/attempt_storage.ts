import type { Storage, TransferOptions } from "../storage/storage.ts";

/**
 * The storage as an attempt uses it: long transfers end with the attempt, and count as progress, so that a large file on
 * a slow line is not taken for a job that hangs.
 */
export function attemptStorage(storage: Storage, transfer: TransferOptions): Storage {
  return {
    place: storage.place,
    identityPlace: storage.identityPlace,
    advice: storage.advice,
    readIdentity: () => storage.readIdentity(),
    writeIdentity: (id) => storage.writeIdentity(id),
    checkPresent: () => storage.checkPresent(),
    put: (key, body, options) => storage.put(key, body, options),
    putFile: (key, path) => storage.putFile(key, path, transfer),
    putText: (key, text) => storage.putText(key, text),
    stat: (key) => storage.stat(key),
    read: (key, range) => storage.read(key, range),
    readText: (key) => storage.readText(key),
    signedUrl: (key, options) => storage.signedUrl(key, options),
    list: (prefix) => storage.list(prefix),
    withLocalFile: (key, use) => storage.withLocalFile(key, use, transfer),
    delete: (key) => storage.delete(key),
    deletePrefix: (prefix) => storage.deletePrefix(prefix),
    checkWritable: () => storage.checkWritable(),
    sweep: () => storage.sweep(),
  };
}
