import assert from "node:assert/strict";
import { NoSpaceError } from "../../../src/core/errors.ts";
import { diskSpace, requireSpace } from "../../../src/storage/disk_space.ts";
import { smallDisk } from "../../small_disk.ts";

Deno.test("space is measured on the disk of the videos and on that of DATA_DIR, and the fuller one counts", async () => {
  await using data = await smallDisk(32);
  await using media = await smallDisk(16);
  await Deno.symlink(media.path, `${data.path}/media`);
  const place = { dataDir: data.path };
  assert.ok((await diskSpace(place)).freeBytes <= 16 * 2 ** 20);
  await assert.rejects(requireSpace(place, 20 * 2 ** 20), NoSpaceError);
  await media.fill();
  await assert.rejects(requireSpace(place, 0), /0 bytes are free/);
  await media.clear();
  await requireSpace(place, 0);
  await data.fill();
  await assert.rejects(requireSpace(place, 0), /0 bytes are free/);
});
