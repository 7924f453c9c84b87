/** Odd values of every query parameter and part of a path of every endpoint and page: no answer may be a 5xx. */
import assert from "node:assert/strict";
import { PAGES } from "../../routes/web/pages.ts";
import type { OpenApiDocument } from "../../routes/openapi/document.ts";
import { newId } from "../../src/core/ids.ts";
import { testDatabase } from "../database.ts";
import { seedCaptions, seedVideo, startApp, TOKEN } from "./harness.ts";

const { sql } = await testDatabase();
const app = await startApp(sql);
Deno.test.afterAll(() => app.close());

const id = await seedVideo(app, {
  visibility: "public",
  renditions: { "360p": { shortSide: 360, bytes: new Uint8Array(1000), hls: { "index.m3u8": "#EXTM3U\n" } } },
});
await seedCaptions(app, id);

const NUMBERS = ["0", "-1", "1.5", "1e999", "9".repeat(25), "2147483648", "9223372036854775808"];
const TEXTS = ["", "%00", "a%00b", "%ff", "%", "%ED%A0%80", "%F0%9F%8E%AC", "..%2F..%2Fetc", "%25s", "x".repeat(5000)]
  .concat("'%22%3B--", "en-US-x-".repeat(40), "(".repeat(2000));
const TIMES = ["0000-01-01T00:00:00.000000Z", "2024-02-30T00:00:00.000000Z", "2024-01-01T24:00:00.000000Z"]
  .concat("9999-12-31T23:59:60.000000Z", "2024-13-01T00:00:00.000000Z");
/** Texts of the form of a cursor, with values that Postgres refuses. */
const CURSORS = [
  ...TIMES.flatMap((time) => [`created.desc.${newId()}.${time}`, `${time}.${newId()}.${newId()}.1`]),
  ...["1e999", "1e-999", "123456789012345e+99", "-"].map((key) => `duration.desc.${newId()}.${key}`),
  ...["9".repeat(18), "9".repeat(19), ""].map((key) => `size.desc.${newId()}.${key}`),
  ...["%2500", "%25ED%25A0%2580", "%25"].map((key) => `title.asc.${newId()}.${key}`),
];
/** For routes of which nobody says what they take. */
const WORST = ["%00", "%ff", "9".repeat(25), "-1", "1e999", "%ED%A0%80", ""];
const ODD = [...NUMBERS, ...TEXTS, ...TIMES, newId(), id];

/** A path with its query parameters. */
interface Target {
  method: string;
  path: string;
  names: string[];
  /** Whether nobody says which parameters it takes. */
  isOther?: boolean;
}

async function documented(): Promise<Target[]> {
  const { paths } = await (await app.request("/openapi.json")).json() as OpenApiDocument;
  const targets = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path: path.replace("{id}", id).replace(/\{\w+\}/g, () => newId()),
      names: (parameters as { in: string; name: string }[]).filter((one) => one.in === "query").map(({ name }) => name),
    }))
  );
  // what deletes the video comes last
  return targets.sort((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"));
}

/** The pages, with what the list and the search take where they show them. */
function pages(endpoints: Target[]): Target[] {
  const namesOf = (path: string) => endpoints.find((one) => one.method === "GET" && one.path === path)!.names;
  const lists = ["/", "/library/cards", "/library/cards/:id"].map((path) => ({ path, names: namesOf("/api/videos") }));
  const others = PAGES.flatMap(({ paths }) => paths).filter((path) => path !== "/")
    .map((path) => ({ path, names: path === "/search" ? namesOf("/api/search") : ["t", "video", "token"] }));
  return [...lists, ...others].map(({ path, names }) => ({
    method: "GET",
    path: path.replace(":id", id),
    names: [...names, "view"],
  }));
}

/**
 * The routes that pages fetch and nothing describes, such as a part of a page: whatever parameter any route has may be
 * one of theirs.
 */
function others(described: Target[], named: string[]): Target[] {
  const names = [...new Set(described.flatMap(({ names }) => names))];
  const paths = app.app.routes.filter(({ method, path }) => method === "GET" && path !== "/*").map(({ path }) => path);
  return [...new Set(paths)].filter((path) => !named.includes(path)).map((path) => ({
    method: "GET",
    path: path.replace(":id", id).replace(/:\w+(\{[^}]*\})?/g, "x"),
    names,
    isOther: true,
  }));
}

