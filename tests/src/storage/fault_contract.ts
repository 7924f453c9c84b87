import assert from "node:assert/strict";
import { StorageGoneError } from "../../../src/core/disk.ts";
import { NotFoundError } from "../../../src/core/errors.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { STORE_LIMITS, type StoreLimits } from "../../../src/storage/store_limits.ts";
import type { Fault, FaultProxy } from "../../fault_proxy.ts";
import { withFolder } from "../../temporary_folder.ts";

/** A storage that reaches its store through a proxy. */
export interface FaultyStorage {
  storage: Storage;
  /** The same objects, without the proxy and with the usual limits. */
  direct: Storage;
  proxy: FaultProxy;
  /** The folder of its local copies. */
  scratchDir: string;
}

export interface FaultContract {
  /** Makes an empty storage. The test disposes of the proxy. */
  make(limits: StoreLimits): Promise<FaultyStorage>;
  /** The body with which the store reports an error of its own. */
  errorBody(status: number): string;
}

/** Failures are tried again soon, for long enough on a busy machine. */
export const HEALING: StoreLimits = {
  ...STORE_LIMITS,
  ...{ answerSeconds: 0.7, idleSeconds: 0.5, retrySeconds: 20, firstDelayMs: 5, maxDelayMs: 50 },
};
/** A store that stays broken is given up soon. */
const LASTING: StoreLimits = { ...HEALING, answerSeconds: 0.3, idleSeconds: 0.3, retrySeconds: 0.2 };

const PAUSED: StoreLimits = { ...HEALING, answerSeconds: 10, idleSeconds: 10, retrySeconds: 0.5 };

const TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(2000); // 90 kB

const OPERATIONS: Record<string, (storage: Storage, folder: string) => Promise<void>> = {
  putText: async (storage) => assert.equal((await storage.putText("videos/new", "new")).size, 3),
  put: async (storage) => {
    const stored = await storage.put("videos/new", new Response(TEXT).body!, { maxBytes: TEXT.length });
    assert.equal(stored.size, TEXT.length);
    assert.equal(await storage.readText("videos/new"), TEXT);
  },
  putFile: async (storage, folder) => {
    await Deno.writeTextFile(`${folder}/file`, TEXT);
    assert.equal((await storage.putFile("videos/new", `${folder}/file`)).size, TEXT.length);
  },
  stat: async (storage) => assert.equal((await storage.stat("videos/a/text"))!.size, TEXT.length),
  "stat of nothing": async (storage) => assert.equal(await storage.stat("videos/none"), null),
  read: async (storage) => {
    const body = await storage.read("videos/a/text", { start: 4, end: 8 });
    assert.equal(await new Response(body).text(), "quick");
  },
  "read of nothing": async (storage) => {
    const found = await storage.read("videos/none").catch((error) => {
      if (error instanceof NotFoundError) return null;
      throw error;
    });
    assert.equal(found, null);
  },
  readText: async (storage) => assert.equal(await storage.readText("videos/a/text"), TEXT),
  list: async (storage) => {
    const found = await Array.fromAsync(storage.list("videos/a"));
    assert.deepEqual(found.map(({ key }) => key).sort(), ["videos/a/other", "videos/a/text"]);
  },
  withLocalFile: async (storage) => {
    assert.equal(await storage.withLocalFile("videos/a/text", (path) => Deno.readTextFile(path)), TEXT);
  },
  delete: async (storage) => {
    await storage.delete("videos/a/text");
    assert.equal(await storage.stat("videos/a/text"), null);
  },
  deletePrefix: async (storage) => {
    await storage.deletePrefix("videos/a");
    assert.deepEqual(await Array.fromAsync(storage.list("videos/a")), []);
  },
  readIdentity: async (storage) => assert.equal(await storage.readIdentity(), "A".repeat(22)),
  checkPresent: (storage) => storage.checkPresent(),
  checkWritable: (storage) => storage.checkWritable(),
};

