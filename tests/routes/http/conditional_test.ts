import assert from "node:assert/strict";
import { isNotModified, mayReplace, rangeApplies } from "../../../routes/http/conditional.ts";

const modified = new Date("2026-03-04T05:06:07.890Z");
const date = "Wed, 04 Mar 2026 05:06:07 GMT";
const earlier = "Wed, 04 Mar 2026 05:06:06 GMT";
const validators = { etag: '"a"', modified };

Deno.test("isNotModified() uses If-None-Match first, in weak comparison, then the date", () => {
  const table: [Record<string, string>, boolean][] = [
    [{}, false],
    [{ "If-None-Match": '"a"' }, true],
    [{ "If-None-Match": 'W/"a"' }, true],
    [{ "If-None-Match": '"b", "a"' }, true],
    [{ "If-None-Match": "*" }, true],
    [{ "If-None-Match": '"b"' }, false],
    [{ "If-None-Match": '"b"', "If-Modified-Since": date }, false],
    [{ "If-Modified-Since": date }, true],
    [{ "If-Modified-Since": earlier }, false],
    [{ "If-Modified-Since": "yesterday" }, false],
  ];
  for (const [headers, expected] of table) {
    assert.equal(isNotModified(new Headers(headers), validators), expected, JSON.stringify(headers));
  }
});

Deno.test("rangeApplies() requires the same representation: a strong tag or the exact date", () => {
  const table: [string | null, boolean][] = [
    [null, true],
    ['"a"', true],
    ['W/"a"', false],
    ['"b"', false],
    [date, true],
    [earlier, false],
    ["nonsense", false],
  ];
  for (const [condition, expected] of table) {
    const headers = new Headers(condition === null ? {} : { "If-Range": condition });
    assert.equal(rangeApplies(headers, validators), expected, String(condition));
  }
});

Deno.test("mayReplace() compares If-Match strongly and If-None-Match weakly", () => {
  const table: [Record<string, string>, boolean][] = [
    [{}, true],
    [{ "If-Match": '"a"' }, true],
    [{ "If-Match": '"b", "a"' }, true],
    [{ "If-Match": "*" }, true],
    [{ "If-Match": 'W/"a"' }, false],
    [{ "If-Match": 'W/"a", "a"' }, true],
    [{ "If-Match": '"b"' }, false],
    [{ "If-None-Match": 'W/"a"' }, false],
    [{ "If-None-Match": '"b"' }, true],
  ];
  for (const [headers, expected] of table) {
    assert.equal(mayReplace(new Headers(headers), '"a"'), expected, JSON.stringify(headers));
  }
});
