import assert from "node:assert/strict";
import { Graph } from "../../../ml/onnx/graph.ts";
import { parseMappings, releaseMappedPages, whileMappingChanges } from "../../../ml/onnx/mapped_pages.ts";
import { Session } from "../../../ml/onnx/session.ts";
import { bool, int64, tensor } from "../../../ml/onnx/tensor.ts";
import { WeightFile } from "../../../ml/onnx/weight_file.ts";
import { withFolder } from "../../temporary_folder.ts";

const IS_LINUX = Deno.build.os === "linux";
const PAGE = 4096;
const [PROT_READ, PROT_WRITE, MAP_PRIVATE] = [1, 2, 2];

const residentBytes = (path: string) =>
  parseMappings(Deno.readTextFileSync("/proc/self/smaps"), path).reduce(
    (sum, mapping) => sum + mapping.residentBytes,
    0,
  );

Deno.test({
  name: "a session's weights give back their pages, and it computes the same",
  ignore: !IS_LINUX,
  fn: async () => {
    await withFolder(async (folder) => {
      const path = `${await Deno.realPath(folder)}/weights.bin`;
      const weights = new WeightFile(folder, "weights.bin");
      const matrix = Float32Array.from({ length: 512 * 512 }, (_, i) => i % 7);
      const table = Float32Array.from({ length: 4096 }, (_, i) => i);
      const g = new Graph("test", weights);
      const x = g.input("x", "float32", [1, 512]);
      const ids = g.input("ids", "int64", [1]);
      // ONNX Runtime packs the matrix and keeps its pages too: it does so in the body of a Loop
      const body = g.subgraph("step");
      body.input("i", "int64", []);
      const go = body.input("go", "bool", []);
      body.output("goes_on", "bool", [], body.op("Identity", [go]));
      const matrixName = body.constant(tensor("float32", [512, 512], matrix), "matrix");
      body.output("next", "float32", [1, 512], body.op("MatMul", [body.input("z", "float32", [1, 512]), matrixName]));
      g.ops("Loop", [g.constant(int64(1)), g.constant(bool(true)), x], ["y"], { body });
      g.output("y", "float32", [1, 512]);
      // read from the mapped file at every run
      g.output(
        "row",
        "float32",
        [1, 64],
        g.op("Gather", [g.constant(tensor("float32", [64, 64], table), "table"), ids]),
      );
      weights.close();
      await Deno.writeFile(`${folder}/test.onnx`, g.toModel());
      const session = await Session.create(`${folder}/test.onnx`, { threads: 1, device: "cpu", shouldOptimize: false });
      const run = () =>
        session.run({
          x: { type: "float32", dims: [1, 512], data: new Float32Array(512).fill(1) },
          ids: { type: "int64", dims: [1], data: BigInt64Array.of(3n) },
        });
      const before = await run();
      const mapped = residentBytes(path);
      assert.ok(mapped >= 512 * 512 * 4, `${mapped} bytes are mapped`);
      await whileMappingChanges(path, () => Promise.resolve(assert.equal(releaseMappedPages(path), 0)));
      let released = releaseMappedPages(path);
      // a process that another test starts at this moment has the lock too, until it runs its program
      for (let tries = 0; released === 0 && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        released = releaseMappedPages(path);
      }
      assert.equal(released, mapped);
      assert.equal(residentBytes(path), 0);
      const after = await run();
      assert.deepEqual(after.y.data, before.y.data);
      assert.equal(after.row.data[0], 3 * 64);
      await session.release();
    });
  },
});

Deno.test({
  name: "a mapping that was written to keeps its pages",
  ignore: !IS_LINUX,
  fn: async () => {
    await withFolder(async (folder) => {
      const path = `${await Deno.realPath(folder)}/file`;
      await Deno.writeFile(path, new Uint8Array(2 * PAGE).fill(1));
      const libc = Deno.dlopen("libc.so.6", {
        open: { parameters: ["buffer", "i32"], result: "i32" },
        close: { parameters: ["i32"], result: "i32" },
        mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
        munmap: { parameters: ["pointer", "usize"], result: "i32" },
      });
      const file = libc.symbols.open(new TextEncoder().encode(`${path}\0`), 0);
      const address = libc.symbols.mmap(null, BigInt(2 * PAGE), PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0n)!;
      libc.symbols.close(file);
      const bytes = new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(address, 2 * PAGE));
      assert.equal(bytes[PAGE], 1); // the second page is read, and stays the file's
      bytes[0] = 7;
      assert.equal(releaseMappedPages(path), 0);
      assert.deepEqual([bytes[0], bytes[PAGE]], [7, 1]);
      libc.symbols.munmap(address, BigInt(2 * PAGE));
      libc.close();
    });
  },
});

Deno.test("parseMappings() finds the mappings of one file alone", () => {
  const smaps = [
    "7f0000000000-7f0000002000 rw-p 00001000 fe:00 12  /models/a b/weights.bin",
    "Size:                  8 kB",
    "Rss:                   4 kB",
    "Anonymous:             0 kB",
    "Swap:                  0 kB",
    "VmFlags: rd wr mr mw me ac sd",
    "7f0000002000-7f0000003000 rw-p 00000000 00:00 0 ",
    "Rss:                   4 kB",
    "Anonymous:             4 kB",
    "7f0000003000-7f0000004000 rw-p 00000000 fe:00 12  /models/a b/weights.bin",
    "Rss:                   4 kB",
    "Anonymous:             0 kB",
    "Swap:                  4 kB",
    "7f0000004000-7f0000005000 r--p 00000000 fe:00 13  /models/other/weights.bin",
    "Rss:                   4 kB",
  ].join("\n");
  assert.deepEqual(parseMappings(smaps, "/models/a b/weights.bin"), [
    { address: 0x7f0000000000n, bytes: 8192, residentBytes: 4096, writtenBytes: 0 },
    { address: 0x7f0000003000n, bytes: 4096, residentBytes: 4096, writtenBytes: 4096 },
  ]);
});

Deno.test("releaseMappedPages() of a file that nobody maps gives back nothing", () => {
  assert.equal(releaseMappedPages("/no/such/weights.bin"), 0);
});