/** Registers the tests that every storage behind a network passes when the network or its store fails. */
export function faultContract(name: string, { make, errorBody }: FaultContract): void {
  const answer = (status: number): Fault => ({ kind: "answer", status, body: errorBody(status) });

  const test = (sentence: string, limits: StoreLimits, check: (faulty: FaultyStorage) => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const faulty = await make(limits);
      await using _proxy = faulty.proxy;
      await faulty.direct.writeIdentity("A".repeat(22));
      await fill(faulty.direct);
      await check(faulty);
    });

  const healing: [string, Fault][] = [
    ["500", answer(500)],
    ["502", { kind: "answer", status: 502, body: "<html>bad gateway</html>" }],
    ["503, too busy", answer(503)],
    ["429", answer(429)],
    ["a connection that is reset", { kind: "reset" }],
    ["an answer that is lost", { kind: "lostAnswer" }],
    ["no answer at all", { kind: "stall" }],
    ["an answer that breaks off", { kind: "cut", afterBytes: 0 }],
    ["an answer that stalls", { kind: "stall", afterBytes: 1 }],
  ];
  for (const [what, fault] of healing) {
    test(`every operation succeeds though its first request gets ${what}`, HEALING, async (faulty) => {
      const { storage, direct, proxy } = faulty;
      await storage.readIdentity(); // from now on it is checked too
      await withFolder(async (folder) => {
        for (const [operation, run] of operationsFor(fault)) {
          proxy.reset();
          proxy.decide = once(fault);
          await run(storage, folder).catch((error) => {
            throw new Error(`${operation} with ${what}: ${error.message}`, { cause: error });
          });
          assert.ok(proxy.seen.length > 1 || isDoneAnyway(operation, fault), operation);
          if (operation.startsWith("delete")) await fill(direct);
        }
      });
    });
  }

  for (const [what, fault] of healing) {
    test(`a store that always gives ${what} is reported in time, and nothing changes`, LASTING, async (faulty) => {
      const { storage, direct, proxy, scratchDir } = faulty;
      proxy.decide = () => fault;
      await withFolder(async (folder) => {
        for (const [operation, run] of operationsFor(fault)) {
          if (isDoneAnyway(operation, fault)) continue;
          await assert.rejects(run(storage, folder), (error: Error) => {
            assert.ok(error instanceof StorageGoneError, `${operation}: ${error.stack}`);
            return true;
          });
        }
      });
      assert.equal(await direct.readText("videos/a/text"), TEXT);
      assert.equal(await direct.stat("videos/new"), null);
      assert.deepEqual(filesIn(scratchDir), []);
    });
  }

  test("a body that breaks off again and again is read to its end", HEALING, async ({ storage, proxy }) => {
    proxy.decide = () => ({ kind: "cut", afterBytes: 20_000 });
    assert.equal(await storage.readText("videos/a/text"), TEXT);
    assert.equal(await storage.withLocalFile("videos/a/text", (path) => Deno.readTextFile(path)), TEXT);
    const body = await storage.read("videos/a/text", { start: 1000, end: 50_999 });
    assert.equal(await new Response(body).text(), TEXT.slice(1000, 51_000));
  });

  test("a body that stalls in its middle is read to its end", HEALING, async ({ storage, proxy }) => {
    proxy.decide = () => ({ kind: "stall", afterBytes: 50_000 });
    assert.equal(await storage.readText("videos/a/text"), TEXT);
  });

  test("a slow body is waited for, though it takes longer than an answer may", HEALING, async ({ storage, proxy }) => {
    proxy.decide = () => ({ kind: "slow", pieceBytes: 9000, pauseMs: 100 });
    assert.equal(await storage.readText("videos/a/text"), TEXT);
  });

  test(
    "a reader that pauses for longer than failures are tried again loses nothing",
    PAUSED,
    async ({ storage, proxy }) => {
      proxy.decide = once({ kind: "cut", afterBytes: 40_000 });
      const reader = (await storage.read("videos/a/text")).getReader();
      let text = "";
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        if (text === "") await new Promise((resolve) => setTimeout(resolve, 700));
        text += new TextDecoder().decode(next.value);
      }
      assert.equal(text, TEXT);
    },
  );

  test("two versions of an object are never mixed", HEALING, async ({ storage, direct, proxy }) => {
    proxy.decide = once({ kind: "cut", afterBytes: 20_000 });
    const body = await storage.read("videos/a/text");
    await direct.putText("videos/a/text", TEXT.replaceAll("fox", "cat"));
    await assert.rejects(new Response(body).text(), /changed while it was read/);
  });

  test("a reader that stops leaves no request behind", HEALING, async ({ storage, proxy }) => {
    proxy.decide = once({ kind: "stall", afterBytes: 10 });
    const reader = (await storage.read("videos/a/text")).getReader();
    await reader.read();
    await reader.cancel();
    assert.equal(proxy.seen.length, 1);
  });
}

async function fill(storage: Storage): Promise<void> {
  await storage.putText("videos/a/text", TEXT);
  await storage.putText("videos/a/other", "other");
}

/** All operations; for faults that cost a time limit each, some of them. */
function operationsFor(fault: Fault): [string, typeof OPERATIONS[string]][] {
  const some = ["putText", "stat", "readText", "withLocalFile", "deletePrefix"];
  return Object.entries(OPERATIONS).filter(([name]) => fault.kind !== "stall" || some.includes(name));
}

/** Whether an operation is done by the store, or needs nothing of an answer but its head. */
function isDoneAnyway(operation: string, { kind, ...fault }: Fault): boolean {
  if (kind === "cut" || kind === "stall" && "afterBytes" in fault) {
    return !["readText", "withLocalFile"].includes(operation);
  }
  return kind === "lostAnswer" && !["stat", "read", "readText", "list"].includes(operation);
}

/** A fault of the first request alone. */
export function once(fault: Fault): () => Fault | null {
  let isFirst = true;
  return () => {
    const now = isFirst ? fault : null;
    isFirst = false;
    return now;
  };
}

function filesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}
