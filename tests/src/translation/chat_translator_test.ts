import assert from "node:assert/strict";
import { createLog } from "../../../src/core/log.ts";
import { ValidationError } from "../../../src/core/errors.ts";
import { ChatTranslator } from "../../../src/translation/chat_translator.ts";
import { type SourceCue, TranslatorError } from "../../../src/translation/translator.ts";
import { askedLines, type Behaviour, chat, chatAnswer, serve, shifted } from "./http_server.ts";

const WORDS = ["garden", "kitchen", "window", "village", "market", "harbour", "forest", "castle"];
const CUES: SourceCue[] = Array.from({ length: 30 }, (_, i) => ({
  start: 2 * i,
  end: 2 * i + 1.8,
  text: `they walked through the ${WORDS[i % 8]}\nwith ${i + 100} others`,
}));
const ALL = new Set(CUES.keys());
const ONCE = new Set(range(0, 12));
const EXPECTED = CUES.map(({ text }) => shifted(text.replace("\n", " ")));
const FAST = { pauseSeconds: 0.01, maxPauseSeconds: 0.05 };

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function translator(url: string, options = {}) {
  return new ChatTranslator({ url: `${url}/v1`, model: "small", key: "secret-key" }, { ...FAST, ...options });
}

const request = { from: "en", to: "es" } as const;

Deno.test("ChatTranslator sends windows with their context, the model and the key, and keeps every cue's place", async () => {
  await using server = serve(chat());
  const shares: number[] = [];
  const texts = await translator(server.url).translate(CUES, {
    ...request,
    wanted: ALL,
    onProgress: (n) => shares.push(n),
  });
  assert.deepEqual(range(0, 30).map((i) => texts.get(i)), EXPECTED);
  assert.deepEqual(server.requests.map(({ body }) => askedLines(body).length), [12, 12, 6]);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
  const [, second] = server.requests;
  assert.equal(second.path, "/v1/chat/completions");
  assert.equal(second.headers.get("authorization"), "Bearer secret-key");
  const { model, messages } = second.body as { model: string; messages: { content: string }[] };
  assert.equal(model, "small");
  assert.match(messages[0].content, /from English to Spanish/);
  assert.ok(messages[1].content.includes(`${CUES[11].text.replace("\n", " ")} => ${EXPECTED[11]}`), "what came before");
  assert.ok(messages[1].content.includes(CUES[24].text.replace("\n", " ")), "what comes behind");
});

Deno.test("ChatTranslator asks only for the wanted cues", async () => {
  await using server = serve(chat());
  const texts = await translator(server.url).translate(CUES, { ...request, wanted: new Set([3, 4, 20]) });
  assert.deepEqual([...texts], [3, 4, 20].map((i) => [i, EXPECTED[i]]));
  assert.deepEqual(server.requests.map(({ body }) => askedLines(body).map(({ number }) => number)), [[4, 5], [21]]);
});

const MISTAKES: Record<string, { change: (lines: string[]) => string[] | string; says: RegExp }> = {
  "leaves a line out": { change: (lines) => lines.toSpliced(4, 1), says: /line 5 is missing/ },
  "merges two lines": {
    change: (lines) => lines.toSpliced(4, 2, `${lines[4]} ${lines[5].replace(/^\d+\| /, "")}`),
    says: /line 6 is missing/,
  },
  "merges two lines and fills the gap": {
    change: (lines) => lines.toSpliced(4, 2, `${lines[4]} ${lines[5].replace(/^\d+\| /, "")}`, "6| -"),
    says: /line 6 has no text/,
  },
  "moves all texts by one line": {
    change: (lines) => lines.map((_, i) => `${i + 1}| ${lines[(i + 1) % 12].replace(/^\d+\| /, "")}`),
    says: /line 1 has the numbers of line 2/,
  },
  "puts two numbers on one line": {
    change: (lines) => lines.toSpliced(4, 2, `${lines[4]} ${lines[5]}`),
    says: /line 5 holds line 6 as well/,
  },
  "numbers the lines anew": {
    change: (lines) => lines.map((line, i) => line.replace(/^\d+/, String(100 + i))),
    says: /no line 100 to translate/,
  },
  "gives a line twice": { change: (lines) => [...lines, lines[2]], says: /line 3 is there twice/ },
  "breaks a line in two": {
    change: (lines) => lines.map((line) => line.replace(" xjui ", "\nxjui ")),
    says: /without a number/,
  },
  "changes the order": { change: (lines) => lines.toReversed(), says: /not in their order/ },
  "does not translate": {
    change: (lines) => lines.map((_, i) => `${i + 1}| ${CUES[i].text.replace("\n", " ")}`),
    says: /not translated/,
  },
  "answers with chatter alone": { change: () => "I am sorry, as a language model I can't.", says: /line 1 is missing/ },
};

