import assert from "node:assert/strict";
import { availableBytes, containerBytes, freeDeviceBytes, parseFreeMemory } from "../../../ml/onnx/free_memory.ts";

const GIB = 2 ** 30;

Deno.test("parseFreeMemory() returns the fullest device, and null for output without numbers", () => {
  assert.equal(parseFreeMemory("15109\n"), 15109 * 2 ** 20);
  assert.equal(parseFreeMemory("24000\n 4096 \n80000\n"), 4096 * 2 ** 20);
  assert.equal(parseFreeMemory("0\n"), 0);
  for (const text of ["", "\n", "[N/A]\n", "[Insufficient Permissions]\n", "15109 MiB\n", "No devices were found\n"]) {
    assert.equal(parseFreeMemory(text), null, text);
  }
});

Deno.test("freeDeviceBytes() runs the program, and returns null without one, or if it hangs", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = async (name: string, script: string) => {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return `${folder}/${name}`;
    };
    assert.equal(await freeDeviceBytes(`${folder}/none`), null);
    const right = '[ "$1 $2" = "--query-gpu=memory.free --format=csv,noheader,nounits" ] && echo 8000';
    assert.equal(await freeDeviceBytes(await program("right", right)), 8000 * 2 ** 20);
    assert.equal(await freeDeviceBytes(await program("broken", "echo NVIDIA-SMI has failed; exit 9")), null);
    const hanging = await program("hanging", `echo $$ > ${folder}/pid; exec sleep 60`);
    assert.equal(await freeDeviceBytes(hanging), null);
    const pid = Number(await Deno.readTextFile(`${folder}/pid`));
    const state = () => Deno.readTextFile(`/proc/${pid}/stat`).then((text) => text.split(") ")[1][0], () => "gone");
    for (let i = 0; !["gone", "Z"].includes(await state()); i++) {
      assert.ok(i < 100, "it was left running");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("containerBytes() counts cached files as free", () => {
  const stat = "anon 900\nfile 2000\nactive_file 10\ninactive_file 1990\n";
  assert.equal(containerBytes({ max: `${2 * GIB}\n`, current: `${GIB}\n`, stat }), GIB + 1990);
  assert.equal(containerBytes({ max: "100\n", current: "5000\n", stat: "" }), 0);
  assert.equal(containerBytes({ max: "max\n", current: "5000\n", stat }), Infinity);
  assert.equal(containerBytes({ max: "", current: "", stat: "" }), Infinity);
});

Deno.test("availableBytes() is at most the machine's memory", () => {
  const bytes = availableBytes();
  assert.ok(bytes > 50e6 && bytes <= Deno.systemMemoryInfo().total, `${bytes}`);
});
