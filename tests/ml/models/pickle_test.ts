import assert from "node:assert/strict";
import { readPickle } from "../../../ml/models/pickle.ts";
import { ModelError } from "../../../src/core/errors.ts";

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

Deno.test("readPickle() runs no code: a call of anything but a tensor is refused", () => {
  assert.throws(
    () => readPickle(bytes("\x80\x02cos\nsystem\n(X\x02\0\0\0lstR.")),
    (error) => error instanceof ModelError && /calls os\.system/.test(error.message),
  );
});

Deno.test("readPickle() refuses instructions that it does not know, and what is cut off", () => {
  assert.throws(() => readPickle(bytes("\x80\x02].")), /no such instruction/);
  assert.throws(() => readPickle(bytes("\x80\x02}q\0")), /cut off/);
});