for (const [mistake, { change, says }] of Object.entries(MISTAKES)) {
  Deno.test(`ChatTranslator says what was wrong and asks again if the model ${mistake}`, async () => {
    await using server = serve(chat(change), chat());
    const texts = await translator(server.url).translate(CUES, { ...request, wanted: ONCE });
    assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
    assert.equal(server.requests.length, 2);
    const { messages } = server.requests[1].body as { messages: { role: string; content: string }[] };
    assert.deepEqual(messages.map(({ role }) => role), ["system", "user", "assistant", "user"]);
    assert.match(messages[3].content, says);
  });
}

Deno.test("ChatTranslator reads past chatter around the lines, marks, code fences and thoughts", async () => {
  await using server = serve(
    chat((lines) =>
      `<think>\n1| hm\n</think>Sure! Here it is:\n\n\`\`\`text\n${
        lines.map((line) => line.replace(/^(\d+)\|/, "**$1** |")).join("\n")
      }\n\`\`\`\n\nI hope this helps!`
    ),
  );
  const texts = await translator(server.url).translate(CUES, { ...request, wanted: ONCE });
  assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
  assert.equal(server.requests.length, 1);
});

/** A model that can keep up to `most` lines apart. */
function weak(most: number): Behaviour {
  return (body, request) => chat((lines) => lines.length > most ? lines.slice(1) : lines)(body, request);
}

Deno.test("ChatTranslator cuts the window in two until the model manages it", async () => {
  await using server = serve(weak(3));
  const texts = await translator(server.url).translate(CUES, { ...request, wanted: ONCE });
  assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
  assert.deepEqual(
    server.requests.map(({ body }) => askedLines(body).length),
    [12, 12, 12, 6, 6, 3, 3, 6, 6, 3, 3],
  );
});

Deno.test("ChatTranslator cuts the window at once if the answer was cut off", async () => {
  await using server = serve((body) => {
    const lines = askedLines(body).map(({ number, text }) => `${number}| ${shifted(text)}`);
    return lines.length > 6 ? chatAnswer(lines.join("\n").slice(0, 200), "length") : chatAnswer(lines.join("\n"));
  });
  const texts = await translator(server.url).translate(CUES, { ...request, wanted: ONCE });
  assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
  assert.deepEqual(server.requests.map(({ body }) => askedLines(body).length), [12, 6, 6]);
});

Deno.test("ChatTranslator takes no answer that was cut off within its last line", async () => {
  await using server = serve((body) => {
    const lines = askedLines(body).map(({ number, text }) => `${number}| ${shifted(text)}`);
    return lines.length > 6 ? chatAnswer(lines.join("\n").slice(0, -10), "length") : chatAnswer(lines.join("\n"));
  });
  const texts = await translator(server.url).translate(CUES, { ...request, wanted: ONCE });
  assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
  assert.deepEqual(server.requests.map(({ body }) => askedLines(body).length), [12, 6, 6]);
});

Deno.test("ChatTranslator names the model and the cue that it can't translate, and is not tried again", async () => {
  await using server = serve(chat(() => "No."));
  await assert.rejects(
    translator(server.url).translate(CUES, { ...request, wanted: new Set([7]) }),
    (error: Error) => {
      assert.ok(error instanceof ValidationError);
      assert.match(error.message, /^small did not translate cue 8: line 8 is missing/);
      return true;
    },
  );
});

Deno.test("ChatTranslator tries again after 429, 500, slow answers, broken JSON and JSON of another kind", async () => {
  const hold = Promise.withResolvers<Response>();
  await using server = serve(
    () => Response.json({ error: { message: "slow down" } }, { status: 429, headers: { "retry-after": "1" } }),
    () => new Response("<html>", { status: 500 }),
    () => hold.promise,
    () => new Response('{"choices": [{"mess', { headers: { "content-type": "application/json" } }),
    chat(),
  );
  try {
    const texts = await translator(server.url, { tries: 20, timeoutSeconds: 3 })
      .translate(CUES, { ...request, wanted: ONCE });
    assert.deepEqual(range(0, 12).map((i) => texts.get(i)), EXPECTED.slice(0, 12));
    assert.ok(server.requests.length >= 5);
  } finally {
    hold.resolve(chatAnswer(""));
  }
});

