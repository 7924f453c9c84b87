import assert from "node:assert/strict";
import { ValidationError } from "../../../src/core/errors.ts";
import { LibreTranslate } from "../../../src/translation/libre_translate.ts";
import { TranslatorError } from "../../../src/translation/translator.ts";
import { libreTranslate, serve, shifted } from "./http_server.ts";

const FAST = { pauseSeconds: 0.01, maxPauseSeconds: 0.05, tries: 2 };
const TEXTS = ["the garden", "the kitchen", "the window"];

Deno.test("LibreTranslate translates a list in its order, with the key and its own codes", async () => {
  await using server = serve(libreTranslate());
  const translator = new LibreTranslate({ url: server.url, key: "k" }, FAST);
  assert.deepEqual(await translator.targets("en"), ["es", "pt", "zh"]);
  assert.deepEqual([await translator.hasTarget("zh"), await translator.hasTarget("de")], [true, false]);
  assert.deepEqual(await translator.translateTexts(TEXTS, { from: "en", to: "zh" }), TEXTS.map(shifted));
  assert.deepEqual(server.requests.at(-1)!.body, {
    ...{ q: TEXTS, source: "en", target: "zh-Hans", format: "text", api_key: "k" },
  });
});

Deno.test("LibreTranslate is asked text by text if its list has another length", async () => {
  await using server = serve(libreTranslate((body) => {
    const { q } = body as { q: string[] };
    return Response.json({ translatedText: q.length > 1 ? [q.map(shifted).join(" ")] : q.map(shifted) });
  }));
  const translator = new LibreTranslate({ url: server.url, key: null }, FAST);
  let count = 0;
  const request = { from: "en", to: "es", onRequest: () => count++ } as const;
  assert.deepEqual(await translator.translateTexts(TEXTS, request), TEXTS.map(shifted));
  assert.equal(count, server.requests.length, "each request is announced");
});

const FAILURES = {
  "an error with its reason": {
    behave: () => Response.json({ error: "Invalid API key" }, { status: 403 }),
    says: /^LibreTranslate answered 403: Invalid API key$/,
    error: ValidationError,
  },
  "a text in place of the list": {
    behave: () => Response.json({ translatedText: "hola" }),
    says: /answered without the list translatedText$/,
    error: TranslatorError,
  },
  "a server that is down": {
    behave: () => new Response("", { status: 503 }),
    says: /answered 503$/,
    error: TranslatorError,
  },
};

for (const [name, { behave, says, error }] of Object.entries(FAILURES)) {
  Deno.test(`LibreTranslate: ${name}`, async () => {
    await using server = serve(libreTranslate(behave));
    const translator = new LibreTranslate({ url: server.url, key: null }, FAST);
    await assert.rejects(translator.translateTexts(TEXTS, { from: "en", to: "es" }), (thrown: Error) => {
      assert.match(thrown.message, says);
      return thrown instanceof error;
    });
  });
}

Deno.test("LibreTranslate says which pair it lacks", async () => {
  await using server = serve(libreTranslate());
  const translator = new LibreTranslate({ url: server.url, key: null }, FAST);
  await assert.rejects(translator.translateTexts(TEXTS, { from: "es", to: "de" }), /has no translation es to de$/);
});