function queriesOf({ names, isOther }: Target): string[] {
  const queries = names.flatMap((name) => {
    if (isOther) return [...WORST.map((value) => `${name}=${value}`), `${name}=a&${name}=b`, `${name}[]=1`];
    const values = name === "cursor" ? [...ODD, ...CURSORS] : ODD;
    return [...values.map((value) => `${name}=${value}`), name, `${name}=a&${name}=b`, `${name}[]=1`];
  });
  const sorted = names.includes("sort") ? CURSORS.map((text) => `sort=${text.split(".")[0]}&cursor=${text}`) : [];
  return [...queries, ...sorted, "unknown=1", "=", "%", "__proto__=1&constructor=1"];
}

async function statusOf({ method, path }: Target, query: string): Promise<number> {
  const headers: Record<string, string> = { Authorization: `Bearer ${TOKEN}`, Accept: "text/html, */*;q=0.1" };
  const answer = await app.app.request(`${path}?${query}`, { method, headers, signal: AbortSignal.timeout(20_000) });
  await answer.body?.cancel(); // event streams do not end
  return answer.status;
}

Deno.test("no value of a query parameter gets a 5xx, at any endpoint or page", async () => {
  const endpoints = await documented();
  assert.ok(endpoints.length > 60);
  const wrong: string[] = [];
  let count = 0;
  const described = [...pages(endpoints), ...endpoints];
  const { paths } = await (await app.request("/openapi.json")).json() as OpenApiDocument;
  const named = Object.keys(paths).map((path) => path.replace(/\{(\w+)\}/g, ":$1"))
    .concat(PAGES.flatMap(({ paths }) => paths), "/library/cards", "/library/cards/:id");
  const parts = others(described, named);
  const partPaths = parts.map(({ path }) => path);
  for (const path of ["/search/results", "/settings/parts", `/videos/${id}/parts`]) {
    assert.ok(partPaths.includes(path), partPaths.join());
  }
  for (const target of [...parts, ...described]) {
    for (const query of queriesOf(target)) {
      const status = await statusOf(target, query);
      count++;
      // oEmbed's own answer to a format that is not made
      if (status === 501 && target.path === "/oembed" && query.startsWith("format")) continue;
      if (status >= 500) wrong.push(`${status} ${target.method} ${target.path}?${query.slice(0, 200)}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 2000, `${count} requests`);
});

Deno.test("no value of a part of a path gets a 5xx", async () => {
  const { paths } = await (await app.request("/openapi.json")).json() as OpenApiDocument;
  const renditions = { "360p": { shortSide: 360, bytes: new Uint8Array(1000), hls: { "index.m3u8": "#EXTM3U\n" } } };
  const fresh = await seedVideo(app, { visibility: "public", renditions }); // the test above deletes the other
  await seedCaptions(app, fresh);
  const { tracks } = await (await app.request(`/api/videos/${fresh}/tracks`)).json();
  const wrong: string[] = [];
  let count = 0;
  for (const [path, operations] of Object.entries(paths)) {
    const methods = Object.keys(operations).map((method) => method.toUpperCase());
    for (const method of methods.filter((method) => ["GET", "HEAD", "DELETE"].includes(method))) {
      for (const [parameter] of path.matchAll(/\{\w+\}/g)) {
        for (const odd of ["%00", "a%00b", "%ff", "%ED%A0%80", "x".repeat(3000), "..%2Fetc"]) {
          const whole = path.replace(parameter, odd).replace("{id}", fresh).replace(
            /(?<=tracks\/)\{\w+\}/,
            tracks[0].id,
          )
            .replace(/\{\w+\}/g, () => newId());
          const status = await statusOf({ method, path: whole, names: [] }, "");
          if (status >= 500) wrong.push(`${status} ${method} ${whole.slice(0, 200)}`);
          count++;
        }
      }
    }
  }
  assert.ok(count > 300, `${count}`);
  assert.deepEqual(wrong, []);
});