const FAILURES: Record<string, { behave: Behaviour; says: RegExp; isFinal?: boolean }> = {
  "401": {
    behave: () => Response.json({ error: { message: "wrong key" } }, { status: 401 }),
    says: /^the translating model answered 401: wrong key$/,
    isFinal: true,
  },
  "the key itself": {
    behave: () => Response.json({ error: { message: "secret-key is wrong" } }, { status: 401 }),
    says: /^the translating model answered 401: \*\*\* is wrong$/,
    isFinal: true,
  },
  "the key in no JSON": { behave: () => new Response("secret-key?"), says: /no JSON: "\*\*\*\?"$/ },
  "404 of Ollama": {
    behave: () => Response.json({ error: "model 'small' not found" }, { status: 404 }),
    says: /answered 404: model 'small' not found$/,
    isFinal: true,
  },
  "429 for ever": { behave: () => new Response("", { status: 429 }), says: /answered 429$/ },
  "no JSON": { behave: () => new Response("hello"), says: /answered with something that is no JSON: "hello"$/ },
  "JSON without a message": { behave: () => Response.json({ choices: [] }), says: /answered without a message/ },
  "a redirect": {
    behave: () => new Response(null, { status: 302, headers: { location: "http://example.com/" } }),
    says: /answered 302$/,
    isFinal: true,
  },
};

for (const [name, { behave, says, isFinal = false }] of Object.entries(FAILURES)) {
  Deno.test(`ChatTranslator tells people neither address nor key, and the log the address: ${name}`, async () => {
    await using server = serve(behave);
    const lines: string[] = [];
    const log = createLog("warn", (line) => lines.push(line));
    await assert.rejects(
      translator(server.url, { tries: 2, log }).translate(CUES, { ...request, wanted: ONCE }),
      (error: Error) => {
        assert.match(error.message, says);
        for (const secret of ["secret-key", server.url, "127.0.0.1"]) assert.ok(!error.message.includes(secret));
        assert.ok(lines[0].includes(`address=${server.url}/v1`), lines[0]);
        assert.ok(!lines.join().includes("secret-key"));
        assert.equal(error instanceof ValidationError, isFinal);
        assert.equal(error instanceof TranslatorError, !isFinal);
        return true;
      },
    );
  });
}

Deno.test("ChatTranslator says that an endpoint is not there, and keeps the password of its URL to itself", async () => {
  const server = serve(chat());
  await server[Symbol.asyncDispose]();
  const url = server.url.replace("//", "//user:password@");
  const lines: string[] = [];
  const log = createLog("warn", (line) => lines.push(line));
  await assert.rejects(
    translator(url, { tries: 1, log }).translate(CUES, { ...request, wanted: ONCE }),
    new TranslatorError("the translating model can't be reached"),
  );
  assert.ok(lines[0].includes(`address=${server.url}/v1`) && /cause=.*refused/.test(lines[0]), lines[0]);
  assert.ok(!lines[0].includes("password"));
});

Deno.test("ChatTranslator reports progress before each request, so that a slow endpoint is no hanging job", async () => {
  let reports = 0;
  const seen: number[] = [];
  const failing: Behaviour = () => {
    seen.push(reports);
    return new Response("", { status: 503 });
  };
  await using server = serve(failing, failing, failing, chat());
  await translator(server.url).translate(CUES, { ...request, wanted: ONCE, onProgress: () => reports++ });
  assert.equal(server.requests.length, 4);
  assert.deepEqual(seen, [1, 2, 3]);
});

Deno.test("ChatTranslator sends a request that got no answer in time once more, and then says so", async () => {
  const hold = Promise.withResolvers<Response>();
  await using server = serve(async () => (await hold.promise).clone());
  let tries = 0;
  const translating = translator(server.url, { tries: 4, timeoutSeconds: 0.3 })
    .translate(CUES, { ...request, wanted: ONCE, onProgress: () => tries++ });
  await assert.rejects(translating, new TranslatorError("the translating model gave no answer within 0.3 s"));
  hold.resolve(chatAnswer(""));
  assert.equal(tries, 2);
});

Deno.test("ChatTranslator stops when the job does", async () => {
  const stop = new AbortController();
  const hold = Promise.withResolvers<Response>();
  await using server = serve(() => {
    stop.abort(new Error("the worker stops"));
    return hold.promise;
  });
  const translating = translator(server.url).translate(CUES, { ...request, wanted: ALL, signal: stop.signal });
  await assert.rejects(translating, /the worker stops/);
  hold.resolve(chatAnswer(""));
});
